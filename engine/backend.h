// The backend interface: all that the engine may ask of the world outside it, which is time, operations and
// choices. It is the contract that `real` (libuv) and `sim` (virtual time) fulfil; it must not know Lua,
// libuv or how coroutines are kept. A backend serves one engine, on one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string_view>

#include "engine/operation.h"

namespace coutil {

/// A time or a duration in nanoseconds. Times count from the moment at which the backend was made.
using TimeNs = std::int64_t;

/// Later than every deadline.
inline constexpr TimeNs kNever = std::numeric_limits<TimeNs>::max();

/// Number of a coroutine, given in order of first use and never reused. 0 is the main program.
using CoroutineId = std::int64_t;

inline constexpr CoroutineId kMainProgram = 0;
inline constexpr CoroutineId kScheduler = -1;

class Backend {
 public:
  virtual ~Backend() = default;

  /// "real" or "sim".
  virtual std::string_view name() const noexcept = 0;

  /// The time at this moment. Never falls. Asking does not move it.
  virtual TimeNs clock_ns() noexcept = 0;

  /// Waits until `deadline_ns` at the latest, or until operations complete, which are appended to `completed`
  /// in the order of their ends; returns the new instant, which may be earlier than the deadline. A deadline
  /// that is not after the present one only looks and does not wait. kNever is asked for only while an
  /// operation is under way; where nothing can complete any more (the simulation knows), kNever is the
  /// answer.
  virtual TimeNs wait_until(TimeNs deadline_ns, CompletedList& completed) = 0;

  /// How long a delay of the program's takes from now on: its machine's clock may run fast or slow.
  virtual TimeNs delay_ns(TimeNs delay_ns) noexcept { return delay_ns; }

  /// Answers a request inside the call (operation.h says what each takes and gives).
  virtual ErrorCode perform(Request& request) = 0;

  /// Starts an operation. It never completes inside this call, not even to fail: a later wait_until hands it
  /// over.
  virtual void start(Operation& operation) = 0;

  /// Gives an operation up that is under way. True: it completes no more, its record and memory are free.
  /// False, for a send that began only: the rest goes on and completes like any other. A stream whose connect
  /// is cancelled can only be closed. A process goes on, unobserved.
  virtual bool cancel(Operation& operation) = 0;

  /// Tells that the program asked for what is ready now and there was nothing, so that a loop that
  /// polls does not stand still in virtual time.
  virtual void found_nothing_ready() noexcept = 0;

  /// Whether `choose` is to be asked. When false the engine takes the oldest and builds no ready set.
  virtual bool chooses() const noexcept = 0;

  /// The index of the coroutine to resume next. `ready` has at least two entries, oldest first. The answer
  /// is below its size.
  virtual std::size_t choose(std::span<const CoroutineId> ready) = 0;

  /// Between two resumes made by the scheduler: no coroutine but the one that called `system.run` runs.
  virtual void step_boundary() = 0;

  /// Whether that does something, so that there must be a resume for each wait that ends.
  virtual bool has_step_boundaries() const noexcept { return true; }
};

/// The machine itself: its clock, and libuv to wait in. Whoever calls it links coutil::real. Throws
/// std::runtime_error when the system gives no event loop. (Virtual time is SimBackend, sim/sim_backend.h.)
std::unique_ptr<Backend> make_real_backend();

}  // namespace coutil
