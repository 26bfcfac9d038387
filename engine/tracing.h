// Tracing: what the engine tells the recording, with the ids, names and source positions that it needs from
// Lua. Those that look something up (`describe_...`, and all with a lua_State) may raise memory errors; the
// others raise nothing. It reads the engine's records and changes only their trace fields.
#pragma once

#include <memory_resource>
#include <vector>

#include "engine/engine.h"
#include "engine/recording.h"

namespace coutil {

class Tracing final {
 public:
  Tracing(Engine& engine, TraceRecorder& recorder, std::uint32_t generation);

  std::uint32_t generation() const { return generation_; }

  /// Says the main program, where the trace has several: comes before all else of the engine.
  void begins();

  Tracing* next_retired = nullptr;  // a list of the engine's

  /// Says all living coroutines, what they wait for and which mutexes they own: for a recording that
  /// begins while the program runs, and for each new segment. Does so for all engines of the trace.
  void take_snapshot(lua_State* L);

  /// Makes sure that the trace knows the coroutine; one that was not seen at its creation is said to start
  /// here. `by` is who created it, null when that is unknown.
  void knows(lua_State* L, Coroutine* coroutine, Coroutine* by);

  /// The program named the coroutine after its first line was written.
  void renamed(lua_State* L, Coroutine* coroutine);

  /// Before the running coroutine waits on the `count` objects at `first`, or is scheduled (count 0).
  void describe_wait(lua_State* L, Coroutine* self, int first, int count);
  void awaits(Coroutine* coroutine);

  void takes(lua_State* L, Coroutine* self, int object_index);
  void emits(lua_State* L, Coroutine* self, EmitHow how, int object_index, std::int64_t waiters, bool stored);
  void locks(lua_State* L, Coroutine* self, int object_index);
  void unlocks(lua_State* L, Coroutine* self, int object_index);
  void fulfills(lua_State* L, Coroutine* self, int object_index);
  void notes(lua_State* L, Coroutine* self, std::string_view text);

  void hands_over(Coroutine* coroutine, const Object* object);
  void wakes(Coroutine* by, Coroutine* coroutine, const Object* object);
  void wakes_scheduled(Coroutine* coroutine);
  void runs(Coroutine* coroutine, Coroutine* by);
  void yields(lua_State* L, Coroutine* coroutine);
  void cancels(Coroutine* coroutine, Coroutine* by);
  void resumed_by_hand(Coroutine* coroutine);
  void ends(Coroutine* coroutine);
  void ends_with_error(Coroutine* coroutine, std::string_view error, std::string_view traceback);
  void closed(Coroutine* coroutine, Coroutine* by);
  void found_closed(Coroutine* coroutine) { closed(coroutine, nullptr); }
  void lost(Coroutine* coroutine);
  /// The operation has completed: what it brought (a message, a signal, the end of a process).
  void completes(const EngineOperation& operation);
  void opens(Coroutine* self, Socket* socket, std::string_view address);
  void closes(Coroutine* self, Socket* socket, std::string_view address);
  /// Bytes that went into a socket; `id` is the backend's number of the message, 0 where it has none; `to` is
  /// empty when the socket says it.
  void sends(Coroutine* self, Socket* socket, MessageId id, std::size_t bytes, std::string_view to);
  void starts_process(std::int64_t pid, std::string_view program);
  void picks(std::span<const CoroutineId> of, CoroutineId took);
  void prints(Coroutine* self, std::string_view text);
  void stuck(std::span<const CoroutineId> waiting, std::span<const CoroutineId> cycle, std::string_view why);
  void collects(std::int64_t bytes_before, std::int64_t bytes_after);

  /// The object at `index` of the stack, said to the trace if need be. `level` is where the variable that
  /// holds its value is looked for.
  ObjectId describe_object(lua_State* L, int index, ObjectKind kind, int level);

  /// Says all again where the output asks for it; at moments when the running coroutine may raise errors.
  void continue_segment(lua_State* L);

 private:
  TraceRecorder& recorder() {
    recorder_.set_origin(engine_.trace_host, engine_.pid);
    return recorder_;
  }
  void snapshot(lua_State* L);
  // What coroutine.close runs in a coroutine shows from its first line on: it waits no more, and runs.
  void shows_closing(Coroutine* coroutine);
  TimeNs now() { return engine_.backend.clock_ns(); }
  static CoroutineId id_of(const Coroutine* coroutine) { return coroutine ? coroutine->id : kScheduler; }
  PlaceId describe_place(PlaceId id);
  PlaceId caller_place(lua_State* L, const Coroutine* self);
  ObjectId schedule_object(ObjectKind kind);
  void say_spawn(lua_State* L, Coroutine* coroutine, CoroutineId by);
  void say_lock(lua_State* L, const Object& object);
  ObjectId describe_slot(TraceSlot& slot, ObjectKind kind, std::string_view name);
  ObjectId describe_operation(const EngineOperation& operation, lua_State* thread);
  ObjectId describe_socket(Socket* socket);
  void awaits_operation(Coroutine* coroutine, PlaceId at);
  void message(TraceRecorder::MessageKind kind, CoroutineId co, Socket* socket, MessageId id,
               std::size_t bytes, std::string_view peer);

  Engine& engine_;
  TraceRecorder& recorder_;
  std::uint32_t generation_;
  ObjectId timer_object_ = 0;
  ObjectId turn_object_ = 0;
  std::uint32_t timer_traced_ = 0;
  std::uint32_t turn_traced_ = 0;
  std::pmr::vector<ObjectId> ids_;
};

}  // namespace coutil
