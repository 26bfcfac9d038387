// What a trace says went wrong, in sentences. Knows words, no pictures.
#include "tracer/verdicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "tracer/units.h"

namespace coutil::tracer {

namespace {

constexpr size_t kShown = 5;

void add_counted(std::vector<std::string>& out, const std::vector<std::string>& sentences, const char* what) {
  const size_t shown = sentences.size() > kShown + 1 ? kShown : sentences.size();
  out.insert(out.end(), sentences.begin(), sentences.begin() + static_cast<long>(shown));
  if (shown < sentences.size()) out.push_back(fmt::format("and {} more {}", sentences.size() - shown, what));
}

}  // namespace

std::vector<uint32_t> stuck_coroutines(const TraceModel& model) {
  std::vector<uint32_t> out;
  if (model.stuck_events().empty()) return out;
  std::unordered_map<int64_t, uint32_t> index_of;
  for (uint32_t i = 0; i < model.coroutines().size(); i++) index_of.emplace(model.coroutines()[i].id, i);
  for (const uint32_t e : model.stuck_events()) {
    const auto ids = nlohmann::json::parse(model.text(e, "waiting"), nullptr, false);
    if (!ids.is_array()) continue;
    for (const auto& id : ids) {
      const auto found = id.is_number_integer() ? index_of.find(id.get<int64_t>()) : index_of.end();
      if (found != index_of.end()) out.push_back(found->second);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::string> verdicts(const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  std::vector<std::string> out, sentences;
  for (const uint32_t e : model.stuck_events()) {
    sentences.push_back(
        fmt::format("stuck at {}: {}", format_duration_ns(model.time_ns(e)), model.text(e, "why")));
  }
  add_counted(out, sentences, "knots");
  sentences.clear();
  for (const Mark& mark : lanes.marks()) {
    if (mark.kind != MarkKind::kError) continue;
    sentences.push_back(fmt::format("error at {}: {}", format_duration_ns(model.time_ns(mark.event)),
                                    model.describe(mark.event)));
  }
  add_counted(out, sentences, "errors");
  sentences.clear();
  const auto stuck = stuck_coroutines(model);
  for (const Lane& lane : lanes.lanes()) {
    if (!lanes.was_left_waiting(lane.coroutine)) continue;
    if (std::binary_search(stuck.begin(), stuck.end(), lane.coroutine)) continue;
    const uint32_t await = lanes.spans(lane.coroutine).back().begin;
    const std::string place = model.place_label(model.place(await));
    sentences.push_back(fmt::format("left waiting: {} {} since {}{}", model.label(lane.coroutine),
                                    model.wait_clause(await), format_duration_ns(model.time_ns(await)),
                                    place.empty() ? "" : " at " + place));
  }
  add_counted(out, sentences, "left waiting");
  return out;
}

std::string format_extent(const TraceModel& model) {
  const int64_t extent_ns = model.end_ns() - model.begin_ns();
  return extent_ns == 0 ? "at one instant" : "in " + format_duration_ns(extent_ns);
}

}  // namespace coutil::tracer
