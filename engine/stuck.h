// Stuck: finds coroutines that wait for a mutex whose owner can never unlock it, because it ended or waits,
// through any number of others, for one of them. Only mutexes tie a wait to one coroutine: an event or a
// promise may be emitted by anybody, so whoever waits for one is never called stuck.
#pragma once

#include "engine/engine.h"

namespace coutil {

/// Reports and traces all who are stuck and were not reported for their present wait, in one group with the
/// cycle among them if there is one. Raises nothing.
void report_stuck(Engine& engine);

/// The same when `waiter`, which is about to suspend in mutex.lock, closes a knot. Raises nothing.
void check_new_waiter(Engine& engine, Coroutine* waiter);

}  // namespace coutil
