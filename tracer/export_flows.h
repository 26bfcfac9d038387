// The arrows of an export by the rows at which they begin: emits with the wakes that they caused, sends with
// what was delivered of them. Only arrows whose both ends are selected. Knows no format.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tracer/export_selection.h"

namespace coutil::tracer {

// An arrow; no two end in one row.
struct Flow {
  uint32_t from, to;  // rows
};

class ExportFlows {
 public:
  ExportFlows(const Lanes& lanes, const ExportSelection& selection);

  // From a row, those that end first before the others; to a row.
  std::span<const Flow> wakes_from(uint32_t row) const { return from(wakes_, row); }
  std::span<const Flow> messages_from(uint32_t row) const { return from(messages_, row); }
  bool has_wake_to(uint32_t row) const { return contains(wake_ends_, row); }
  bool has_message_to(uint32_t row) const { return contains(message_ends_, row); }

 private:
  static std::span<const Flow> from(const std::vector<Flow>& flows, uint32_t row);
  static bool contains(const std::vector<uint32_t>& rows, uint32_t row);
  void find_messages(const TraceModel& model, const ExportSelection& selection);

  std::vector<Flow> wakes_, messages_;              // by `from`, then by `to`
  std::vector<uint32_t> wake_ends_, message_ends_;  // sorted
};

}  // namespace coutil::tracer
