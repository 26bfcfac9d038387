// Virtual time: it jumps when all wait, and creeps when the program looks at it.
#include "sim/sim_backend.h"

#include <algorithm>

namespace coutil {

TimeNs SimBackend::wait_until(TimeNs deadline_ns) {
  now_ns_ = std::max(now_ns_, std::min(deadline_ns, kNever - 1));
  return now_ns_;
}

void SimBackend::step_boundary() {
  if (step_hook_ != nullptr) step_hook_(step_hook_data_);
}

TimeNs SimBackend::read_clock_ns() noexcept {
  spend_ns(kPollCostNs);
  return now_ns_;
}

void SimBackend::spend_ns(TimeNs duration_ns) noexcept {
  now_ns_ = duration_ns < kNever - now_ns_ ? now_ns_ + duration_ns : kNever - 1;
}

void SimBackend::set_step_hook(StepHook hook, void* data) noexcept {
  step_hook_ = hook;
  step_hook_data_ = data;
}

}  // namespace coutil
