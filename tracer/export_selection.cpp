// Reads where to begin and to end, and which lanes: see the header.
#include "tracer/export_selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <string_view>

#include "tracer/position_argument.h"
#include "tracer/timeline_label.h"
#include "tracer/units.h"
#include "tracer/usage_error.h"

namespace coutil::tracer {
namespace {

constexpr size_t kNamesInComplaint = 5;
constexpr size_t kLongestInComplaint = 60;

// `*` stands for any text, `?` for one byte.
bool matches(std::string_view text, std::string_view pattern) {
  size_t t = 0, p = 0, star = std::string_view::npos, after_star = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after_star = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      p++;
      t++;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++after_star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') p++;
  return p == pattern.size();
}

bool is_meant(const std::string& label, std::string_view pattern) {
  const bool is_pattern = pattern.find_first_of("*?") != std::string_view::npos;
  return is_pattern ? matches(label, pattern) : label.find(pattern) != std::string::npos;
}

std::optional<size_t> count_in(const std::string& words) {
  size_t count = 0;
  const char* last = words.data() + words.size();
  const auto [end, error] = std::from_chars(words.data(), last, count);
  if (end != last || error != std::errc{}) return std::nullopt;
  return count;
}

std::vector<uint32_t> busiest(const Lanes& lanes, size_t count) {
  std::vector<uint32_t> order(lanes.lanes().size());
  std::iota(order.begin(), order.end(), 0U);
  const auto rows = [&](uint32_t lane) {
    const LaneTotals& totals = lanes.lanes()[lane].totals;
    return uint64_t{totals.runs} + totals.awaits + totals.yields + totals.emits + totals.wakes + totals.takes;
  };
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return rows(a) > rows(b); });
  order.resize(std::min(count, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}

std::string known_names(const TraceModel& model) {
  std::string text;
  const size_t count = model.coroutines().size();
  for (uint32_t lane = 0; lane < std::min(count, kNamesInComplaint); lane++) {
    text += (lane == 0 ? "" : ", ") + elided(model.label(lane), kLongestInComplaint);
  }
  if (count > kNamesInComplaint) text += fmt::format(" and {} more", format_count(count - kNamesInComplaint));
  return text;
}

}  // namespace

std::vector<uint32_t> choose_lanes(const Lanes& lanes, const std::string& words) {
  const TraceModel& model = lanes.model();
  if (const auto count = count_in(words)) {
    if (*count == 0) throw UsageError("--lanes 0 leaves nothing; give a number from 1 on, or names");
    return busiest(lanes, *count);
  }
  std::vector<std::string> patterns;
  for (size_t at = 0; at <= words.size();) {
    const size_t comma = std::min(words.find(',', at), words.size());
    if (comma > at) patterns.push_back(words.substr(at, comma - at));
    at = comma + 1;
  }
  std::vector<uint32_t> chosen;
  for (uint32_t lane = 0; lane < lanes.lanes().size(); lane++) {
    const std::string label = model.label(lane);
    if (std::any_of(patterns.begin(), patterns.end(), [&](const auto& p) { return is_meant(label, p); })) {
      chosen.push_back(lane);
    }
  }
  if (chosen.empty()) {
    throw UsageError(fmt::format("--lanes: no coroutine is called '{}'; there are {}",
                                 elided(one_line(words), kLongestInComplaint), known_names(model)));
  }
  return chosen;
}

ExportSelection select_export(const Lanes& lanes, const std::string& from, const std::string& to,
                              const std::string& lanes_words) {
  const TraceModel& model = lanes.model();
  ExportSelection selection;
  selection.to = model.event_count();
  if (!from.empty()) selection.from = row_argument(from, model);
  if (!to.empty()) selection.to = row_argument(to, model);
  if ((!from.empty() || !to.empty()) && selection.from >= selection.to) {
    throw UsageError(fmt::format("no event lies between {} and {}", from.empty() ? "the beginning" : from,
                                 to.empty() ? "the end" : to));
  }
  selection.has_lane.assign(lanes.lanes().size(), lanes_words.empty());
  if (!lanes_words.empty()) {
    for (const uint32_t lane : choose_lanes(lanes, lanes_words)) selection.has_lane[lane] = true;
  }
  return selection;
}

}  // namespace coutil::tracer
