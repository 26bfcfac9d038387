// Writes the columns of an event: see the header.
#include "tracer/csv_export.h"

#include "tracer/timeline_label.h"

namespace coutil::tracer {
namespace {

constexpr std::string_view kColumns =
    "event,line,t_ns,kind,host,co,coroutine,by,mode,objects,place,waiters,stored,operation,what,message,"
    "bytes,pid,"
    "text\n";

bool has_what(Kind kind) {
  return kind == Kind::kOpen || kind == Kind::kClose || kind == Kind::kProcess || kind == Kind::kFault;
}

// The key of the text that a kind has, or nullptr.
const char* text_key(const TraceModel& model, uint32_t row) {
  switch (model.kind(row)) {
    case Kind::kNote:
    case Kind::kPrint:
    case Kind::kFault:
      return "text";
    case Kind::kEnd:
      return model.failed(row) ? "error" : nullptr;
    case Kind::kSignal:
    case Kind::kProcess:
      return "name";
    case Kind::kStuck:
    case Kind::kDrop:
      return "why";
    default:
      return nullptr;
  }
}

class CsvRow {
 public:
  CsvRow(const TraceModel& model, uint32_t row, ExportOutput& out) : model_(model), row_(row), out_(out) {}

  void write() {
    const Kind kind = model_.kind(row_);
    const uint32_t who = model_.coroutine(row_);
    out_.print("{},{},{},", row_, model_.line_number(row_), model_.time_ns(row_));
    cell(kind == Kind::kOther ? model_.text(row_, "e") : kind_name(kind));
    cell(host());
    cell(who == kNone ? "" : fmt::format("{}", model_.coroutines()[who].id));
    cell(who == kNone ? "" : model_.label_on_host(who));
    const uint32_t by = model_.by(row_);
    cell(by == kNone ? "" : model_.label(by));
    cell(kind == Kind::kAwait || kind == Kind::kEmit ? mode_name(model_.mode(row_)) : "");
    cell(objects());
    cell(model_.place_label(model_.place(row_)));
    cell(kind == Kind::kEmit ? fmt::format("{}", model_.waiters(row_)) : "");
    cell(kind == Kind::kEmit ? (model_.stored(row_) ? "true" : "false") : "");
    cell(operation_name(model_.operation(row_)));
    // The file's own word: this build may not know it.
    cell(has_what(kind) ? model_.text(row_, "what") : "");
    cell(has_message(kind) ? fmt::format("{}", model_.message(row_)) : "");
    cell(has_message(kind) ? fmt::format("{}", model_.bytes(row_)) : "");
    cell(kind == Kind::kProcess ? fmt::format("{}", model_.process_id(row_)) : "");
    const char* key = text_key(model_, row_);
    last_cell(key == nullptr ? "" : model_.text(row_, key));
  }

 private:
  std::string host() const {
    const uint32_t who = model_.coroutine(row_);
    const uint32_t host = who == kNone ? model_.host(row_) : model_.coroutines()[who].host;
    return host == kNone ? "" : model_.host_label(host);
  }

  std::string objects() const {
    std::string text;
    for (const uint32_t object : model_.object_list(row_)) {
      text += (text.empty() ? "" : "; ") + model_.object_label(object);
    }
    return text;
  }

  void cell(std::string_view text) {
    if (text.size() > kLongestCsvName) {
      last_text(elided(text, kLongestCsvName));
    } else {
      last_text(text);
    }
    out_.write(",");
  }

  void last_cell(std::string_view text) {
    last_text(text);
    out_.write("\n");
  }

  void last_text(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return out_.write(text);
    std::string out = "\"";
    for (const char byte : text) {
      if (byte == '"') out += '"';
      out += byte;
    }
    out_.write(out + "\"");
  }

  const TraceModel& model_;
  uint32_t row_;
  ExportOutput& out_;
};

}  // namespace

void export_csv(const Lanes& lanes, const ExportSelection& selection, ExportOutput& out) {
  out.write(kColumns);
  for (uint32_t row = selection.from; row < selection.to; row++) {
    if (selection.has_lane_of(lanes.model(), row)) CsvRow(lanes.model(), row, out).write();
  }
}

}  // namespace coutil::tracer
