// Takes one line of a trace apart with simdjson's on-demand parser: each value is looked at once, in place.
// Knows the keys and their types; knows nothing of other lines.
#include "tracer/trace_line.h"

#include <simdjson.h>

#include <array>
#include <cstring>
#include <utility>

#include "tracer/mapped_file.h"

namespace coutil::tracer {

namespace ondemand = simdjson::ondemand;

static_assert(MappedFile::kPadding >= simdjson::SIMDJSON_PADDING);

namespace {

using simdjson::error_code;

// A key or word still in the file, up to its closing quote: compared without copying.
inline bool is(const char* raw, std::string_view word) {
  return std::memcmp(raw, word.data(), word.size()) == 0 && raw[word.size()] == '"';
}

struct KindWord {
  std::string_view word;
  Kind kind;
};

// The most frequent first: a long trace is mostly these.
constexpr std::array kKindWords = {
    KindWord{"run", Kind::kRun},         KindWord{"await", Kind::kAwait},
    KindWord{"wake", Kind::kWake},       KindWord{"emit", Kind::kEmit},
    KindWord{"lock", Kind::kLock},       KindWord{"unlock", Kind::kUnlock},
    KindWord{"yield", Kind::kYield},     KindWord{"take", Kind::kTake},
    KindWord{"spawn", Kind::kSpawn},     KindWord{"end", Kind::kEnd},
    KindWord{"pick", Kind::kPick},       KindWord{"send", Kind::kSend},
    KindWord{"deliver", Kind::kDeliver}, KindWord{"drop", Kind::kDrop},
    KindWord{"print", Kind::kPrint},     KindWord{"note", Kind::kNote},
    KindWord{"cancel", Kind::kCancel},   KindWord{"fulfill", Kind::kFulfill},
    KindWord{"open", Kind::kOpen},       KindWord{"close", Kind::kClose},
    KindWord{"closed", Kind::kClosed},   KindWord{"lost", Kind::kLost},
    KindWord{"signal", Kind::kSignal},   KindWord{"process", Kind::kProcess},
    KindWord{"fault", Kind::kFault},     KindWord{"stuck", Kind::kStuck},
    KindWord{"gc", Kind::kGc},
};

// Loops over the tables are written as folds: with each word a constant, a comparison is one or two
// instructions.
template <size_t... I>
bool set_event_kind(const char* raw, TraceLine& out, std::index_sequence<I...>) {
  return ((is(raw, kKindWords[I].word) && (out.kind = kKindWords[I].kind, true)) || ...);
}

void set_kind(const char* raw, TraceLine& out) {
  if (set_event_kind(raw, out, std::make_index_sequence<kKindWords.size()>())) {
    out.line_kind = LineKind::kEvent;
    return;
  }
  if (is(raw, "place")) out.line_kind = LineKind::kPlace;
  if (is(raw, "object")) out.line_kind = LineKind::kObject;
  if (is(raw, "host")) out.line_kind = LineKind::kHost;
  if (is(raw, "name")) out.line_kind = LineKind::kName;
  if (is(raw, "fin")) out.line_kind = LineKind::kFin;
  if (is(raw, "trace")) out.line_kind = LineKind::kTrace;
}

// Where a key's integer goes, and the bit that says it was there (0: nobody asks).
struct IntegerKey {
  std::string_view word;
  int64_t TraceLine::*field;
  uint32_t bit;
};

constexpr std::array kIntegerKeys = {
    IntegerKey{"t", &TraceLine::time_ns, TraceLine::kT},
    IntegerKey{"co", &TraceLine::co, TraceLine::kCo},
    IntegerKey{"by", &TraceLine::by, TraceLine::kBy},
    IntegerKey{"at", &TraceLine::at, TraceLine::kAt},
    IntegerKey{"waiters", &TraceLine::waiters, TraceLine::kWaiters},
    IntegerKey{"id", &TraceLine::id, TraceLine::kId},
    IntegerKey{"host", &TraceLine::host, TraceLine::kHost},
    IntegerKey{"msg", &TraceLine::message, TraceLine::kMessage},
    IntegerKey{"bytes", &TraceLine::bytes, TraceLine::kBytes},
    IntegerKey{"pid", &TraceLine::process, TraceLine::kProcess},
    IntegerKey{"v", &TraceLine::version, TraceLine::kVersion},
    IntegerKey{"line", &TraceLine::line, 0},
    IntegerKey{"events", &TraceLine::events, TraceLine::kEvents},
    IntegerKey{"waiting", &TraceLine::waiting, 0},
    IntegerKey{"suspended", &TraceLine::suspended, 0},
    IntegerKey{"errors", &TraceLine::errors, 0},
};

struct StringKey {
  std::string_view word;
  std::string_view TraceLine::*field;
  uint32_t bit;
};

constexpr std::array kStringKeys = {
    StringKey{"name", &TraceLine::name, TraceLine::kName},
    StringKey{"file", &TraceLine::file, TraceLine::kFile},
    StringKey{"func", &TraceLine::function, 0},
    StringKey{"kind", &TraceLine::object_kind, TraceLine::kKind},
};

// A value of another type than expected counts as absent: whether its line can do without it, the reader
// decides.
void read_on(ondemand::value value, TraceLine& out) {
  ondemand::json_type type;
  if (value.type().get(type)) return;
  if (type != ondemand::json_type::array) {
    if (!value.get_int64().get(out.on)) out.keys |= TraceLine::kOn;
    return;
  }
  ondemand::array list;
  if (value.get_array().get(list)) return;
  for (auto item : list) {
    int64_t id;
    if (item.get_int64().get(id)) return;
    out.on_list.push_back(id);
  }
  out.on_is_list = true;
  out.keys |= TraceLine::kOn;
}

void read_mode(ondemand::value value, TraceLine& out) {
  ondemand::raw_json_string word;
  if (value.get_raw_json_string().get(word)) return;
  out.keys |= TraceLine::kHow;
  if (is(word.raw(), "all")) out.mode = Mode::kAll;
  if (is(word.raw(), "any")) out.mode = Mode::kAny;
}

// A word that this build does not know counts as kOther.
void read_operation(ondemand::value value, TraceLine& out) {
  ondemand::raw_json_string word;
  if (value.get_raw_json_string().get(word)) return;
  out.operation = Operation::kOther;
  for (int i = 1; i < kOperationCount - 1; i++) {
    const auto operation = static_cast<Operation>(i);
    if (is(word.raw(), operation_name(operation))) out.operation = operation;
  }
}

void read_what(ondemand::value value, TraceLine& out) {
  ondemand::raw_json_string word;
  if (value.get_raw_json_string().get(word)) return;
  out.keys |= TraceLine::kWhat;
  for (const What what : {What::kDatagram, What::kStream, What::kListen, What::kStart, What::kExit,
                          What::kSignal, What::kCrash}) {
    if (is(word.raw(), what_name(what))) out.what = what;
  }
}

void read_stored(ondemand::value value, TraceLine& out) {
  bool stored = false;
  if (!value.get_bool().get(stored)) out.stored = stored;
}

// True where the key is one of the integers', whatever its value.
template <size_t... I>
bool read_integer(const char* key, ondemand::value value, TraceLine& out, std::index_sequence<I...>) {
  const IntegerKey* entry = nullptr;
  if (!((is(key, kIntegerKeys[I].word) && (entry = &kIntegerKeys[I], true)) || ...)) return false;
  if (!value.get_int64().get(out.*entry->field)) out.keys |= entry->bit;
  return true;
}

void read_field(const char* key, ondemand::value value, TraceLine& out) {
  if (read_integer(key, value, out, std::make_index_sequence<kIntegerKeys.size()>())) return;
  if (is(key, "on")) return read_on(value, out);
  if (is(key, "mode") || is(key, "how")) return read_mode(value, out);
  if (is(key, "stored")) return read_stored(value, out);
  if (is(key, "op")) return read_operation(value, out);
  if (is(key, "what")) return read_what(value, out);
  if (is(key, "error")) out.keys |= TraceLine::kError;
  for (const StringKey& entry : kStringKeys) {
    if (!is(key, entry.word)) continue;
    if (!value.get_string().get(out.*entry.field)) out.keys |= entry.bit;
    return;
  }
}

void reset(TraceLine& out) {
  auto list = std::move(out.on_list);
  list.clear();
  out = TraceLine();
  out.on_list = std::move(list);
}

}  // namespace

struct LineParser::State {
  ondemand::parser parser;
};

LineParser::LineParser() : state_(std::make_unique<State>()) {}
LineParser::~LineParser() = default;

bool LineParser::parse(std::string_view line, TraceLine& out) {
  reset(out);
  ondemand::document document;
  ondemand::object object;
  const simdjson::padded_string_view padded(line.data(), line.size(), line.size() + MappedFile::kPadding);
  auto error = state_->parser.iterate(padded).get(document);
  if (!error) error = document.get_object().get(object);
  if (error) {
    problem_ = std::string("no JSON object (") + simdjson::error_message(error) + ")";
    return false;
  }
  for (auto field_result : object) {
    ondemand::field field;
    if ((error = std::move(field_result).get(field))) break;
    const char* key = field.key().raw();
    if (is(key, "e")) {
      ondemand::raw_json_string word;
      if ((error = field.value().get_raw_json_string().get(word))) break;
      set_kind(word.raw(), out);
    } else {
      read_field(key, field.value(), out);
    }
  }
  if (!error && document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    error = simdjson::TRAILING_CONTENT;
  if (error) problem_ = std::string("bad JSON (") + simdjson::error_message(error) + ")";
  return !error;
}

std::string LineParser::value(std::string_view line, std::string_view key) {
  ondemand::document document;
  ondemand::object object;
  ondemand::value value;
  const simdjson::padded_string_view padded(line.data(), line.size(), line.size() + MappedFile::kPadding);
  if (state_->parser.iterate(padded).get(document) || document.get_object().get(object)) return {};
  if (object.find_field_unordered(key).get(value)) return {};
  ondemand::json_type type;
  std::string_view text;
  if (value.type().get(type) || type == ondemand::json_type::null) return {};
  error_code error = simdjson::SUCCESS;
  if (type == ondemand::json_type::string) {
    error = value.get_string().get(text);
  } else if (type == ondemand::json_type::array) {
    ondemand::array list;
    if (!(error = value.get_array().get(list))) error = list.raw_json().get(text);
  } else if (type == ondemand::json_type::object) {
    ondemand::object inner;
    if (!(error = value.get_object().get(inner))) error = inner.raw_json().get(text);
  } else {
    text = value.raw_json_token();
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\n'))
      text.remove_suffix(1);
  }
  return error ? std::string() : std::string(text);
}

}  // namespace coutil::tracer
