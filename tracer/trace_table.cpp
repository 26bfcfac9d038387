// What stands in which column. Numbers are sorted as numbers, texts as texts.
#include "tracer/trace_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "tracer/timeline_label.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr const char* kNames[kTableCount] = {"Coroutines", "Objects", "Mutexes", "Lines"};

std::vector<TableColumn> columns_of(TableKind kind) {
  switch (kind) {
    case TableKind::kCoroutines:
      return {{"coroutine", false},   {"at the end", false}, {"busy", true}, {"waiting", true},
              {"longest wait", true}, {"ready", true},       {"runs", true}, {"waits", true},
              {"emits", true},        {"wakes", true}};
    case TableKind::kObjects:
      return {{"object", false}, {"kind", false},   {"waits", true}, {"waited", true}, {"longest", true},
              {"emits", true},   {"unheard", true}, {"kept", true},  {"locks", true}};
    case TableKind::kMutexes:
      return {{"mutex", false}, {"locks", true},   {"waits", true}, {"contended", true},
              {"waited", true}, {"longest", true}, {"held", true},  {"owner at the end", false}};
    case TableKind::kLines:
      return {{"line", false},   {"in", false},   {"waits", true},  {"waited", true},
              {"longest", true}, {"emits", true}, {"unheard", true}};
  }
  return {};
}

// Columns of numbers that are times.
bool is_time(TableKind kind, std::size_t column) {
  switch (kind) {
    case TableKind::kCoroutines:
      return column >= 2 && column <= 5;
    case TableKind::kObjects:
    case TableKind::kLines:
      return column == 3 || column == 4;
    case TableKind::kMutexes:
      return column >= 4 && column <= 6;
  }
  return false;
}

int64_t coroutine_number(const Lane& lane, std::size_t column) {
  const LaneTotals& totals = lane.totals;
  const int64_t waiting = totals.time_ns[static_cast<std::size_t>(State::kWaiting)];
  const int64_t numbers[] = {0,
                             0,
                             totals.self_ns,
                             waiting,
                             totals.longest_wait_ns,
                             totals.ready_total_ns,
                             totals.runs,
                             totals.awaits,
                             totals.emits,
                             totals.wakes};
  return numbers[column];
}

int64_t mutex_number(const MutexUse& use, std::size_t column) {
  const int64_t share = use.locks == 0 ? 0 : static_cast<int64_t>(use.waits) * 100 / use.locks;
  const int64_t numbers[] = {0,           use.locks, use.waits, share, use.waited_ns, use.longest_wait_ns,
                             use.held_ns, 0};
  return numbers[column];
}

std::string folded(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

}  // namespace

const char* table_name(TableKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

TraceTable::TraceTable(const Lanes& lanes, const TraceTotals& totals, const std::vector<MutexUse>& mutexes,
                       TableKind kind)
    : lanes_(lanes), totals_(totals), mutexes_(mutexes), kind_(kind), columns_(columns_of(kind)) {
  rebuild();
}

uint32_t TraceTable::row_count() const {
  const TraceModel& model = lanes_.model();
  const std::size_t counts[] = {lanes_.lanes().size(), model.objects().size(), mutexes_.size(),
                                model.places().size()};
  return static_cast<uint32_t>(counts[static_cast<std::size_t>(kind_)]);
}

void TraceTable::rebuild() {
  order_.resize(row_count());
  std::iota(order_.begin(), order_.end(), 0U);
  if (kind_ == TableKind::kLines || kind_ == TableKind::kObjects) {
    // Only where something happened.
    std::erase_if(order_, [this](uint32_t row) {
      const WaitTotals& totals = kind_ == TableKind::kLines ? totals_.places[row] : totals_.objects[row];
      return totals.waits + totals.emits + totals.takes + totals.locks == 0;
    });
  }
  if (filter_.empty()) return;
  std::erase_if(order_, [this](uint32_t row) {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      if (!columns_[column].is_number && folded(text(row, column)).find(filter_) != std::string::npos) {
        return false;
      }
    }
    return true;
  });
}

int64_t TraceTable::number(uint32_t row, std::size_t column) const {
  if (!columns_[column].is_number) return 0;
  if (kind_ == TableKind::kCoroutines) return coroutine_number(lanes_.lanes()[row], column);
  if (kind_ == TableKind::kMutexes) return mutex_number(mutexes_[row], column);
  const WaitTotals& totals = kind_ == TableKind::kLines ? totals_.places[row] : totals_.objects[row];
  const int64_t numbers[] = {0,
                             0,
                             totals.waits,
                             totals.waited_ns,
                             totals.longest_ns,
                             totals.emits,
                             totals.unheard,
                             totals.takes,
                             totals.locks};
  return numbers[column];
}

std::string TraceTable::text(uint32_t row, std::size_t column) const {
  const TraceModel& model = lanes_.model();
  if (columns_[column].is_number) {
    const int64_t value = number(row, column);
    if (is_time(kind_, column)) return value == 0 ? "0" : format_duration_ns(value);
    const bool is_share = kind_ == TableKind::kMutexes && column == 3;
    return is_share ? fmt::format("{} %", value) : format_count(static_cast<uint64_t>(value));
  }
  switch (kind_) {
    case TableKind::kCoroutines:
      return column == 0 ? one_line(model.label(row)) : state_name(lanes_.lanes()[row].final_state);
    case TableKind::kObjects:
      return one_line(column == 0 ? model.object_label(row) : model.objects()[row].kind);
    case TableKind::kMutexes: {
      const MutexUse& use = mutexes_[row];
      if (column == 0) return one_line(model.object_label(use.object));
      return use.owner == kNone ? "" : one_line(model.label(use.owner));
    }
    case TableKind::kLines:
      return one_line(column == 0 ? model.place_label(row) : model.places()[row].function);
  }
  return {};
}

uint32_t TraceTable::event(uint32_t row) const {
  switch (kind_) {
    case TableKind::kCoroutines: {
      const Lane& lane = lanes_.lanes()[row];
      return lane.totals.longest_wait_event != kNone ? lane.totals.longest_wait_event : lane.first_event;
    }
    case TableKind::kObjects:
      return totals_.objects[row].longest_event;
    case TableKind::kMutexes:
      return mutexes_[row].longest_wait_event;
    case TableKind::kLines:
      return totals_.places[row].longest_event;
  }
  return kNone;
}

void TraceTable::sort(std::size_t column, bool descending) {
  sorted_by_ = column;
  descending_ = descending;
  const auto sort_by = [&](auto key) {
    std::vector<std::pair<decltype(key(0U)), uint32_t>> keyed;
    keyed.reserve(order_.size());
    for (const uint32_t row : order_) keyed.emplace_back(key(row), row);
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
      return descending ? a.first > b.first : a.first < b.first;
    });
    for (std::size_t i = 0; i < keyed.size(); ++i) order_[i] = keyed[i].second;
  };
  if (columns_[column].is_number) {
    sort_by([&](uint32_t row) { return number(row, column); });
  } else {
    sort_by([&](uint32_t row) { return text(row, column); });
  }
}

void TraceTable::filter(const std::string& text) {
  filter_ = folded(text);
  const std::size_t column = sorted_by_;
  rebuild();
  sort(column, descending_);
}

}  // namespace coutil::tracer
