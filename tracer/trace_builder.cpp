// Fills a model from the lines of a trace: ids become indices, rows go into columns, contradictions are
// noted. Knows one line at a time and what came before it; knows nothing of files and of JSON's syntax.
#include "tracer/trace_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tracer/mapped_file.h"
#include "tracer/trace_error.h"

namespace coutil::tracer {

namespace {

using Line = TraceLine;

// What a line of a kind can't do without, besides its time.
constexpr uint32_t needed_keys(Kind kind) {
  switch (kind) {
    case Kind::kSpawn:
    case Kind::kRun:
    case Kind::kCancel:
    case Kind::kClosed:
      return Line::kCo | Line::kBy;
    case Kind::kAwait:
      return Line::kCo | Line::kOn | Line::kHow;
    case Kind::kEmit:
      return Line::kCo | Line::kOn | Line::kHow | Line::kWaiters;
    case Kind::kWake:
      return Line::kCo | Line::kBy | Line::kOn;
    case Kind::kTake:
    case Kind::kLock:
    case Kind::kUnlock:
    case Kind::kFulfill:
      return Line::kCo | Line::kOn;
    case Kind::kOpen:
    case Kind::kClose:
      return Line::kOn;
    case Kind::kSend:
    case Kind::kDeliver:
      return Line::kOn | Line::kMessage | Line::kBytes;
    case Kind::kDrop:
      return Line::kMessage | Line::kBytes;
    case Kind::kFault:
      return Line::kWhat;
    case Kind::kSignal:
      return Line::kName;
    case Kind::kProcess:
      return Line::kProcess | Line::kWhat;
    case Kind::kYield:
    case Kind::kNote:
    case Kind::kPrint:
    case Kind::kEnd:
    case Kind::kLost:
      return Line::kCo;
    default:
      return 0;
  }
}

constexpr std::array<std::pair<uint32_t, const char*>, 11> kKeyNames = {{
    {Line::kT, "t"},
    {Line::kCo, "co"},
    {Line::kBy, "by"},
    {Line::kOn, "on"},
    {Line::kHow, "mode\" or \"how"},
    {Line::kWaiters, "waiters"},
    {Line::kMessage, "msg"},
    {Line::kBytes, "bytes"},
    {Line::kName, "name"},
    {Line::kProcess, "pid"},
    {Line::kWhat, "what"},
}};

}  // namespace

TraceBuilder::TraceBuilder(std::string path, std::shared_ptr<const MappedFile> file,
                           const ReadOptions& options)
    : options_(options) {
  model_.path_ = std::move(path);
  model_.file_ = std::move(file);
  new_coroutine(0);
  model_.coroutines_[kMainCoroutine].name = "main";
  model_.programs_.push_back({-1, kNone, kMainCoroutine, {kMainCoroutine}});
}

void TraceBuilder::reserve(size_t rows) {
  model_.kinds_.reserve(rows);
  model_.flags_.reserve(rows);
  model_.times_ns_.reserve(rows);
  model_.coroutine_column_.reserve(rows);
  model_.cause_column_.reserve(rows);
  model_.object_column_.reserve(rows);
  model_.offsets_.reserve(rows / TraceModel::kOffsetStride + 1);
}

void TraceBuilder::complain(const std::string& sentence) {
  if (!options_.keep_defects) throw TraceError(model_.path_, number_, sentence);
  note(sentence);
}

void TraceBuilder::note(const std::string& sentence) {
  model_.defect_count_++;
  if (model_.defects_.size() < options_.kept_defect_count) model_.defects_.push_back({number_, sentence});
}

void TraceBuilder::note_after_fin() {
  if (model_.fin_->line != 0) note("a line after \"fin\"");
}

void TraceBuilder::add(const TraceLine& line, uint64_t number, std::string_view text) {
  number_ = number;
  if (model_.fin_ && line.line_kind != LineKind::kFin) note_after_fin();
  switch (line.line_kind) {
    case LineKind::kEvent:
      if (has_what_it_needs(line)) add_event(line, text);
      return;
    case LineKind::kTrace:
      complain("a second \"trace\" line: these are two traces in one file");
      return;
    case LineKind::kPlace:
      add_place(line);
      return;
    case LineKind::kObject:
      add_object(line);
      return;
    case LineKind::kHost:
      add_host(line, text);
      return;
    case LineKind::kName:
      add_name(line);
      return;
    case LineKind::kFin:
      add_fin(line);
      return;
    case LineKind::kUnknown:
      model_.unknown_lines_++;
      if (line.has(Line::kT)) add_event(line, text);
      return;
  }
}

bool TraceBuilder::has_what_it_needs(const TraceLine& line) {
  const uint32_t missing = (needed_keys(line.kind) | Line::kT) & ~line.keys;
  if (missing == 0) return true;
  for (const auto& [bit, name] : kKeyNames) {
    if ((missing & bit) == 0) continue;
    complain(fmt::format("a \"{}\" line needs \"{}\"", kind_name(line.kind), name));
    break;
  }
  return false;
}

int64_t TraceBuilder::rising_time(int64_t time_ns) {
  if (time_ns > kLastTimeNs) {
    note(fmt::format("t is {}, and no run lasts longer than {}", time_ns, kLastTimeNs));
    time_ns = kLastTimeNs;
  }
  if (time_ns < last_time_ns_) {
    note(fmt::format("time falls: t is {}, and was {} before", time_ns, last_time_ns_));
    return last_time_ns_;
  }
  last_time_ns_ = time_ns;
  return time_ns;
}

void TraceBuilder::add_event(const TraceLine& line, std::string_view text) {
  const bool known = line.line_kind == LineKind::kEvent;
  const uint32_t place = known && line.has(Line::kAt) ? place_of(line.at) : kNone;
  const uint32_t by = known && line.has(Line::kBy) ? cause_of(line.by) : kNone;
  uint32_t coroutine = kNone;
  if (known && line.has(Line::kCo)) {
    coroutine = line.kind == Kind::kSpawn ? spawned(line, place, by) : coroutine_of(line.co);
  }
  if (line.kind == Kind::kStuck && known) model_.stuck_events_.push_back(model_.event_count());
  if (line.kind == Kind::kProcess && known) model_.process_events_.push_back(model_.event_count());
  if (known) end_programs(line);
  Row row{known ? line.kind : Kind::kOther};
  row.coroutine = coroutine;
  row.cause = cause_of(line, by, place);
  row.object = known && line.has(Line::kOn) ? objects_of(line) : kNone;
  row.flags = flags_of(line);
  keep_amount(line, row);
  add_row(row, line.time_ns, text);
}

// The same for a line that the scanner took apart: it has all that its kind needs.
void TraceBuilder::add(const EventRecord& record, const ScannedChunk& chunk, uint64_t number) {
  number_ = number;
  if (model_.fin_) note_after_fin();
  const std::string_view text = chunk.text.substr(record.begin, record.size);
  constexpr int32_t kAbsent = EventRecord::kAbsent;
  Row row{record.kind};
  const uint32_t place = record.at == kAbsent ? kNone : place_of(record.at);
  const bool is_message = has_message(record.kind);
  const uint32_t by = record.by == kAbsent || is_message ? kNone : cause_of(record.by);
  if (record.kind == Kind::kSpawn) {
    TraceLine line;
    line.co = record.co;
    line.name = text.substr(static_cast<size_t>(record.amount), record.name_size);
    row.coroutine = spawned(line, place, by);
  } else if (record.co != kAbsent) {
    row.coroutine = coroutine_of(record.co);
  }
  row.cause = is_message ? pack(record.by) : has_cause(record.kind) ? by : place;
  if (record.on_is_list) {
    row.object = object_list(chunk, record.on);
  } else if (record.on != kAbsent) {
    row.object = object_of(record.on);
  }
  row.flags = flags(record.kind, record.mode, record.stored, static_cast<unsigned>(record.operation));
  if (is_message && record.amount != 0) keep_amount(pack(record.amount));
  if (record.kind == Kind::kEmit) keep_waiters(record.amount, row);
  add_row(row, record.time_ns, text);
}

void TraceBuilder::add_row(Row& row, int64_t line_time_ns, std::string_view text) {
  keep_offset(text);
  if (row.kind == Kind::kAwait && row.object < pauses_.size() && pauses_[row.object]) {
    row.flags |= TraceModel::kPauseBit;
  }
  const int64_t time_ns = rising_time(line_time_ns);
  if (model_.times_ns_.empty() || shown_time_ns_ != time_ns) model_.distinct_instants_++;
  shown_time_ns_ = time_ns;
  model_.times_ns_.push_back(time_ns);
  model_.flags_.push_back(row.flags);
  model_.coroutine_column_.push_back(row.coroutine);
  model_.cause_column_.push_back(row.cause);
  model_.object_column_.push_back(row.object);
  model_.kinds_.push_back(row.kind);
}

void TraceBuilder::keep_amount(uint32_t value) { model_.amounts_.push_back({model_.event_count(), value}); }

void TraceBuilder::keep_waiters(int64_t waiters, Row& row) {
  const auto count = static_cast<uint32_t>(std::clamp<int64_t>(waiters, 0, 0xffffffff));
  const uint32_t few = std::min(count, TraceModel::kManyWaiters);
  row.flags = static_cast<uint8_t>(row.flags | few << TraceModel::kDetailShift);
  if (few == TraceModel::kManyWaiters) keep_amount(count);
}

// Called before the row is there.
void TraceBuilder::keep_offset(std::string_view text) {
  const uint32_t row = model_.event_count();
  if (row >= kScheduler - 1) throw TraceError(model_.path_, number_, "more than 4 billion events");
  if (row % TraceModel::kOffsetStride == 0) {
    model_.offsets_.push_back(static_cast<uint64_t>(text.data() - model_.file_->bytes().data()));
  }
  const uint64_t gap = number_ - row;
  if (model_.line_gap_counts_.empty() || model_.line_gap_counts_.back() != gap) {
    model_.line_gap_events_.push_back(row);
    model_.line_gap_counts_.push_back(gap);
  }
}

uint32_t TraceBuilder::new_coroutine(int64_t id) {
  const auto index = static_cast<uint32_t>(model_.coroutines_.size());
  model_.coroutines_.emplace_back();
  model_.coroutines_.back().id = id;
  coroutine_ids_.insert(id, index);
  return index;
}

uint32_t TraceBuilder::spawned(const TraceLine& line, uint32_t place, uint32_t by) {
  uint32_t index = coroutine_ids_.find(line.co);
  if (index == IdTable::kMissing) {
    index = new_coroutine(line.co);
  } else if ((index == kMainCoroutine && !line.has(Line::kProcess)) ||
             model_.coroutines_[index].spawn_event != kNone) {
    note(fmt::format("coroutine {} is spawned a second time", line.co));
  }
  Coroutine& coroutine = model_.coroutines_[index];
  coroutine.name = printable_name(line.name);
  coroutine.place = place;
  coroutine.by = by;
  if (line.has(Line::kHost)) coroutine.host = host_of(line.host);
  const uint32_t program = program_of(line, index, coroutine.host);
  if (coroutine.spawn_event == kNone && !model_.is_main(index)) join_program(index, program);
  if (coroutine.spawn_event == kNone) coroutine.spawn_event = model_.event_count();
  return index;
}

// Who follows the model as it grows has to know at the end of a program who was in it.
void TraceBuilder::join_program(uint32_t coroutine, uint32_t program) {
  model_.coroutines_[coroutine].program = program;
  model_.programs_[program].coroutines.push_back(coroutine);
}

// The first `spawn` of a process is that of its main program.
uint32_t TraceBuilder::program_of(const TraceLine& line, uint32_t coroutine, uint32_t host) {
  auto& programs = model_.programs_;
  if (line.has(Line::kProcess)) {
    const uint32_t known = model_.program_of(line.process);
    if (known != kNone) return known;
    if (coroutine == kMainCoroutine) {
      programs[0].pid = line.process;
      programs[0].host = host;
      model_.program_by_pid_.emplace(line.process, 0);
      begin_program(0, host);
      return 0;
    }
    const auto index = static_cast<uint32_t>(programs.size());
    programs.push_back({line.process, host, coroutine, {}});
    join_program(coroutine, index);
    model_.program_by_pid_.emplace(line.process, index);
    begin_program(index, host);
    return index;
  }
  const uint32_t first = host < host_programs_.size() ? host_programs_[host].first : kNone;
  return first == kNone ? 0 : first;
}

void TraceBuilder::begin_program(uint32_t program, uint32_t host) {
  if (host == kNone) return;
  if (host >= host_programs_.size()) host_programs_.resize(size_t{host} + 1);
  HostPrograms& of_host = host_programs_[host];
  if (of_host.first == kNone) of_host.first = program;
  of_host.running.push_back(program);
}

// Which programs the line ends, of those that run.
void TraceBuilder::end_programs(const TraceLine& line) {
  const auto end = [this](uint32_t program) {
    if (program >= program_ended_.size()) program_ended_.resize(size_t{program} + 1, false);
    if (program_ended_[program]) return;
    program_ended_[program] = true;
    model_.program_end_rows_.push_back(model_.event_count());
    model_.ended_programs_.push_back(program);
  };
  if (line.kind == Kind::kProcess && line.what != What::kStart) {
    const uint32_t program = model_.program_of(line.process);
    if (program != kNone) end(program);
  }
  if (line.kind != Kind::kFault || line.what != What::kCrash || !line.has(Line::kHost)) return;
  const uint32_t host = host_ids_.find(line.host);
  if (host == IdTable::kMissing || host >= host_programs_.size()) return;
  for (const uint32_t program : host_programs_[host].running) end(program);
  host_programs_[host].running.clear();
}

uint32_t TraceBuilder::coroutine_of(int64_t id) {
  if (id == -1) return kNone;
  const uint32_t index = coroutine_ids_.find(id);
  if (index != IdTable::kMissing) return index;
  complain(fmt::format("coroutine {} is used before its \"spawn\"", id));
  return new_coroutine(id);
}

uint32_t TraceBuilder::cause_of(int64_t id) { return id == -1 ? kScheduler : coroutine_of(id); }

uint32_t TraceBuilder::place_of(int64_t id) {
  const uint32_t index = place_ids_.find(id);
  if (index != IdTable::kMissing) return index;
  complain(fmt::format("place {} is used before it is defined", id));
  return kNone;
}

uint32_t TraceBuilder::object_of(int64_t id) {
  const uint32_t index = object_ids_.find(id);
  if (index != IdTable::kMissing) return index;
  complain(fmt::format("object {} is used before it is defined", id));
  object_ids_.insert(id, static_cast<uint32_t>(model_.objects_.size()));
  model_.objects_.push_back({id, "object", "", number_});
  pauses_.push_back(false);
  return static_cast<uint32_t>(model_.objects_.size() - 1);
}

uint32_t TraceBuilder::host_of(int64_t id) {
  const uint32_t index = host_ids_.find(id);
  if (index != IdTable::kMissing) return index;
  complain(fmt::format("host {} is used before it is defined", id));
  return kNone;
}

uint32_t TraceBuilder::objects_of(const TraceLine& line) {
  if (!line.on_is_list) return object_of(line.on);
  if (line.on_list.empty()) return kNone;
  if (line.on_list.size() == 1) return object_of(line.on_list.front());
  const size_t begin = model_.lists_.size();
  if (begin + line.on_list.size() >= TraceModel::kListBit) {
    throw TraceError(model_.path_, number_, "more than 2 billion objects in lists");
  }
  model_.lists_.push_back(static_cast<uint32_t>(line.on_list.size()));
  for (const int64_t id : line.on_list) model_.lists_.push_back(object_of(id));
  return static_cast<uint32_t>(begin) | TraceModel::kListBit;
}

uint32_t TraceBuilder::object_list(const ScannedChunk& chunk, int32_t begin) {
  const int32_t* list = chunk.lists.data() + begin;
  const auto count = static_cast<uint32_t>(*list);
  const size_t at = model_.lists_.size();
  if (at + count >= TraceModel::kListBit) {
    throw TraceError(model_.path_, number_, "more than 2 billion objects in lists");
  }
  model_.lists_.push_back(count);
  for (uint32_t i = 1; i <= count; i++) model_.lists_.push_back(object_of(list[i]));
  return static_cast<uint32_t>(at) | TraceModel::kListBit;
}

uint8_t TraceBuilder::flags(Kind kind, Mode mode, bool stored, unsigned detail) {
  return static_cast<uint8_t>(static_cast<unsigned>(mode) |
                              (stored && kind == Kind::kEmit ? TraceModel::kStoredBit : 0U) |
                              detail << TraceModel::kDetailShift);
}

uint8_t TraceBuilder::flags_of(const TraceLine& line) {
  const auto detail = line.kind == Kind::kAwait  ? static_cast<unsigned>(line.operation)
                      : line.kind == Kind::kEmit ? 0U
                                                 : static_cast<unsigned>(line.what);
  const bool failed = line.kind == Kind::kEnd && line.has(Line::kError);
  return static_cast<uint8_t>(flags(line.kind, line.mode, line.stored, detail) |
                              (failed ? TraceModel::kFailedBit : 0U));
}

// Most are small. Others lie in a list of their own, so that a column has 32 bits.
uint32_t TraceBuilder::pack(int64_t number) {
  if (number >= 0 && number < int64_t{TraceModel::kLargeBit}) return static_cast<uint32_t>(number);
  const size_t index = model_.large_numbers_.size();
  if (index >= TraceModel::kLargeBit) {
    throw TraceError(model_.path_, number_, "more than 2 billion numbers beyond 2^31");
  }
  model_.large_numbers_.push_back(number);
  return static_cast<uint32_t>(index) | TraceModel::kLargeBit;
}

void TraceBuilder::keep_amount(const TraceLine& line, Row& row) {
  if (row.kind == Kind::kEmit) return keep_waiters(line.waiters, row);
  if (row.kind == Kind::kProcess) return keep_amount(pack(line.process));
  if (row.kind == Kind::kFault && line.has(Line::kHost)) return keep_amount(host_of(line.host));
  if (has_message(row.kind) && line.bytes != 0) keep_amount(pack(line.bytes));
}

uint32_t TraceBuilder::cause_of(const TraceLine& line, uint32_t by, uint32_t place) {
  if (has_message(line.kind)) return pack(line.message);
  return has_cause(line.kind) ? by : place;
}

}  // namespace coutil::tracer
