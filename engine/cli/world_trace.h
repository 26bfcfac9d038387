// WorldTrace: tells a recording what befalls a simulated world beside its programs: what the network loses,
// and the faults of its scenario. It numbers messages as the engines of the trace do.
#pragma once

#include <span>
#include <vector>

#include "engine/cli/sim_program.h"
#include "engine/recording.h"
#include "engine/trace_ids.h"
#include "sim/network/observer.h"
#include "sim/scenario/faults.h"

namespace coutil {

/// May lie in the arena: it changes nothing of its own.
class WorldTrace final : public sim::NetworkObserver, public sim::FaultObserver {
 public:
  /// All must outlive the world's use of it. `programs` names the hosts.
  WorldTrace(Recording& recording, TraceIds& ids, SimPrograms& programs) noexcept
      : recording_(&recording), ids_(&ids), programs_(&programs) {}

  std::int64_t next_message() noexcept override { return ids_->message++; }
  void dropped(TimeNs now_ns, std::int64_t message, std::size_t bytes, sim::DropReason why) noexcept override;
  void fault(TimeNs now_ns, const sim::Fault& fault) override;

 private:
  std::vector<HostId> ids_of(std::span<sim::Host* const> hosts);

  Recording* recording_;
  TraceIds* ids_;
  SimPrograms* programs_;
};

}  // namespace coutil
