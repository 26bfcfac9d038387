// Sorts arrows by where they begin: see the header.
#include "tracer/export_flows.h"

#include <algorithm>
#include <tuple>

namespace coutil::tracer {
namespace {

void sort_by_begin(std::vector<Flow>& flows) {
  std::sort(flows.begin(), flows.end(),
            [](const Flow& a, const Flow& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
}

std::vector<uint32_t> ends_of(const std::vector<Flow>& flows) {
  std::vector<uint32_t> ends;
  ends.reserve(flows.size());
  for (const Flow& flow : flows) ends.push_back(flow.to);
  std::sort(ends.begin(), ends.end());
  return ends;
}

}  // namespace

ExportFlows::ExportFlows(const Lanes& lanes, const ExportSelection& selection) {
  const TraceModel& model = lanes.model();
  const auto selected = [&](uint32_t row) {
    return selection.has_row(row) && model.coroutine(row) != kNone && selection.has_lane_of(model, row);
  };
  for (const Arrow& arrow : lanes.arrows()) {
    if (arrow.emit != kNone && selected(arrow.emit) && selected(arrow.wake)) {
      wakes_.push_back({arrow.emit, arrow.wake});
    }
  }
  sort_by_begin(wakes_);
  wake_ends_ = ends_of(wakes_);
  find_messages(model, selection);
  message_ends_ = ends_of(messages_);
}

void ExportFlows::find_messages(const TraceModel& model, const ExportSelection& selection) {
  struct Sent {
    int64_t message;
    uint32_t row;
  };
  std::vector<Sent> sent;
  for (uint32_t row = selection.from; row < selection.to; row++) {
    if (model.kind(row) == Kind::kSend && selection.has_lane_of(model, row)) {
      sent.push_back({model.message(row), row});
    }
  }
  std::stable_sort(sent.begin(), sent.end(),
                   [](const Sent& a, const Sent& b) { return a.message < b.message; });
  for (uint32_t row = selection.from; row < selection.to; row++) {
    if (model.kind(row) != Kind::kDeliver || !selection.has_lane_of(model, row)) continue;
    const int64_t message = model.message(row);
    const auto found = std::lower_bound(sent.begin(), sent.end(), message,
                                        [](const Sent& s, int64_t value) { return s.message < value; });
    if (found != sent.end() && found->message == message && found->row < row) {
      messages_.push_back({found->row, row});
    }
  }
  sort_by_begin(messages_);
}

std::span<const Flow> ExportFlows::from(const std::vector<Flow>& flows, uint32_t row) {
  const auto first = std::lower_bound(flows.begin(), flows.end(), row,
                                      [](const Flow& flow, uint32_t value) { return flow.from < value; });
  auto last = first;
  while (last != flows.end() && last->from == row) ++last;
  return {first, last};
}

bool ExportFlows::contains(const std::vector<uint32_t>& rows, uint32_t row) {
  return std::binary_search(rows.begin(), rows.end(), row);
}

}  // namespace coutil::tracer
