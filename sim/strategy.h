// Who goes next when more than one coroutine could: the simulation's choices. A strategy sees ids and
// answers an index; it must not know time, Lua or the engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/backend.h"
#include "sim/random_stream.h"

namespace coutil {

/// An explorer or a test gives its own; it may switch to the host's fibre inside `choose`. What a strategy
/// remembers goes back with a checkpoint only if it lies in the arena.
class Strategy {
 public:
  virtual ~Strategy() = default;

  /// False: the oldest always, and `choose` is never called.
  virtual bool chooses() const noexcept = 0;

  /// The index of the one to resume. `ready` has at least two entries, oldest first.
  virtual std::size_t choose(std::span<const CoroutineId> ready) = 0;
};

/// The oldest first: no choice at all.
class FifoStrategy final : public Strategy {
 public:
  bool chooses() const noexcept override { return false; }
  std::size_t choose(std::span<const CoroutineId>) override { return 0; }
};

/// Each ready coroutine with the same likelihood, drawn from a stream: "choices" of the seed, or another.
class RandomStrategy final : public Strategy {
 public:
  explicit RandomStrategy(std::uint64_t seed) noexcept : stream_(seed, "choices") {}
  explicit RandomStrategy(const RandomStream& stream) noexcept : stream_(stream) {}

  bool chooses() const noexcept override { return true; }
  std::size_t choose(std::span<const CoroutineId> ready) override;

 private:
  RandomStream stream_;
};

}  // namespace coutil
