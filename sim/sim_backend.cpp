// Virtual time: it jumps when all wait, and creeps when the program looks at it.
#include "sim/sim_backend.h"

#include <arpa/inet.h>

#include <algorithm>

namespace coutil {

TimeNs SimBackend::wait_until(TimeNs deadline_ns, CompletedList& completed) {
  if (refused_.first != nullptr) {
    while (Operation* operation = refused_.take()) completed.append(*operation);
    return now_ns_;
  }
  now_ns_ = std::max(now_ns_, std::min(deadline_ns, kNever - 1));
  return now_ns_;
}

ErrorCode SimBackend::perform(Request& request) {
  int family = request.address.domain == Domain::kIpv4 ? AF_INET : AF_INET6;
  if (request.kind == RequestKind::kParseHost) {
    request.address.host = {};
    return inet_pton(family, request.text, request.address.host.data()) == 1 ? ErrorCode::kOk
                                                                             : ErrorCode::kEINVAL;
  }
  if (request.kind == RequestKind::kFormatHost) {
    inet_ntop(family, request.address.host.data(), request.text_out, sizeof request.text_out);
    return ErrorCode::kOk;
  }
  if (request.kind == RequestKind::kForgetAll) {
    while (refused_.take() != nullptr) continue;
    return ErrorCode::kOk;
  }
  return ErrorCode::kENOSYS;
}

void SimBackend::start(Operation& operation) {
  operation.error = ErrorCode::kENOSYS;
  refused_.append(operation);
}

bool SimBackend::cancel(Operation& operation) {
  CompletedList kept;
  while (Operation* other = refused_.take()) {
    if (other != &operation) kept.append(*other);
  }
  while (Operation* other = kept.take()) refused_.append(*other);
  return true;
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
