// TraceIds: what the engines of one trace share - the numbers that are given next, who still records, and
// what those counted that ended. In a simulation it lies in the arena, so that checkpoints take it back. It
// must not know Lua.
#pragma once

#include <cstdint>

#include "engine/trace_recorder.h"

namespace coutil {

class Engine;

struct TraceIds {
  // The next ones. The first engine's main program is coroutine 0.
  CoroutineId coroutine = kMainProgram;
  ObjectId object = 1;
  PlaceId place = 1;
  MessageId message = 1;

  Engine* first = nullptr;  // the engines, oldest first, linked by Engine::next_in_trace

  /// What the last line of a trace counts.
  struct Counts {
    std::int64_t waiting = 0;
    std::int64_t suspended = 0;
    std::int64_t errors = 0;
  };
  Counts ended;  // of the programs that ended
};

}  // namespace coutil
