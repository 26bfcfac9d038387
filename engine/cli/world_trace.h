// WorldTrace: tells a recording what befalls a simulated world beside its programs: what the network loses,
// and the faults of its scenario. It numbers messages as the engines of the trace do.
#pragma once

#include "engine/recording.h"
#include "engine/trace_ids.h"
#include "sim/network/observer.h"
#include "sim/scenario/faults.h"

namespace coutil {

/// May lie in the arena: it changes nothing of its own.
class WorldTrace final : public sim::NetworkObserver, public sim::FaultObserver {
 public:
  /// Both must outlive the world's use of it.
  WorldTrace(Recording& recording, TraceIds& ids) noexcept : recording_(&recording), ids_(&ids) {}

  std::int64_t next_message() noexcept override { return ids_->message++; }
  void dropped(TimeNs now_ns, std::int64_t message, std::size_t bytes, sim::DropReason why) noexcept override;
  void fault(TimeNs now_ns, const sim::Fault& fault) override;

 private:
  Recording* recording_;
  TraceIds* ids_;
};

}  // namespace coutil
