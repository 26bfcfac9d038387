// The lines of drops and faults: see the header.
#include "engine/cli/world_trace.h"

#include <string>

#include "sim/network/host.h"

namespace coutil {

// A scenario may strike hosts before they boot.
std::vector<HostId> WorldTrace::ids_of(std::span<sim::Host* const> hosts) {
  std::vector<HostId> ids;
  for (const sim::Host* host : hosts) {
    programs_->name_host(*host);
    ids.push_back(static_cast<HostId>(host->number()));
  }
  return ids;
}

void WorldTrace::dropped(TimeNs now_ns, std::int64_t message, std::size_t bytes,
                         sim::DropReason why) noexcept {
  if (recording_->recorder() == nullptr) return;
  recording_->recorder()->drop(now_ns, message, static_cast<std::int64_t>(bytes), drop_reason_name(why));
}

// One host stands alone; two sides are said as `from` and `to`.
void WorldTrace::fault(TimeNs now_ns, const sim::Fault& fault) {
  if (recording_->recorder() == nullptr) return;
  const std::vector<HostId> from = ids_of(fault.hosts);
  const std::vector<HostId> to = ids_of(fault.others);
  TraceFault line;
  line.what = fault.what;
  line.pid = fault.pid;
  std::string text(fault.text);
  if (fault.one_way) text.insert(0, text.empty() ? "one way" : "one way, ");
  line.text = text;
  if (to.empty() && from.size() == 1) {
    line.host = from.front();
  } else {
    line.from = from;
    line.to = to;
  }
  recording_->recorder()->fault(now_ns, line);
}

}  // namespace coutil
