// A fibre: a function that runs on a stack of its own inside the arena and can be left and entered again.
// Its registers are saved on that stack, so the stack's live part and the fibre object are all there is to
// it. It must not know Lua, what runs on it, or checkpoints.
#pragma once

#include <cstddef>

#include "sim/arena.h"

namespace coutil {

/// Place it in the arena (World does). Switching goes between the host, which is the thread that entered,
/// and one fibre; fibres do not switch to each other. Don't switch while an exception is being handled.
class Fibre {
 public:
  using Entry = void (*)(void* data);

  /// Takes a stack from the arena; throws std::bad_alloc when there is none. Nothing runs yet.
  Fibre(Arena& arena, Entry entry, void* data);

  /// Gives the stack back, whether the entry returned or not. What stood on it is not destroyed.
  ~Fibre();
  Fibre(const Fibre&) = delete;
  Fibre& operator=(const Fibre&) = delete;

  /// On the host: runs the fibre until it switches out or its entry returns. Not after it ended.
  void switch_in() noexcept;

  /// On the fibre: back to the host; returns at the next switch_in.
  void switch_out() noexcept;

  /// On the fibre: back to the host for the last time. The stack is left as it is, nothing on it unwinds.
  [[noreturn]] void leave_for_good() noexcept;

  /// The entry returned, or the fibre left for good.
  bool ended() const noexcept { return ended_; }

  /// The text of the exception that the entry let out (it goes no further), or nullptr.
  const char* failure() const noexcept { return failed_ ? failure_ : nullptr; }

  /// The live part of the stack while the fibre is switched out: [live_begin, stack_end).
  std::byte* live_begin() const noexcept { return saved_stack_pointer_; }
  std::byte* stack_end() const noexcept { return stack_ + kStackBytes; }

  /// The fibre that runs, or nullptr on the host.
  static Fibre* current() noexcept;

  /// Another one of the same world, or nullptr.
  const Fibre* next() const noexcept { return next_; }

 private:
  friend class World;

  static void start(Fibre* fibre) noexcept;
  void run_entry() noexcept;
  void switch_to_host(bool for_good) noexcept;

  Arena* arena_;
  Entry entry_;
  void* data_;
  std::byte* stack_;
  std::byte* saved_stack_pointer_;
  Fibre* next_ = nullptr;
  void* fake_stack_ = nullptr;  // AddressSanitizer's
  bool ended_ = false;
  bool failed_ = false;
  char failure_[256] = {};
};

}  // namespace coutil
