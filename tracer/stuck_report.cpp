// Puts the wait graph of one row into lines and into JSON. Knows no picture.
#include "tracer/stuck_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tracer/timeline_scale.h"
#include "tracer/units.h"
#include "tracer/wait_chain.h"

namespace coutil::tracer {
namespace {

constexpr size_t kMostLines = 40;  // of each kind, in text
constexpr int kDigits = 6;

using Json = nlohmann::ordered_json;

std::string moment(const TraceModel& model, uint32_t row) {
  return fmt::format("{} (e{})", time_text(model.time_ns(row), kDigits), row);
}

bool is_at_end(const TraceModel& model, const WaitGraph& graph) {
  return graph.row() + 1 >= model.event_count() && !model.cut_short();
}

std::vector<uint32_t> others_waiting(const WaitGraph& graph) {
  std::vector<uint32_t> out;
  for (const GraphNode& node : graph.nodes()) {
    if (!node.is_object && node.state == State::kWaiting && !node.stuck()) out.push_back(node.index);
  }
  return out;
}

std::string lines_of(const TraceModel& model, const WaitGraph& graph, const std::vector<uint32_t>& who) {
  std::string text;
  for (size_t i = 0; i < who.size() && i < kMostLines; i++) {
    text += "  " + wait_line(model, graph, who[i]) + "\n";
  }
  if (who.size() > kMostLines) text += fmt::format("  and {} more\n", format_count(who.size() - kMostLines));
  return text;
}

std::string cycle_lines(const TraceModel& model, const WaitGraph& graph) {
  const uint32_t row = graph.closed_row();
  const size_t members = graph.cycle().size() / 2;
  std::string text = members == 0   ? "It could no longer end well from "
                     : members == 1 ? "It waits for itself from "
                                    : fmt::format("The circle of {} closed at ", members);
  text += fmt::format("{}: {}\n", moment(model, row), model.describe(row));
  if (members == 0) return text;
  std::string circle = cycle_text(model, graph);  // a line for each
  for (size_t at = 0; (at = circle.find("; ", at)) != std::string::npos;) circle.replace(at, 2, ";\n  ");
  return text + "  " + circle + "\n";
}

Json place_json(const TraceModel& model, uint32_t row) {
  const std::string place = model.place_label(model.place(row));
  return place.empty() ? Json() : Json(place);
}

Json wait_json(const TraceModel& model, const WaitGraph& graph, uint32_t coroutine) {
  const uint32_t index = graph.node_of(coroutine);
  const GraphNode& node = graph.nodes()[index];
  Json out = {{"co", model.coroutines()[coroutine].id},    {"name", model.label(coroutine)},
              {"mode", mode_name(model.mode(node.since))}, {"on", Json::array()},
              {"since_ns", model.time_ns(node.since)},     {"since_event", node.since},
              {"at", place_json(model, node.since)}};
  for (auto edge = graph.edges_begin(index); edge != graph.edges_end(index); ++edge) {
    const uint32_t object = graph.nodes()[edge->to].index;
    Json entry = {
        {"id", model.objects()[object].id}, {"name", model.object_label(object)}, {"owner", nullptr}};
    if (edge->came) entry["came"] = true;
    const auto owner = graph.edges_begin(edge->to);
    if (owner != graph.edges_end(edge->to)) {
      const GraphNode& who = graph.nodes()[owner->to];
      entry["owner"] = {{"co", model.coroutines()[who.index].id},
                        {"name", model.label(who.index)},
                        {"state", state_name(who.state)}};
    }
    out["on"].push_back(std::move(entry));
  }
  if (node.stuck()) {
    out["stuck_since_event"] = node.stuck_since;
    out["in_cycle"] = node.in_cycle;
  }
  out["sentence"] = wait_chain(model, graph, coroutine);
  return out;
}

}  // namespace

std::string stuck_text(const TraceModel& model, const WaitGraph& graph) {
  if (graph.row() == kNone) return "nothing happened, and nobody is stuck\n";
  const std::string when = (is_at_end(model, graph) ? "at the end, " : "at ") + moment(model, graph.row());
  const auto& stuck = graph.stuck();
  std::string text;
  if (stuck.empty()) {
    text = fmt::format("Nobody is stuck {}.\n", when);
  } else {
    text = fmt::format("Stuck {}: {} can never go on.\n", when, format_counted(stuck.size(), "coroutine"));
    text += lines_of(model, graph, stuck) + cycle_lines(model, graph);
  }
  const std::vector<uint32_t> others = others_waiting(graph);
  if (others.empty()) return text;
  text += is_at_end(model, graph) ? "Left waiting, for something that may yet have come from anybody:\n"
                                  : "Others wait:\n";
  return text + lines_of(model, graph, others);
}

std::string stuck_json(const TraceModel& model, const WaitGraph& graph) {
  Json out = {{"trace", model.path()},  {"event", nullptr},       {"ns", model.end_ns()},
              {"at_end", true},         {"stuck", Json::array()}, {"waiting", Json::array()},
              {"cycle", Json::array()}, {"closed_at", nullptr}};
  if (graph.row() == kNone) return out.dump();
  out["event"] = graph.row();
  out["ns"] = model.time_ns(graph.row());
  out["at_end"] = graph.row() + 1 >= model.event_count();
  for (const uint32_t co : graph.stuck()) out["stuck"].push_back(wait_json(model, graph, co));
  for (const uint32_t co : others_waiting(graph)) out["waiting"].push_back(wait_json(model, graph, co));
  for (const uint32_t index : graph.cycle()) {
    const GraphNode& node = graph.nodes()[index];
    Json entry =
        node.is_object
            ? Json{{"object", model.objects()[node.index].id}, {"name", model.object_label(node.index)}}
            : Json{{"co", model.coroutines()[node.index].id}, {"name", model.label(node.index)}};
    out["cycle"].push_back(std::move(entry));
  }
  if (graph.closed_row() != kNone) {
    out["closed_at"] = {{"event", graph.closed_row()},
                        {"ns", model.time_ns(graph.closed_row())},
                        {"at", place_json(model, graph.closed_row())},
                        {"what", model.describe(graph.closed_row())}};
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace coutil::tracer
