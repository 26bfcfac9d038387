// FaultRecording: puts the faults of a simulated world into its trace. It must not know who causes them.
#pragma once

#include "engine/recording.h"
#include "sim/scenario/faults.h"

namespace coutil {

class FaultRecording final : public sim::FaultObserver {
 public:
  /// `recording` outlives this.
  explicit FaultRecording(Recording& recording) noexcept : recording_(&recording) {}

  void fault(TimeNs now_ns, const sim::Fault& fault) override;

 private:
  Recording* recording_;
};

}  // namespace coutil
