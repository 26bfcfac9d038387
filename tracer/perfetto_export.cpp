// Writes Chrome trace events, row after row: see the header.
#include "tracer/perfetto_export.h"

#include <algorithm>
#include <queue>

#include "tracer/export_flows.h"
#include "tracer/export_spans.h"
#include "tracer/timeline_label.h"

namespace coutil::tracer {
namespace {

constexpr size_t kLongestName = 200;  // characters

// As a JSON string, with its quotes.
std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char byte : elided(text, kLongestName)) {
    if (byte == '"' || byte == '\\') out += '\\';
    if (static_cast<unsigned char>(byte) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
    } else {
      out += byte;
    }
  }
  return out + "\"";
}

class PerfettoExport {
 public:
  PerfettoExport(const Lanes& lanes, const Holds& holds, const Nesting& nesting,
                 const ExportSelection& selection, Axis axis, ExportOutput& out)
      : lanes_(lanes),
        model_(lanes.model()),
        holds_(holds),
        selection_(selection),
        axis_(axis),
        out_(out),
        spans_(lanes, nesting, selection),
        flows_(lanes, selection) {}

  void write() {
    const Header& header = model_.header();
    out_.print(
        "{{\"displayTimeUnit\":\"ns\",\"otherData\":{{\"script\":{},\"backend\":{},\"seed\":{}}},"
        "\"traceEvents\":[",
        json_string(header.script), json_string(header.backend), json_string(header.seed));
    name_processes();
    name_threads();
    open_earlier_holds();
    for (row_ = selection_.from; row_ < selection_.to; row_++) {
      close_holds(row_);
      spans_.advance(row_, [this](const SpanChange& change) { write_change(change); });
      write_row();
    }
    row_ = selection_.to;
    close_holds(row_);
    spans_.finish([this](const SpanChange& change) { write_change(change); });
    close_holds(kNone);
    out_.write("\n]}\n");
  }

 private:
  // Everything up to the kind's own keys; whoever calls it closes the object.
  void begin(char phase, const char* category, uint32_t process, uint32_t thread) {
    out_.write(first_ ? "\n" : ",\n");
    first_ = false;
    const int64_t position = lanes_.position(axis_, row_);
    const int64_t whole = axis_ == Axis::kTime ? position / 1000 : position;
    out_.print("{{\"ph\":\"{}\",\"cat\":\"{}\",\"pid\":{},\"tid\":{},\"ts\":{}", phase, category, process,
               thread, whole);
    if (axis_ == Axis::kTime && position % 1000 != 0) out_.print(".{:03d}", position % 1000);
  }

  uint32_t process_of_host(uint32_t host) const { return host == kNone ? 1 : host + 1; }
  uint32_t process_of(uint32_t lane) const { return process_of_host(model_.coroutines()[lane].host); }
  static uint32_t thread_of(uint32_t lane) { return lane + 1; }
  // What belongs to no coroutine: a thread of its host, behind all coroutines.
  uint32_t outside_thread(uint32_t host) const {
    return static_cast<uint32_t>(lanes_.lanes().size()) + process_of_host(host);
  }

  void name(const char* what, uint32_t process, uint32_t thread, const std::string& text) {
    out_.print("{}\n{{\"ph\":\"M\",\"name\":\"{}\",\"pid\":{},\"tid\":{},\"args\":{{\"name\":{}}}}}",
               first_ ? "" : ",", what, process, thread, json_string(text));
    first_ = false;
  }

  void sort_index(const char* what, uint32_t process, uint32_t thread, uint32_t index) {
    out_.print(",\n{{\"ph\":\"M\",\"name\":\"{}\",\"pid\":{},\"tid\":{},\"args\":{{\"sort_index\":{}}}}}",
               what, process, thread, index);
  }

  void name_processes() {
    const auto name_one = [this](uint32_t host, const std::string& text) {
      name("process_name", process_of_host(host), outside_thread(host), text);
      sort_index("process_sort_index", process_of_host(host), outside_thread(host), process_of_host(host));
      name("thread_name", process_of_host(host), outside_thread(host), "outside");
    };
    if (model_.hosts().empty()) return name_one(kNone, model_.header().script);
    for (uint32_t host = 0; host < model_.hosts().size(); host++) name_one(host, model_.host_label(host));
  }

  void name_threads() {
    for (uint32_t lane = 0; lane < lanes_.lanes().size(); lane++) {
      if (!selection_.has_lane[lane]) continue;
      name("thread_name", process_of(lane), thread_of(lane), model_.label_on_host(lane));
      sort_index("thread_sort_index", process_of(lane), thread_of(lane), thread_of(lane));
    }
  }

  std::string state_label(const Span& span) const {
    if (span.state == State::kWaiting && model_.kind(span.begin) == Kind::kAwait) {
      return "waits " + model_.wait_clause(span.begin);
    }
    return state_name(span.state);
  }

  void write_change(const SpanChange& change) {
    const uint32_t process = process_of(change.lane), thread = thread_of(change.lane);
    switch (change.what) {
      case SpanChange::What::kBegin:
        begin('B', "state", process, thread);
        out_.print(",\"name\":{},\"args\":{{\"state\":\"{}\",\"event\":{}",
                   json_string(state_label(*change.span)), state_name(change.span->state),
                   change.span->begin);
        if (const std::string at = model_.place_label(model_.place(change.span->begin)); !at.empty()) {
          out_.print(",\"at\":{}", json_string(at));
        }
        return out_.write("}}");
      case SpanChange::What::kResumeBegin:
        begin('B', "resume", process, thread);
        return out_.print(",\"name\":{}}}", json_string("resumes " + model_.label(change.resuming->resumed)));
      case SpanChange::What::kEnd:
        begin('E', "state", process, thread);
        return out_.write("}");
      case SpanChange::What::kResumeEnd:
        begin('E', "resume", process, thread);
        return out_.write("}");
    }
  }

  void write_row() {
    const Kind kind = model_.kind(row_);
    switch (kind) {
      case Kind::kWake:
        if (flows_.has_wake_to(row_)) write_flow('f', "wake", row_);
        return;
      case Kind::kEmit:
        if (!write_instant()) return;
        for (const Flow& flow : flows_.wakes_from(row_)) write_flow('s', "wake", flow.to);
        return;
      case Kind::kSend:
        if (!write_instant()) return;
        for (const Flow& flow : flows_.messages_from(row_)) write_flow('s', "message", flow.to);
        return;
      case Kind::kDeliver:
        if (write_instant() && flows_.has_message_to(row_)) write_flow('f', "message", row_);
        return;
      case Kind::kLock:
        return open_hold_at(row_);
      case Kind::kEnd:
        if (model_.failed(row_)) write_instant();
        return;
      case Kind::kNote:
      case Kind::kPrint:
      case Kind::kStuck:
      case Kind::kSignal:
      case Kind::kProcess:
      case Kind::kFault:
      case Kind::kOpen:
      case Kind::kClose:
      case Kind::kDrop:
      case Kind::kLost:
      case Kind::kClosed:
      case Kind::kCancel:
        write_instant();
        return;
      default:
        return;
    }
  }

  // The thread that a row is drawn on.
  std::pair<uint32_t, uint32_t> track_of(uint32_t row) const {
    const uint32_t lane = model_.coroutine(row);
    if (lane < lanes_.lanes().size()) return {process_of(lane), thread_of(lane)};
    const uint32_t host = model_.host(row);
    return {process_of_host(host), outside_thread(host)};
  }

  // False where its lane is not selected.
  bool write_instant() {
    if (!selection_.has_lane_of(model_, row_)) return false;
    const auto [process, thread] = track_of(row_);
    begin('i', "event", process, thread);
    out_.print(",\"s\":\"t\",\"name\":{},\"args\":{{\"kind\":\"{}\",\"event\":{}}}}}",
               json_string(model_.describe(row_)), kind_name(model_.kind(row_)), row_);
    return true;
  }

  // An arrow starts or ends in the slice that is open on its thread; where a message is nobody's, in a slice
  // of no length.
  void write_flow(char phase, const char* category, uint32_t id) {
    const auto [process, thread] = track_of(row_);
    const bool outside = model_.coroutine(row_) >= lanes_.lanes().size();
    if (outside) {
      begin('B', "state", process, thread);
      out_.print(",\"name\":\"{}\"}}", kind_name(model_.kind(row_)));
    }
    begin(phase, category, process, thread);
    out_.print(",\"name\":\"{}\",\"id\":{}{}}}", category, id, phase == 'f' ? ",\"bp\":\"e\"" : "");
    if (outside) {
      begin('E', "state", process, thread);
      out_.write("}");
    }
  }

  void open_hold_at(uint32_t row) {
    const uint32_t lane = model_.coroutine(row);
    if (lane == kNone || !selection_.has_lane[lane]) return;
    const auto all = holds_.of(lane);
    const auto found = std::lower_bound(all.begin(), all.end(), row,
                                        [](const Hold& hold, uint32_t value) { return hold.begin < value; });
    if (found != all.end() && found->begin == row) open_hold(*found);
  }

  void open_hold(const Hold& hold) {
    write_hold('b', hold);
    open_holds_.push(hold);
  }

  void open_earlier_holds() {
    row_ = selection_.from;
    for (uint32_t lane = 0; lane < lanes_.lanes().size(); lane++) {
      if (!selection_.has_lane[lane]) continue;
      for (const Hold& hold : holds_.of(lane)) {
        if (hold.begin < row_ && hold.end > row_) open_hold(hold);
      }
    }
  }

  // Those that are over at a row; all of them for kNone.
  void close_holds(uint32_t row) {
    while (!open_holds_.empty() && (row == kNone || open_holds_.top().end <= row)) {
      write_hold('e', open_holds_.top());
      open_holds_.pop();
    }
  }

  void write_hold(char phase, const Hold& hold) {
    begin(phase, "mutex", process_of(hold.coroutine), thread_of(hold.coroutine));
    out_.print(",\"id\":{},\"name\":{}}}", hold.begin,
               json_string(fmt::format("{} held by {}", model_.object_label(hold.object),
                                       model_.label_on_host(hold.coroutine))));
  }

  struct EndsLater {
    bool operator()(const Hold& a, const Hold& b) const {
      return std::pair(a.end, a.begin) > std::pair(b.end, b.begin);
    }
  };

  const Lanes& lanes_;
  const TraceModel& model_;
  const Holds& holds_;
  const ExportSelection& selection_;
  Axis axis_;
  ExportOutput& out_;
  ExportSpans spans_;
  ExportFlows flows_;
  std::priority_queue<Hold, std::vector<Hold>, EndsLater> open_holds_;
  uint32_t row_ = 0;  // where the export is
  bool first_ = true;
};

}  // namespace

void export_perfetto(const Lanes& lanes, const Holds& holds, const Nesting& nesting,
                     const ExportSelection& selection, Axis axis, ExportOutput& out) {
  PerfettoExport(lanes, holds, nesting, selection, axis, out).write();
}

}  // namespace coutil::tracer
