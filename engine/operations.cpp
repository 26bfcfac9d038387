// Operations: see the header. A completed operation stands with its coroutine among the ready; its record is
// given back when the coroutine goes on, or leaves.
#include "engine/operations.h"

#include <algorithm>
#include <cstring>

#include "engine/memory/memory.h"
#include "engine/system/address.h"
#include "engine/system/socket.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

// Nothing refers to the record any more. Raises nothing: taking a reference back never does.
void release(lua_State* L, Engine& engine, EngineOperation* operation) {
  if (operation->memory != nullptr) unpin(operation->memory);
  if (Socket* socket = operation->on; socket != nullptr) {
    if (socket->reader == operation) socket->reader = nullptr;
    if (socket->writer == operation) socket->writer = nullptr;
  }
  if (operation->anchor != EngineOperation::kNoAnchor) luaL_unref(L, LUA_REGISTRYINDEX, operation->anchor);
  engine.operations.give_back(*operation);
}

// Pushes what the operation of `self` gave.
int give_result(lua_State* L, Engine& engine, Coroutine* self) {
  EngineOperation* operation = self->operation;
  self->operation = nullptr;
  ErrorCode error = operation->error;
  if (error == ErrorCode::kOk && operation->give != nullptr) {
    EngineOperation answer = *operation;  // what gives the results may run a finalizer that begins another
    release(L, engine, operation);
    return answer.give(L, engine, answer);
  }
  bool counts = operation->kind == OperationKind::kReceive;
  auto count = static_cast<lua_Integer>(operation->count);
  release(L, engine, operation);
  if (error != ErrorCode::kOk || !counts) return push_success(L, error);
  lua_pushinteger(L, count);
  return 1;
}

int finish_operation(lua_State* L, int, lua_KContext context) {
  auto* self = reinterpret_cast<Coroutine*>(context);
  Engine& engine = engine_of(L);
  return was_woken(L, engine, self) ? give_result(L, engine, self) : resumed_values(L, self);
}

// Waits for the world without suspending, which nobody can tell from suspending as long as nobody else
// becomes ready meanwhile. True: what it waits for came, and nothing else. False: it has to suspend; the loop
// takes up what came, in its order.
bool wait_in_turn(lua_State* L, Engine& engine, Coroutine* self) {
  if (!engine.is_alone(L)) return false;
  Scheduler& scheduler = engine.scheduler;
  CompletedList& completed = engine.operations.completed;
  scheduler.instant_ns = engine.backend.wait_until(scheduler.next_due_ns(), completed);
  if (completed.first != self->operation || self->operation->next != nullptr) return false;
  if (scheduler.next_due_ns() <= scheduler.instant_ns) return false;
  completed.take();
  scheduler.completed_in_turn();
  self->wait = WaitKind::kNothing;
  self->wait_serial = 0;
  self->sends_in_row = 0;
  return true;
}

// All of a wait's beginning that may raise, or run a finalizer.
Coroutine* prepare_wait(lua_State* L, Engine& engine) {
  Coroutine* self = fresh_self(L, engine);
  if (engine.tracing != nullptr) engine.tracing->describe_wait(L, self, 0, 0);
  if (!self->anchored) keep_scheduled(L, engine, self);
  if (!engine.scheduler.reserve_ready()) luaL_error(L, "not enough memory");
  return self;
}

EngineOperation*& place_on(Socket& socket, OperationKind kind) {
  bool reads = kind == OperationKind::kReceive || kind == OperationKind::kAccept;
  return reads ? socket.reader : socket.writer;
}

// Arguments: the engine, the values to keep. Upvalues: a module's. Returns the coroutine and the reference.
int prepare_and_anchor(lua_State* L) {
  auto& engine = *static_cast<Engine*>(lua_touserdata(L, 1));
  int count = lua_gettop(L) - 1;
  Coroutine* self = prepare_wait(L, engine);
  lua_createtable(L, count, 0);
  for (int i = 1; i <= count; ++i) {
    lua_pushvalue(L, 1 + i);
    lua_rawseti(L, -2, i);
  }
  int reference = luaL_ref(L, LUA_REGISTRYINDEX);
  lua_pushlightuserdata(L, self);
  lua_pushinteger(L, reference);
  return 2;
}

}  // namespace

void check_unused(lua_State* L, const EngineOperation* operation) {
  if (operation != nullptr)
    luaL_error(L, "already used: another coroutine waits for the same on this socket");
}

EngineOperation* claim_operation(Engine& engine, const Awaited& awaited) {
  EngineOperation* operation = engine.operations.take();
  if (operation == nullptr) return nullptr;
  operation->kind = awaited.kind;
  operation->object_kind = awaited.object_kind;
  operation->name_index = awaited.name_index;
  operation->on = awaited.socket;
  operation->memory = awaited.memory;
  if (awaited.memory != nullptr) pin(awaited.memory);
  operation->slot = awaited.slot != nullptr ? awaited.slot : &operation->own_slot;
  if (awaited.socket != nullptr) {
    place_on(*awaited.socket, awaited.kind) = operation;
    operation->socket = awaited.socket->backend;
    operation->slot = &awaited.socket->trace;
  }
  return operation;
}

EngineOperation* begin_operation(lua_State* L, Engine& engine, const Awaited& awaited) {
  // A method of a socket, with its few values, has the room that Lua gives every function.
  if (awaited.socket == nullptr) luaL_checkstack(L, 8, "an operation's results");
  Coroutine* self = prepare_wait(L, engine);
  if (awaited.socket != nullptr) check_unused(L, place_on(*awaited.socket, awaited.kind));
  EngineOperation* operation = claim_operation(engine, awaited);
  if (operation == nullptr) luaL_error(L, "not enough memory");
  operation->coroutine = self;
  return operation;
}

void begin_claimed(lua_State* L, Engine& engine, EngineOperation* operation, int count) {
  int first = lua_gettop(L) - count + 1;
  for (int i = 1; i <= kModuleUpvalues; ++i) lua_pushvalue(L, lua_upvalueindex(i));
  lua_pushcclosure(L, prepare_and_anchor, kModuleUpvalues);
  lua_pushlightuserdata(L, &engine);
  for (int i = 0; i < count; ++i) lua_pushvalue(L, first + i);
  if (lua_pcall(L, 1 + count, 2, 0) != LUA_OK) {
    release(L, engine, operation);
    lua_error(L);
  }
  operation->coroutine = static_cast<Coroutine*>(lua_touserdata(L, -2));
  operation->anchor = static_cast<int>(lua_tointeger(L, -1));
  lua_pop(L, 2 + count);
  if (operation->on != nullptr) operation->socket = operation->on->backend;  // a finalizer may have closed it
}

// Nothing can raise any more.
int await_operation(lua_State* L, Engine& engine, EngineOperation* operation) {
  Coroutine* self = operation->coroutine;
  self->operation = operation;
  self->wait = WaitKind::kOperation;
  self->wait_serial = engine.next_serial++;
  self->mode = WaitMode::kOne;
  self->woken = false;
  self->frame_top = lua_gettop(L);
  self->since_ns = engine.moment_of(*self);
  self->stamped = false;
  engine.scheduler.add_operation(*self);
  if (operation->completed) {
    engine.scheduler.complete(*self);
  } else {
    engine.backend.start(*operation);
    if (operation->started != nullptr) operation->started(L, *operation);
  }
  if (engine.tracing != nullptr) {
    if (operation->kind == OperationKind::kProcess && operation->pid > 0)
      engine.tracing->starts_process(operation->pid, operation->process->file);
    if (operation->message != 0 && operation->kind == OperationKind::kSend && !operation->completed)
      engine.tracing->sends(self, operation->on, operation->message, operation->size, {});
    engine.tracing->awaits(self);
  }
  if (wait_in_turn(L, engine, self)) return give_result(L, engine, self);
  return lua_yieldk(L, 0, reinterpret_cast<lua_KContext>(self), finish_operation);
}

void drop_operation(lua_State* L, Engine& engine, Coroutine* coroutine) {
  EngineOperation* operation = coroutine->operation;
  if (operation == nullptr) return;
  coroutine->operation = nullptr;
  operation->coroutine = nullptr;
  Socket* socket = operation->on;
  OperationKind kind = operation->kind;
  // It may have ended while there was no memory to take that up.
  if (operation->completed || engine.operations.completed.remove(*operation)) {
    keep_unclaimed(engine, *operation);
    release(L, engine, operation);
    if (kind == OperationKind::kConnect && socket != nullptr) close_socket(engine, socket, engine.current);
    return;
  }
  if (engine.backend.cancel(*operation)) {
    release(L, engine, operation);
    if (kind == OperationKind::kConnect && socket != nullptr) close_socket(engine, socket, engine.current);
  } else if (socket != nullptr && socket->writer == operation) {  // it goes on, and others may follow it
    socket->writer = nullptr;
  }
}

void accept_completions(lua_State* L, Engine& engine) {
  while (engine.operations.completed.first != nullptr) {
    auto* operation = static_cast<EngineOperation*>(engine.operations.completed.first);
    Coroutine* coroutine = operation->coroutine;
    if (coroutine != nullptr && !engine.scheduler.complete(*coroutine)) luaL_error(L, "not enough memory");
    engine.operations.completed.take();
    operation->completed = true;
    if (engine.tracing != nullptr) engine.tracing->completes(*operation);
    if (coroutine == nullptr) release(L, engine, operation);
  }
}

const char* operation_word(OperationKind kind) {
  static constexpr const char* kWords[] = {"signal", "process", "lookup", "connect",
                                           "accept", "receive", "send",   "shutdown"};
  return kWords[static_cast<int>(kind)];
}

void push_operation_object(lua_State* L, Engine& engine, const Coroutine* coroutine) {
  char text[kSocketNameSize];
  const EngineOperation& operation = *coroutine->operation;
  lua_pushlstring(L, text, operation_object_name(engine, operation, coroutine->thread, text));
}

std::size_t operation_object_name(Engine& engine, const EngineOperation& operation, lua_State* thread,
                                  char (&text)[kSocketNameSize]) {
  if (operation.on != nullptr) return socket_name(engine, *operation.on, text);
  std::size_t length = 0;
  const char* name = operation.name_index != 0 ? lua_tolstring(thread, operation.name_index, &length) : "";
  length = std::min(length, sizeof text - 1);
  std::memcpy(text, name, length);
  return length;
}

void push_operation_wait(lua_State* L, Engine& engine, const Coroutine* coroutine) {
  static constexpr const char* kPhrases[] = {"signal %s",       "process %s",         "the addresses of %s",
                                             "%s to connect",   "a connection at %s", "data from %s",
                                             "%s to take data", "%s to shut down"};
  push_operation_object(L, engine, coroutine);
  lua_pushfstring(L, kPhrases[static_cast<int>(coroutine->operation->kind)], lua_tostring(L, -1));
  lua_remove(L, -2);
}

int push_failure(lua_State* L, ErrorCode error) {
  lua_pushnil(L);
  lua_pushstring(L, error_text(error));
  return 2;
}

int push_success(lua_State* L, ErrorCode error) {
  if (error != ErrorCode::kOk) return push_failure(L, error);
  lua_pushboolean(L, 1);
  return 1;
}

}  // namespace coutil
