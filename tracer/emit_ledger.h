// The emits of a trace that still owe wakes: who heard them, who was woken, who could not be woken any more.
// Knows waits and wakes; knows nothing of who runs, and of texts.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace coutil::tracer {

class EmitLedger {
 public:
  struct Emit {
    uint32_t row = 0;
    uint32_t object = 0;
    uint32_t waiters = 0;
    uint32_t woken = 0;
    uint32_t excused = 0;  // heard it, but were cancelled, closed, lost or woken by another before their turn
    bool owes() const { return static_cast<uint64_t>(woken) + excused < waiters; }
  };

  explicit EmitLedger(size_t coroutines) : last_(coroutines) {}

  // `by` emits; its emit before is settled by then.
  void open(uint32_t by, const Emit& emit);

  // The emit of `by` that is not settled yet; nullptr for none.
  const Emit* of(uint32_t by) const { return last_[by].open ? &last_[by].emit : nullptr; }

  // `by` wakes somebody who waits for `object`. False where no emit of it did that, or all its waiters were
  // woken already.
  bool wake(uint32_t by, uint32_t object);

  // A coroutine that waits for `objects` since the row `since` can't be woken any more by the emits that it
  // heard, but for the one of `by`, which just did (pass an index beyond all coroutines for none).
  void excuse(std::span<const uint32_t> objects, uint32_t since, uint32_t by);

  // `by` does something else: its emit is over. Returns it where wakes are missing, a row of no waiters
  // otherwise.
  Emit settle(uint32_t by);

 private:
  struct Entry {
    Emit emit;
    bool open = false;
  };
  void forget(uint32_t object, uint32_t by);

  std::vector<Entry> last_;                                    // by coroutine: its last emit
  std::unordered_map<uint32_t, std::vector<uint32_t>> owing_;  // object -> emitters that still owe wakes
};

}  // namespace coutil::tracer
