// The part of the summary that tells of the world outside, for people: a few lines, a table of waits, one of
// processes. Knows how to set facts; the facts themselves are computed in world_summary.cpp.
#include <fmt/format.h>

#include "tracer/text_canvas.h"
#include "tracer/text_table.h"
#include "tracer/units.h"
#include "tracer/world_summary.h"

namespace coutil::tracer {

namespace {

constexpr size_t kShownRows = 40;
constexpr size_t kShownNames = 5;

std::string bytes(int64_t count) { return format_counted(static_cast<uint64_t>(count), "byte"); }

std::string more_line(size_t hidden, size_t width) {
  return wrap(fmt::format("and {} more (--json has them all)", format_count(hidden)), width, 2) + "\n";
}

std::string sockets_line(const TraceModel& model, const SocketUse& use) {
  static constexpr const char* kTypes[] = {"listen", "stream", "datagram"};
  std::string types;
  for (size_t i = 0; i < use.opened.size(); i++) {
    if (use.opened[i] > 0)
      types += fmt::format("{}{} {}", types.empty() ? "" : ", ", format_count(use.opened[i]), kTypes[i]);
  }
  std::string text = format_counted(use.opened_in_all(), "socket") + " opened";
  if (!types.empty()) text += " (" + types + ")";
  text += fmt::format(", {} closed, ", format_count(use.closed));
  if (use.left_open.empty()) return text + "none left open";
  text += format_count(use.left_open.size()) + " left open: ";
  for (size_t i = 0; i < use.left_open.size() && i < kShownNames; i++)
    text += (i > 0 ? ", " : "") + model.object_label(use.left_open[i]);
  return text + (use.left_open.size() > kShownNames ? ", ..." : "");
}

std::string messages_line(const MessageUse& use) {
  std::string text =
      fmt::format("{} sent ({}), {} received ({})", format_counted(use.sent, "message"),
                  bytes(use.sent_bytes), format_count(use.received), bytes(use.received_bytes));
  if (use.lost > 0) text += fmt::format(", {} lost", format_count(use.lost));
  std::string reasons;
  for (const auto& [why, count] : use.lost_by_why)
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", why, format_count(count));
  return reasons.empty() ? text : text + " (" + reasons + ")";
}

std::string faults_line(const std::vector<FaultUse>& uses) {
  std::string text = "faults: ";
  for (size_t i = 0; i < uses.size(); i++)
    text += fmt::format("{}{} {}", i > 0 ? ", " : "", uses[i].what, format_count(uses[i].count));
  return text;
}

std::string hosts(const TraceModel& model, const std::vector<HostUse>& uses, size_t width, bool color) {
  TextTable table({"host", ">processes", ">crashes", ">coroutines", ">runs", ">sent", ">bytes", ">received",
                   ">bytes", ">lost"});
  for (size_t i = 0; i < uses.size() && i < kShownRows; i++) {
    const HostUse& use = uses[i];
    const auto count = [](int64_t number) { return format_count(static_cast<uint64_t>(number)); };
    table.add(
        {cut_to_width(model.host_label(use.host), 24, ".."), format_count(use.processes),
         format_count(use.crashes), format_count(use.coroutines), format_count(use.runs),
         format_count(use.messages.sent), count(use.messages.sent_bytes), format_count(use.messages.received),
         count(use.messages.received_bytes), format_count(use.messages.lost)},
        Style::kBold);
  }
  std::string out = table.text(width, color);
  if (uses.size() > kShownRows) out += more_line(uses.size() - kShownRows, width);
  return out;
}

std::string signals_line(const std::vector<SignalUse>& uses) {
  std::string text = "signals: ";
  for (size_t i = 0; i < uses.size(); i++) {
    text += fmt::format("{}{}", i > 0 ? ", " : "", uses[i].name);
    if (uses[i].count > 1) text += fmt::format(" ({} times)", format_count(uses[i].count));
  }
  return text;
}

std::string operations(const TraceModel& model, const std::vector<OperationUse>& uses, size_t width,
                       bool color) {
  TextTable table({"wait for", ">waits", ">waited", ">longest", "the longest one"});
  for (const OperationUse& use : uses) {
    const std::string place = model.place_label(model.place(use.longest_wait_event));
    table.add({std::string(operation_name(use.operation)), format_count(use.waits),
               format_duration_ns(use.waited_ns), format_duration_ns(use.longest_wait_ns),
               model.label(model.coroutine(use.longest_wait_event)) + " " +
                   model.wait_clause(use.longest_wait_event) + (place.empty() ? "" : " (" + place + ")")},
              Style::kBold);
  }
  return table.text(width, color);
}

std::string processes(const TraceModel& model, const std::vector<ProcessUse>& uses, size_t width,
                      bool color) {
  TextTable table({"process", ">number", ">started", ">ran for", "how it ended"});
  for (size_t i = 0; i < uses.size() && i < kShownRows; i++) {
    const ProcessUse& use = uses[i];
    const bool whole = use.start != kNone && use.end != kNone;
    const std::string name = use.name.empty() ? "?" : use.name;
    const std::string host = use.host == kNone ? "" : "@" + model.host_label(use.host);
    table.add({cut_to_width(name + host, 32, ".."), fmt::format("{}", use.id),
               use.start == kNone ? "" : format_duration_ns(model.time_ns(use.start)),
               whole ? format_duration_ns(model.time_ns(use.end) - model.time_ns(use.start)) : "",
               process_end_text(model, use)},
              Style::kBold);
  }
  std::string out = table.text(width, color);
  if (uses.size() > kShownRows) out += more_line(uses.size() - kShownRows, width);
  return out;
}

}  // namespace

std::string world_summary_text(const Lanes& lanes, size_t width, bool color) {
  const WorldUse use = world_use(lanes);
  if (use.empty()) return "";
  const TraceModel& model = lanes.model();
  std::string out;
  const auto line = [&](const std::string& text) { out += wrap(text, width, 2) + "\n"; };
  if (use.sockets.opened_in_all() + use.sockets.closed > 0) line(sockets_line(model, use.sockets));
  if (use.messages.sent + use.messages.received + use.messages.lost > 0) line(messages_line(use.messages));
  if (!use.faults.empty()) line(faults_line(use.faults));
  if (!use.signals.empty()) line(signals_line(use.signals));
  if (!out.empty()) out = "\n" + out;
  if (!use.hosts.empty()) out += "\n" + hosts(model, use.hosts, width, color);
  if (!use.operations.empty()) out += "\n" + operations(model, use.operations, width, color);
  if (!use.processes.empty()) out += "\n" + processes(model, use.processes, width, color);
  return out;
}

}  // namespace coutil::tracer
