// The emits of a trace that still owe wakes. Knows waits and wakes; knows nothing of who runs, and of texts.
#include "tracer/emit_ledger.h"

#include <algorithm>

namespace coutil::tracer {

void EmitLedger::open(uint32_t by, const Emit& emit) {
  last_[by] = {emit, true};
  if (emit.waiters > 0) owing_[emit.object].push_back(by);
}

bool EmitLedger::wake(uint32_t by, uint32_t object) {
  Entry& entry = last_[by];
  if (!entry.open || entry.emit.object != object || entry.emit.woken >= entry.emit.waiters) return false;
  entry.emit.woken++;
  if (!entry.emit.owes()) forget(object, by);
  return true;
}

void EmitLedger::excuse(std::span<const uint32_t> objects, uint32_t since, uint32_t by) {
  for (const uint32_t object : objects) {
    const auto found = owing_.find(object);
    if (found == owing_.end()) continue;
    const std::vector<uint32_t> emitters = found->second;  // a copy: forgetting changes it
    for (const uint32_t emitter : emitters) {
      Emit& emit = last_[emitter].emit;
      if (emitter == by || since > emit.row) continue;
      emit.excused++;
      if (!emit.owes()) forget(object, emitter);
    }
  }
}

EmitLedger::Emit EmitLedger::settle(uint32_t by) {
  Entry& entry = last_[by];
  if (!entry.open) return {};
  entry.open = false;
  if (!entry.emit.owes()) return {};
  forget(entry.emit.object, by);
  return entry.emit;
}

void EmitLedger::forget(uint32_t object, uint32_t by) {
  const auto found = owing_.find(object);
  if (found == owing_.end()) return;
  std::erase(found->second, by);
  if (found->second.empty()) owing_.erase(found);
}

}  // namespace coutil::tracer
