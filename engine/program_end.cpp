// The end of a program and of its recording, and recording from the middle on: see program.h and coutil.h.
#include <cstdio>
#include <new>

#include "engine/coutil.h"
#include "engine/modules.h"
#include "engine/names.h"
#include "engine/program.h"
#include "engine/recording.h"
#include "engine/report.h"
#include "engine/stuck.h"
#include "engine/tracing.h"

namespace coutil {
namespace {

// Reads records only, so that `L` may be any thread of the engine's state.
void count_coroutines(lua_State* L, Engine& engine, TraceIds::Counts& counts) {
  counts.errors += engine.errors;
  if (lua_checkstack(L, 4)) engine.coroutines.list(L);
  for (CoroutineId last = 0; Coroutine* coroutine = engine.coroutines.next(last);) {
    if (can_resume(*coroutine)) {
      ++counts.waiting;
    } else if (!coroutine->ended && stands_midway(*coroutine)) {
      ++counts.suspended;
    }
  }
}

// Ends the recording of all engines that share `ids`; they go on. Returns what went wrong.
std::string end_recording(Recording& recording, TraceIds& ids, TimeNs now_ns) {
  TraceIds::Counts counts = ids.ended;
  for (Engine* engine = ids.first; engine != nullptr; engine = engine->next_in_trace) {
    count_coroutines(engine->reporter != nullptr ? engine->reporter : engine->main_thread, *engine, counts);
    engine->stop_tracing();
  }
  return recording.stop(now_ns, counts.waiting, counts.suspended, counts.errors);
}

// Nobody closes any more what failed: it ended as it stands. Protected.
int end_unclosed(lua_State* L) {
  auto& engine = **static_cast<Engine**>(lua_touserdata(L, 1));
  for (CoroutineId last = 0; Coroutine* coroutine = engine.coroutines.next(last);) {
    if (!coroutine->unclosed) continue;
    coroutine->unclosed = false;
    if (engine.tracing != nullptr) engine.tracing->runs(coroutine, &engine.coroutines.main());
    if (engine.tracing != nullptr) trace_error(L, engine, coroutine, false);
    coroutine->ended = true;
  }
  return 0;
}

// One line for each coroutine that waits and is not stuck. Protected.
int say_left_waiting(lua_State* L) {
  auto& engine = **static_cast<Engine**>(lua_touserdata(L, 1));
  for (CoroutineId last = 0; Coroutine* coroutine = engine.coroutines.next(last);) {
    if (!can_resume(*coroutine) || coroutine->reported_stuck) continue;
    push_coroutine_label(L, engine, coroutine);
    push_wait(L, engine, coroutine);
    const char* why = !coroutine->scheduled()     ? ""
                      : engine.world_stands_still ? " (and nothing can happen any more)"
                                                  : " (system.run was not called to its end)";
    lua_pushfstring(L, "coutil: left waiting: %s %s%s\n", lua_tostring(L, -2), lua_tostring(L, -1), why);
    write_report(L, engine);
    lua_pop(L, 2);
  }
  return 0;
}

}  // namespace

std::string end_trace_of(lua_State* L, Engine& engine) {
  if (!engine.shares_ids()) {
    if (engine.tracing == nullptr) return {};
    return end_recording(*engine.recording, engine.ids, engine.backend.clock_ns());
  }
  if (engine.left_trace) return {};
  count_coroutines(L, engine, engine.ids.ended);
  engine.stop_tracing();
  engine.leave_trace();
  return {};
}

Outcome finish_program(lua_State* L, std::string* problem) {
  Outcome outcome;
  Engine* engine = engine_in_registry(L);
  if (engine == nullptr) return outcome;
  engine->main_ended = true;
  call_protected(L, *engine, end_unclosed, &engine);
  report_stuck(*engine);
  call_protected(L, *engine, say_left_waiting, &engine);
  TraceIds::Counts counts;
  count_coroutines(L, *engine, counts);
  outcome.errors = counts.errors;
  outcome.stuck = engine->stuck;
  outcome.waiting = counts.waiting;
  std::string failed = end_trace_of(L, *engine);
  if (problem != nullptr) *problem += failed;
  return outcome;
}

void abandon_program(lua_State* L) {
  Engine* engine = engine_in_registry(L);
  if (engine == nullptr) return;
  std::string failed = end_trace_of(L, *engine);
  if (!failed.empty()) std::fprintf(stderr, "coutil: %s\n", failed.c_str());
}

void discard_program(Engine& engine) {
  if (!engine.left_trace) engine.ids.ended.errors += engine.errors;
  engine.stop_tracing();
  engine.leave_trace();
}

std::string finish_recording(Recording& recording, TraceIds& ids, TimeNs now_ns) {
  if (!recording.is_recording()) return {};
  return end_recording(recording, ids, now_ns);
}

bool start_recording(lua_State* L, Engine& engine, const char* path, std::uint64_t keep_bytes) {
  {
    std::string failed;
    try {
      failed = engine.recording->start(path, keep_bytes, true);
      if (failed.empty()) {
        engine.ids.ended = {};
        engine.recording->recorder()->set_last_sent(engine.ids.message - 1);
        for (Engine* one = engine.ids.first; one != nullptr; one = one->next_in_trace) one->start_tracing();
      }
    } catch (const std::bad_alloc&) {
      failed = "not enough memory";
    }
    if (!failed.empty()) lua_pushlstring(L, failed.data(), failed.size());
  }
  if (engine.tracing == nullptr) return false;
  watch_coroutine_library(L);
  engine.tracing->take_snapshot(L);
  return true;
}

bool stop_recording(lua_State* L, Engine& engine) {
  bool done = false;
  {
    std::string failed;
    try {
      failed = end_recording(*engine.recording, engine.ids, engine.backend.clock_ns());
    } catch (const std::bad_alloc&) {
      failed = "not enough memory";
    }
    done = failed.empty();
    if (!done) lua_pushlstring(L, failed.data(), failed.size());
  }
  return done;
}

void trace_print(lua_State* L, std::string_view text) {
  Engine* engine = engine_in_registry(L);
  if (engine != nullptr && engine->tracing != nullptr) engine->tracing->prints(engine->current, text);
}

void trace_collection(lua_State* L, std::int64_t bytes_before, std::int64_t bytes_after) {
  Engine* engine = engine_in_registry(L);
  if (engine != nullptr && engine->tracing != nullptr) engine->tracing->collects(bytes_before, bytes_after);
}

}  // namespace coutil
