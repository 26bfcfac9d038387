// Operations: how a coroutine waits for something of the world outside - a socket, a signal, a process, a
// name - and what becomes of the operation when the coroutine is resumed by hand or closed. The functions of
// the System section are thin over these. Everything works on Lua stacks and may raise unless it says not.
#pragma once

#include "engine/engine.h"
#include "engine/operation_pool.h"

namespace coutil {

/// What a coroutine is about to wait for.
struct Awaited {
  OperationKind kind;
  ObjectKind object_kind;
  TraceSlot* slot = nullptr;  // null: the operation is the first and only one on it
  int name_index = 0;         // see EngineOperation
  Socket* socket = nullptr;
  Memory* memory = nullptr;  // cannot be resized until it is over
};

/// Prepares an operation of the running coroutine, whose frame is complete (the memory and the socket are in
/// it). After it nothing may raise until await_operation.
EngineOperation* begin_operation(lua_State* L, Engine& engine, const Awaited& awaited);

/// Raises "already used" unless `operation`, the one that reads or writes on a socket now, is null.
void check_unused(lua_State* L, const EngineOperation* operation);

/// In two steps, for one that nobody may come before: takes its place at once, and raises nothing. Null when
/// memory ran out.
EngineOperation* claim_operation(Engine& engine, const Awaited& awaited);

/// The second step. The `count` topmost values are kept until the operation completes, also when nobody waits
/// for it any more, and popped. An error gives the operation back. A finalizer may have closed the socket.
void begin_claimed(lua_State* L, Engine& engine, EngineOperation* operation, int count);

/// Starts it and suspends the running coroutine until it completes. One that is `completed`, for its result
/// is at hand already, is not started: the coroutine has its turn soon. Returns what a C function returns.
int await_operation(lua_State* L, Engine& engine, EngineOperation* operation);

/// The coroutine waits for its operation no more: cancels it, or lets it go on without. Raises nothing.
void drop_operation(lua_State* L, Engine& engine, Coroutine* coroutine);

/// Makes ready who waits for the operations that the backend completed. Raises "not enough memory" and
/// leaves the rest for the next call.
void accept_completions(lua_State* L, Engine& engine);

/// Pushes what the coroutine, which waits for an operation, waits for: "to receive on tcp (127.0.0.1:80)".
void push_operation_wait(lua_State* L, Engine& engine, const Coroutine* coroutine);

/// Pushes the name of the thing itself: "tcp (127.0.0.1:80)", "interrupt".
void push_operation_object(lua_State* L, Engine& engine, const Coroutine* coroutine);

/// Room for that name, which is cut to fit.
inline constexpr std::size_t kSocketNameSize = 160;

/// Writes it to `text` and returns its length. `thread` is who waits. Raises nothing.
std::size_t operation_object_name(Engine& engine, const EngineOperation& operation, lua_State* thread,
                                  char (&text)[kSocketNameSize]);

/// "receive", "connect", ...: the word for the kind in the trace.
const char* operation_word(OperationKind kind);

/// Pushes nil and the text of the error; returns 2.
int push_failure(lua_State* L, ErrorCode error);

/// Pushes true, or nil and the text of the error.
int push_success(lua_State* L, ErrorCode error);

}  // namespace coutil
