// Groups come from the model's hosts and programs; their lanes are sorted and filtered, and become rows.
// Knows no pixels.
#include "tracer/lane_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <utility>

namespace coutil::tracer {
namespace {

constexpr std::array<const char*, kLaneSortCount> kSortNames = {"creation", "name",        "busy",
                                                                "waiting",  "first event", "last event"};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return result;
}

std::vector<std::string> words_of(const std::string& filter) {
  std::vector<std::string> words(1);
  for (const char letter : lower(filter)) {
    if (letter == ' ' || letter == '\t') {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += letter;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool matches(const Lanes& lanes, const Verdict& verdict, std::uint32_t lane,
             const std::vector<std::string>& words) {
  const TraceModel& model = lanes.model();
  const Coroutine& coroutine = model.coroutines()[lane];
  std::string text = lower(coroutine.name);
  text += fmt::format("\n#{}\n{}", coroutine.id, state_name(lanes.lanes()[lane].final_state));
  if (coroutine.name.empty()) text += "\n" + lower(model.label(lane));
  if (coroutine.host != kNone) text += "\n@" + lower(model.host_label(coroutine.host));
  if (verdict.is_stuck(lane)) text += "\nstuck";
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

// The row of the last change of a lane; kNone for a lane that never did anything.
std::uint32_t last_change(const Lanes& lanes, std::uint32_t lane) {
  const Lane& which = lanes.lanes()[lane];
  if (which.last_event != kNone) return which.last_event;
  const auto spans = lanes.spans(lane);
  return spans.empty() ? which.first_event : spans.back().begin;
}

}  // namespace

const char* lane_sort_name(LaneSort sort) { return kSortNames[static_cast<std::size_t>(sort)]; }

void set_sort(LaneChoices& choices, LaneSort sort) {
  choices.sort = sort;
  ++choices.revision;
}

void next_sort(LaneChoices& choices) {
  set_sort(choices, static_cast<LaneSort>((static_cast<int>(choices.sort) + 1) % kLaneSortCount));
}

void set_filter(LaneChoices& choices, std::string filter) {
  if (filter == choices.filter) return;
  choices.filter = std::move(filter);
  ++choices.revision;
}

void toggle_fold(LaneChoices& choices, GroupKey group) {
  if (choices.folded.erase(group) == 0) choices.folded.insert(group);
  ++choices.revision;
}

void fold_all(LaneChoices& choices, const LaneOrder& order, bool folded) {
  choices.folded.clear();
  for (const LaneGroup& group : order.groups()) {
    if (folded) choices.folded.insert(group.key);
  }
  ++choices.revision;
}

void toggle_pin(LaneChoices& choices, std::uint32_t lane) {
  if (std::erase(choices.pinned, lane) == 0) choices.pinned.push_back(lane);
  ++choices.revision;
}

void hide_lane(LaneChoices& choices, std::uint32_t lane) {
  std::erase(choices.pinned, lane);
  choices.hidden.insert(lane);
  ++choices.revision;
}

void show_all_lanes(LaneChoices& choices) {
  choices.hidden.clear();
  choices.filter.clear();
  ++choices.revision;
}

void reveal_lane(LaneChoices& choices, const LaneOrder& order, std::uint32_t lane) {
  if (order.has_own_row(lane)) return;
  choices.hidden.erase(lane);
  // Folded, it has its group's row, so the filter lets it through; else the filter may be what hides it.
  if (order.row_of(lane) == kNone) choices.filter.clear();
  for (const LaneGroup& group : order.groups()) {
    const auto members = order.lanes_of(group);
    if (group.folded && std::find(members.begin(), members.end(), lane) != members.end())
      choices.folded.erase(group.key);
  }
  ++choices.revision;
}

void LaneOrder::update(const Lanes& lanes, const Verdict& verdict, const LaneChoices& choices) {
  const std::size_t count = lanes.lanes().size();
  const std::uint32_t events = lanes.model().event_count();
  const bool follows_events = choices.sort > LaneSort::kName || !choices.filter.empty();
  if (built_ && built_choices_ == choices.revision && built_lanes_ == count &&
      (built_events_ == events || !follows_events)) {
    return;
  }
  built_ = true;
  built_choices_ = choices.revision;
  built_lanes_ = count;
  built_events_ = events;
  ++revision_;
  build_groups(lanes.model());
  const auto words = words_of(choices.filter);
  std::vector<bool> shown(count);
  for (std::uint32_t lane = 0; lane < count; ++lane) {
    shown[lane] = !choices.hidden.contains(lane) && (words.empty() || matches(lanes, verdict, lane, words));
  }
  add_rows(lanes, choices, shown);
}

void LaneOrder::add_group(const TraceModel& model, GroupKey key, std::uint8_t depth, std::size_t begin) {
  LaneGroup group{key, {}, depth, begin, by_group_.size()};
  if ((key & 1) == 0) {
    group.label = model.host_label(key >> 1);
  } else {
    const Program& program = model.programs()[key >> 1];
    group.label = program.main_coroutine == kNone ? "program" : model.label_on_host(program.main_coroutine);
    if (program.pid >= 0) group.label += fmt::format(", process {}", program.pid);
  }
  groups_.push_back(std::move(group));
}

// Lanes by host, then by program, then in the order of their creation. Headers only where they tell
// something.
void LaneOrder::build_groups(const TraceModel& model) {
  const auto& coroutines = model.coroutines();
  by_group_.resize(coroutines.size());
  std::iota(by_group_.begin(), by_group_.end(), 0U);
  groups_.clear();
  const bool has_hosts = model.hosts().size() > 1;
  if (!has_hosts && model.programs().size() < 2) return;
  const auto place = [&](std::uint32_t lane) {
    return std::pair(coroutines[lane].host, coroutines[lane].program);
  };
  std::stable_sort(by_group_.begin(), by_group_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
  const std::vector<std::uint32_t> sorted = std::exchange(by_group_, {});
  by_group_.reserve(sorted.size());
  for (std::size_t i = 0; i < sorted.size();) {
    const std::uint32_t host = coroutines[sorted[i]].host;
    const auto host_end = static_cast<std::size_t>(
        std::find_if(sorted.begin() + static_cast<std::ptrdiff_t>(i), sorted.end(),
                     [&](std::uint32_t lane) { return coroutines[lane].host != host; }) -
        sorted.begin());
    const bool named = has_hosts && host != kNone;
    const bool many = place(sorted[i]) != place(sorted[host_end - 1]);
    const std::size_t header = groups_.size();
    if (named) add_group(model, host_group(host), 0, i);
    while (i < host_end) {
      const auto program = place(sorted[i]);
      const std::size_t begin = i;
      while (i < host_end && place(sorted[i]) == program) by_group_.push_back(sorted[i++]);
      if (many || !named) add_group(model, program_group(program.second), named ? 1 : 0, begin);
    }
    if (named) groups_[header].end = i;
  }
}

void LaneOrder::sort_lanes(const Lanes& lanes, LaneSort sort, std::span<std::uint32_t> part) const {
  const auto& all = lanes.lanes();
  const auto by_key = [&](auto key, bool largest_first) {
    std::stable_sort(part.begin(), part.end(), [&](std::uint32_t a, std::uint32_t b) {
      return largest_first ? key(b) < key(a) : key(a) < key(b);
    });
  };
  switch (sort) {
    case LaneSort::kCreation:
      return;
    case LaneSort::kName:
      return by_key([&](std::uint32_t l) { return std::string_view(lanes.model().coroutines()[l].name); },
                    false);
    case LaneSort::kBusy:
      return by_key(
          [&](std::uint32_t l) { return std::pair(all[l].totals.self_ns, all[l].totals.self_rows); }, true);
    case LaneSort::kWaiting: {
      const auto waiting = static_cast<std::size_t>(State::kWaiting);
      return by_key(
          [&](std::uint32_t l) {
            return std::pair(all[l].totals.time_ns[waiting], all[l].totals.rows[waiting]);
          },
          true);
    }
    case LaneSort::kFirstEvent:
      return by_key([&](std::uint32_t l) { return all[l].first_event; }, false);
    case LaneSort::kLastEvent:
      return by_key([&](std::uint32_t l) { return last_change(lanes, l) + 1; }, true);  // kNone becomes 0
  }
}

void LaneOrder::add_lane_rows(std::span<const std::uint32_t> lanes, std::uint8_t depth,
                              const std::vector<bool>& shown) {
  for (const std::uint32_t lane : lanes) {
    if (!shown[lane] || row_of_[lane] != kNone) continue;
    row_of_[lane] = row_count();
    rows_.push_back({lane, false, depth});
  }
}

void LaneOrder::add_rows(const Lanes& lanes, const LaneChoices& choices, const std::vector<bool>& shown) {
  rows_.clear();
  rows_.reserve(shown.size());
  row_of_.assign(shown.size(), kNone);
  for (const std::uint32_t lane : choices.pinned) {
    if (lane < shown.size()) add_lane_rows({&lane, 1}, 0, shown);
  }
  pinned_count_ = row_count();
  if (groups_.empty()) {
    sort_lanes(lanes, choices.sort, by_group_);
    add_lane_rows(by_group_, 0, shown);
  }
  std::size_t folded_until = 0;  // lanes up to here stand in a folded group's row
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    LaneGroup& group = groups_[i];
    const std::span part = std::span(by_group_).subspan(group.begin, group.end - group.begin);
    const auto is_shown = [&](std::uint32_t lane) { return shown[lane]; };
    group.shown = static_cast<std::uint32_t>(std::count_if(part.begin(), part.end(), is_shown));
    group.folded = choices.folded.contains(group.key);
    if (group.shown == 0 || group.begin < folded_until) continue;
    const std::uint32_t row = row_count();
    rows_.push_back({static_cast<std::uint32_t>(i), true, group.depth});
    if (group.folded) {
      for (const std::uint32_t lane : part) {
        if (shown[lane] && row_of_[lane] == kNone) row_of_[lane] = row;
      }
      folded_until = group.end;
      continue;
    }
    const bool has_programs =
        i + 1 < groups_.size() && groups_[i + 1].depth > group.depth && groups_[i + 1].begin < group.end;
    if (has_programs) continue;
    sort_lanes(lanes, choices.sort, part);
    add_lane_rows(part, static_cast<std::uint8_t>(group.depth + 1), shown);
  }
  groups_before_.assign(1, 0);
  groups_before_.reserve(rows_.size() + 1);
  for (const LaneRow& row : rows_) groups_before_.push_back(groups_before_.back() + (row.is_group ? 1 : 0));
}

}  // namespace coutil::tracer
