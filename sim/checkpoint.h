// Checkpoints of a world: a copy of the used heap and of the live parts of the stacks, and back again.
// It must not know what the world holds. The copy lies outside the arena.
#pragma once

#include <cstddef>
#include <memory>

#include "sim/world.h"

namespace coutil {

/// Whether this build can take checkpoints. Under AddressSanitizer it can't, because a stack's shadow is
/// not copied: callers then execute from the start again.
bool checkpoints_available() noexcept;

/// The state of one world at one moment. Good for that world only, any number of times, in any order.
class Checkpoint {
 public:
  /// Takes a copy of a world that is fresh, suspended or ended. On the host only. Throws std::bad_alloc when
  /// there is no memory for the copy, std::logic_error when called on the fibre or where checkpoints are
  /// not available.
  explicit Checkpoint(const World& world);

  /// Puts the world back; `world.state()` is then what it was. On the host only.
  void restore(World& world) const;

  /// Bytes copied by each of the two.
  std::size_t bytes() const noexcept { return heap_bytes_ + stacks_bytes_; }

 private:
  std::size_t heap_bytes_ = 0;
  std::size_t stacks_bytes_ = 0;
  std::unique_ptr<std::byte[]> copy_;  // the heap, then the stacks
};

}  // namespace coutil
