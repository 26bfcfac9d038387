// The real backend: see the header. One libuv timer serves all deadlines, since the engine has the heap.
#include "real/real_backend.h"

#include <uv.h>

#include <stdexcept>
#include <string>

namespace coutil {
namespace {

constexpr TimeNs kNsPerMs = 1000000;
constexpr TimeNs kLongestMs = TimeNs{1} << 40;  // some 35 years, far from libuv's overflow

}  // namespace

struct RealBackend::Loop {
  uv_loop_t loop;
  uv_timer_t alarm;
};

RealBackend::RealBackend() : loop_(std::make_unique<Loop>()), begin_ns_(uv_hrtime()) {
  int status = uv_loop_init(&loop_->loop);
  if (status != 0) throw std::runtime_error(std::string("no event loop from libuv: ") + uv_strerror(status));
  uv_timer_init(&loop_->loop, &loop_->alarm);
}

RealBackend::~RealBackend() {
  uv_close(reinterpret_cast<uv_handle_t*>(&loop_->alarm), nullptr);
  uv_run(&loop_->loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop_->loop);
}

TimeNs RealBackend::clock_ns() noexcept { return static_cast<TimeNs>(uv_hrtime() - begin_ns_); }

TimeNs RealBackend::wait_until(TimeNs deadline_ns) {
  TimeNs now_ns = clock_ns();
  TimeNs left_ns = deadline_ns - now_ns;
  if (left_ns <= 0) {
    if (!uv_loop_alive(&loop_->loop)) return now_ns;  // nothing can have happened: no system call
    uv_run(&loop_->loop, UV_RUN_NOWAIT);
    return clock_ns();
  }
  TimeNs left_ms = left_ns / kNsPerMs + (left_ns % kNsPerMs != 0 ? 1 : 0);
  if (left_ms > kLongestMs) left_ms = kLongestMs;
  uv_update_time(&loop_->loop);
  uv_timer_start(
      &loop_->alarm, [](uv_timer_t*) {}, static_cast<std::uint64_t>(left_ms), 0);
  uv_run(&loop_->loop, UV_RUN_ONCE);
  uv_timer_stop(&loop_->alarm);
  return clock_ns();
}

std::unique_ptr<Backend> make_real_backend() { return std::make_unique<RealBackend>(); }

}  // namespace coutil
