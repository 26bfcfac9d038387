// EventLoop: libuv's loop and what all parts of the real backend share in it: the list of operations that
// ended, the counts of what is under way, and the freeing of closed handles. It knows operations only as
// records to hand over, not what they do. Nothing of the engine runs inside a callback of libuv.
#pragma once

#include <uv.h>

#include <cstddef>
#include <cstdint>

#include "engine/backend.h"
#include "real/send_record.h"

namespace coutil {

/// What owns a handle of libuv: `data` of the handle points to it, and it is deleted when libuv let the
/// closed handle go.
class OpenHandle {
 public:
  OpenHandle() = default;
  virtual ~OpenHandle() = default;
  OpenHandle(const OpenHandle&) = delete;
  OpenHandle& operator=(const OpenHandle&) = delete;
};

/// Who has more to read, most likely, and need not ask the loop for it.
class EagerReader {
 public:
  /// Reads at once. False: there was nothing, after all, and nothing was completed.
  virtual bool read_now() = 0;

 protected:
  ~EagerReader() = default;
};

class EventLoop final {
 public:
  /// Throws std::runtime_error when the system gives no loop (its reason is in the text).
  EventLoop();

  /// `finish` came before.
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Closes all handles and waits for lookups that can't be cancelled any more. Touches no operation.
  void finish();

  uv_loop_t* uv() { return &loop_; }

  /// Nanoseconds since the loop was made.
  TimeNs clock_ns() const { return static_cast<TimeNs>(uv_hrtime() - begin_ns_); }

  /// An operation is under way from `begin` until `complete` or `forget`.
  void begin() { ++under_way_; }
  void forget() { --under_way_; }

  /// The operation ended. It is handed over by the present `wait`, or by the next one.
  void complete(Operation& operation, ErrorCode error);

  /// Takes an operation back that ended but was not handed over. False: it is not among those.
  bool take_back(Operation& operation);

  /// The operation on `socket` that ended first of those that were not handed over; null when there is none.
  Operation* find_ended(const BackendSocket& socket) const;

  /// Something goes on that nobody waits for, but that has to be looked after when it ends.
  void begin_unobserved() { ++unobserved_; }
  void end_unobserved() { --unobserved_; }

  /// The number of the present or last turn of the loop.
  std::uint64_t turn() const { return turn_; }

  /// False in a turn that only frees handles: bytes and connections stay in the kernel.
  bool takes_input() const { return takes_input_; }

  /// Closes a handle, whose owner is deleted later.
  void close(uv_handle_t* handle);

  /// Frees closed handles when many wait for it. To be called before another one is opened.
  void free_closed();

  /// The next wait tries `reader` first, and returns without a turn of the loop when that reads something;
  /// now and then it takes the turn all the same, so that others are not forgotten. One reader only: with
  /// more of them a turn of the loop serves several. To be withdrawn when it wants no more.
  void read_first(EagerReader& reader) {
    several_ |= eager_ != nullptr && eager_ != &reader;
    eager_ = several_ ? nullptr : &reader;
  }
  void withdraw(EagerReader& reader) {
    if (eager_ == &reader) eager_ = nullptr;
  }

  /// Whether who has more to read may do so without a turn of the loop, and without being handed over what it
  /// read: nothing ended that comes before, nobody else wants to read first, and the turn is not due yet.
  bool may_read_on() {
    if (eager_ != nullptr || several_ || ended_.first != nullptr || eager_in_row_ >= kEagerInRow)
      return false;
    ++eager_in_row_;
    return true;
  }

  /// Appends what ended, at once or until `deadline_ns`; kNever waits for as long as it takes. May return
  /// early with nothing.
  void wait(TimeNs deadline_ns, CompletedList& completed);

  /// The same without waiting, and without a system call when nothing is under way.
  void look(CompletedList& completed);

  /// One turn of the loop without waiting, whatever is under way.
  void turn_now(CompletedList& completed) { run(UV_RUN_NOWAIT, completed); }

  /// Whether operations ended that no `wait` handed over yet.
  bool has_ended() const { return ended_.first != nullptr; }

  /// Records of sends, for the sockets.
  SendPool& sends() { return sends_; }

 private:
  bool read_eagerly(CompletedList& completed);
  void run(uv_run_mode mode, CompletedList& completed);
  void set_alarm(TimeNs deadline_ns);

  uv_loop_t loop_{};
  uv_timer_t alarm_{};
  std::uint64_t begin_ns_;
  std::uint64_t alarm_ms_;  // for when it is set, on libuv's clock
  CompletedList ended_;     // not handed over yet
  CompletedList* out_ = &ended_;
  static constexpr int kEagerInRow = 32;  // as many as libuv reads from one stream in a turn

  EagerReader* eager_ = nullptr;
  bool several_ = false;  // want to read first
  int eager_in_row_ = 0;
  std::size_t under_way_ = 0;
  std::size_t unobserved_ = 0;
  std::size_t closing_ = 0;
  std::uint64_t turn_ = 0;
  bool turns_ = false;  // libuv's loop runs, and stops after a turn in which something ended
  bool takes_input_ = true;
  bool over_ = false;  // the engine's records may be gone
  SendPool sends_;
};

}  // namespace coutil
