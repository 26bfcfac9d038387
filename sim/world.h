// A simulated world: the arena and the fibres that its programs run on. It knows how to start, suspend,
// resume and discard what runs, and nothing of what that is: no Lua, no engine, no time.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include "sim/arena.h"
#include "sim/fibre.h"

namespace coutil {

enum class WorldState {
  kFresh,      ///< nothing ran yet
  kRunning,    ///< the fibre runs; only what is on it can see this
  kSuspended,  ///< it switched out and can be resumed
  kEnded,      ///< the entry returned
  kAbandoned,  ///< it left for good (os.exit); only to be discarded
  kFailed,     ///< an exception left the entry: failure() has its text
};

/// One process holds one world at a time. Objects in it are made with `make`; their memory goes with the
/// world and their destructors are not run by it, so nothing in it may own what lies outside.
class World {
 public:
  explicit World(std::size_t heap_limit_bytes = kDefaultHeapLimitBytes);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Arena& arena() noexcept { return region_.arena(); }
  const Arena& arena() const noexcept { return region_.arena(); }

  /// A T in the arena, made with `arguments`. Throws std::bad_alloc at the limit.
  template <typename T, typename... Arguments>
  T* make(Arguments&&... arguments) {
    static_assert(alignof(T) <= 16);
    void* block = arena().allocate(sizeof(T));
    if (block == nullptr) throw std::bad_alloc();
    return ::new (block) T(std::forward<Arguments>(arguments)...);
  }

  /// Destroys what `make` made and gives its memory back.
  template <typename T>
  void destroy(T* object) noexcept {
    std::destroy_at(object);
    arena().deallocate(object, sizeof(T));
  }

  /// Host only, once: runs `entry(data)` on a fibre until it ends, suspends or is abandoned. For a world of
  /// one fibre.
  WorldState run(Fibre::Entry entry, void* data);

  /// Host only, when suspended: goes on after `suspend`, on the same fibre.
  WorldState resume();

  /// A fibre that will run `entry(data)`, for who lets several run in turn. Throws std::bad_alloc when there
  /// is no stack for it.
  Fibre* make_fibre(Fibre::Entry entry, void* data);

  /// Host only: lets the fibre run until it switches out (the state is then kRunning, and it may be entered
  /// again), suspends the world, ends or is abandoned.
  WorldState enter(Fibre& fibre);

  /// Not from the fibre itself. What stands on its stack is not destroyed.
  void discard(Fibre* fibre) noexcept;

  /// Fibre only: back to the host; returns when the host resumes, perhaps after it restored a checkpoint.
  void suspend() noexcept;

  /// Fibre only: ends the program from wherever it is, also inside nested coroutines. Nothing unwinds.
  [[noreturn]] void abandon(int exit_code) noexcept;

  WorldState state() const noexcept { return control_->state; }
  int exit_code() const noexcept { return control_->exit_code; }
  const char* failure() const noexcept;

  /// True on the fibre, false on the host.
  static bool on_fibre() noexcept { return Fibre::current() != nullptr; }

  /// For checkpoints: all fibres, by Fibre::next.
  const Fibre* first_fibre() const noexcept { return control_->first_fibre; }

 private:
  // In the arena, so that a checkpoint has it.
  struct Control {
    Fibre* first_fibre = nullptr;
    Fibre* entered = nullptr;  // the one that ran last
    WorldState state = WorldState::kFresh;
    int exit_code = 0;
  };

  ArenaRegion region_;
  Control* control_;
};

}  // namespace coutil
