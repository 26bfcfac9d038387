// Faults in the trace: see the header. A host's id there is its number.
#include "engine/cli/fault_recording.h"

#include <string>
#include <vector>

#include "sim/network/host.h"

namespace coutil {
namespace {

std::vector<HostId> ids_of(std::span<sim::Host* const> hosts) {
  std::vector<HostId> ids;
  for (const sim::Host* host : hosts) ids.push_back(static_cast<HostId>(host->number()));
  return ids;
}

}  // namespace

void FaultRecording::fault(TimeNs now_ns, const sim::Fault& fault) {
  TraceRecorder* recorder = recording_->recorder();
  if (recorder == nullptr) return;
  const std::vector<HostId> hosts = ids_of(fault.hosts);
  const std::vector<HostId> others = ids_of(fault.others);
  std::string text(fault.text);
  if (fault.one_way) text.insert(0, text.empty() ? "one way" : "one way, ");
  TraceFault line;
  line.what = fault.what;
  line.pid = fault.pid;
  line.text = text;
  if (others.empty() && hosts.size() == 1) {
    line.host = hosts.front();
  } else {
    line.from = hosts;
    line.to = others;
  }
  recorder->fault(now_ns, line);
}

}  // namespace coutil
