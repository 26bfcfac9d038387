// TraceObserver: tells a recording what the network loses, and numbers messages as the engines of the trace
// do. It may lie in the arena: it changes nothing of its own.
#pragma once

#include "engine/recording.h"
#include "engine/trace_ids.h"
#include "sim/network/observer.h"

namespace coutil::sim {

class TraceObserver final : public NetworkObserver {
 public:
  /// Both must outlive the network's use of it.
  TraceObserver(Recording& recording, TraceIds& ids) noexcept : recording_(&recording), ids_(&ids) {}

  std::int64_t next_message() noexcept override { return ids_->message++; }

  void dropped(TimeNs now_ns, std::int64_t message, std::size_t bytes, DropReason why) noexcept override {
    if (recording_->recorder() == nullptr) return;
    recording_->recorder()->drop(now_ns, message, static_cast<std::int64_t>(bytes), drop_reason_name(why));
  }

 private:
  Recording* recording_;
  TraceIds* ids_;
};

}  // namespace coutil::sim
