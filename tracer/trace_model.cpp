// The look-ups of a model: columns, lists, and the lines that its rows came from.
// Knows where things lie; how they read to people is in trace_text.cpp.
#include "tracer/trace_model.h"

#include <algorithm>
#include <array>

#include "tracer/mapped_file.h"
#include "tracer/trace_line.h"

namespace coutil::tracer {

namespace {

constexpr std::array<std::string_view, kKindCount> kKindNames = {
    "spawn",   "run",   "await", "yield",  "emit",    "take",  "wake",   "cancel",  "lock",  "unlock",
    "fulfill", "open",  "close", "send",   "deliver", "drop",  "signal", "process", "fault", "pick",
    "note",    "print", "end",   "closed", "lost",    "stuck", "gc",     "?"};

constexpr std::array<std::string_view, kOperationCount> kOperationNames = {
    "", "signal", "process", "lookup", "connect", "accept", "receive", "send", "shutdown", "event", "other"};

constexpr std::array<std::string_view, 8> kWhatNames = {"other", "datagram", "stream", "listen",
                                                        "start", "exit",     "signal", "crash"};

template <typename T>
size_t bytes_of(const std::vector<T>& table) {
  return table.size() * sizeof(T);
}

}  // namespace

std::string_view kind_name(Kind kind) { return kKindNames[static_cast<size_t>(kind)]; }

std::string_view mode_name(Mode mode) {
  return mode == Mode::kAll ? "all" : mode == Mode::kAny ? "any" : "one";
}

std::string_view operation_name(Operation operation) {
  return kOperationNames[static_cast<size_t>(operation)];
}

std::string_view what_name(What what) { return kWhatNames[static_cast<size_t>(what)]; }

TraceModel::TraceModel() = default;
TraceModel::~TraceModel() = default;
TraceModel::TraceModel(const TraceModel&) = default;
TraceModel::TraceModel(TraceModel&&) noexcept = default;
TraceModel& TraceModel::operator=(TraceModel&&) noexcept = default;

uint32_t TraceModel::place(uint32_t e) const {
  if (kinds_[e] == Kind::kSpawn) {
    const uint32_t who = coroutine_column_[e];
    return who == kNone ? kNone : coroutines_[who].place;
  }
  return has_cause(kinds_[e]) || has_message(kinds_[e]) ? kNone : cause_column_[e];
}

uint32_t TraceModel::object(uint32_t e) const {
  const uint32_t object = object_column_[e];
  if (object == kNone || (object & kListBit) == 0) return object;
  return lists_[(object & ~kListBit) + 1];
}

std::span<const uint32_t> TraceModel::object_list(uint32_t e) const {
  const uint32_t& object = object_column_[e];
  if (object == kNone) return {};
  if ((object & kListBit) == 0) return {&object, 1};
  const size_t begin = object & ~kListBit;
  return {lists_.data() + begin + 1, lists_[begin]};
}

uint32_t TraceModel::amount(uint32_t e, uint32_t absent) const {
  const auto found = std::lower_bound(amounts_.begin(), amounts_.end(), e,
                                      [](const Amount& amount, uint32_t row) { return amount.row < row; });
  return found != amounts_.end() && found->row == e ? found->value : absent;
}

uint32_t TraceModel::waiters(uint32_t e) const {
  if (kinds_[e] != Kind::kEmit) return 0;
  const auto few = static_cast<uint32_t>(flags_[e] >> kDetailShift);
  return few < kManyWaiters ? few : amount(e, few);
}

int64_t TraceModel::number(uint32_t packed) const {
  return (packed & kLargeBit) == 0 ? packed : large_numbers_[packed & ~kLargeBit];
}

Operation TraceModel::operation(uint32_t e) const {
  return kinds_[e] == Kind::kAwait && !hears_event(e) ? static_cast<Operation>(flags_[e] >> kDetailShift)
                                                      : Operation::kNone;
}

bool TraceModel::hears_event(uint32_t e) const {
  return kinds_[e] == Kind::kAwait && static_cast<Operation>(flags_[e] >> kDetailShift) == Operation::kEvent;
}

What TraceModel::what(uint32_t e) const {
  const Kind kind = kinds_[e];
  const bool has =
      kind == Kind::kOpen || kind == Kind::kClose || kind == Kind::kProcess || kind == Kind::kFault;
  return has ? static_cast<What>(flags_[e] >> kDetailShift) : What::kOther;
}

int64_t TraceModel::message(uint32_t e) const {
  return has_message(kinds_[e]) ? number(cause_column_[e]) : -1;
}

int64_t TraceModel::bytes(uint32_t e) const { return has_message(kinds_[e]) ? number(amount(e, 0)) : 0; }

int64_t TraceModel::process_id(uint32_t e) const {
  return kinds_[e] == Kind::kProcess ? number(amount(e, 0)) : -1;
}

uint32_t TraceModel::host(uint32_t e) const { return kinds_[e] == Kind::kFault ? amount(e, kNone) : kNone; }

uint32_t TraceModel::program_of(int64_t pid) const {
  const auto found = program_by_pid_.find(pid);
  return found == program_by_pid_.end() ? kNone : found->second;
}

std::span<const uint32_t> TraceModel::programs_ended_by(uint32_t e) const {
  const auto [first, last] = std::equal_range(program_end_rows_.begin(), program_end_rows_.end(), e);
  return {ended_programs_.data() + (first - program_end_rows_.begin()), static_cast<size_t>(last - first)};
}

uint32_t TraceModel::first_at_or_after(int64_t time_ns) const {
  return static_cast<uint32_t>(times_ns_.first(time_ns, false));
}

uint32_t TraceModel::first_after(int64_t time_ns) const {
  return static_cast<uint32_t>(times_ns_.first(time_ns, true));
}

uint64_t TraceModel::line_number(uint32_t e) const {
  const auto after = std::upper_bound(line_gap_events_.begin(), line_gap_events_.end(), e);
  return e + line_gap_counts_[static_cast<size_t>(after - line_gap_events_.begin()) - 1];
}

std::string_view TraceModel::line_text(uint32_t e) const {
  const uint32_t kept = e / kOffsetStride * kOffsetStride;
  std::string_view rest = file_->bytes().substr(offsets_[e / kOffsetStride]);
  for (uint64_t skip = line_number(e) - line_number(kept); skip > 0; skip--)
    rest.remove_prefix(rest.find('\n') + 1);
  const size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\0')) line.remove_suffix(1);
  return line;
}

std::string TraceModel::text(uint32_t e, std::string_view key) const {
  return LineParser().value(line_text(e), key);
}

size_t TraceModel::memory_bytes() const {
  size_t bytes = times_ns_.memory_bytes();
  for (const size_t column :
       {kinds_.memory_bytes(), flags_.memory_bytes(), coroutine_column_.memory_bytes(),
        cause_column_.memory_bytes(), object_column_.memory_bytes(), amounts_.memory_bytes(),
        large_numbers_.memory_bytes(), lists_.memory_bytes(), offsets_.memory_bytes(),
        line_gap_events_.memory_bytes(), line_gap_counts_.memory_bytes()}) {
    bytes += column;
  }
  bytes +=
      bytes_of(coroutines_) + bytes_of(objects_) + bytes_of(places_) + bytes_of(hosts_) + bytes_of(programs_);
  return bytes;
}

}  // namespace coutil::tracer
