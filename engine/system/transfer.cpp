// The methods of sockets that wait for the network: connect, accept, send, receive, shutdown. Bytes go
// straight between the system and the program's memory or string; nothing is copied here, but what came for a
// coroutine that had left.
#include <algorithm>
#include <cstring>

#include "engine/memory/memory.h"
#include "engine/system/address.h"
#include "engine/system/socket_methods.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

// After so many sends that did not suspend, a coroutine lets others have their turn.
constexpr int kSendsInRow = 32;

// Longer than the system takes to copy all that it holds of a stream: a timer that comes due meanwhile goes
// first.
constexpr TimeNs kTimerMarginNs = 10000000;

constexpr int kAddressIndex = 5;  // of send and receive

Awaited awaited_on(Socket* socket, OperationKind kind) {
  Awaited awaited{kind, ObjectKind::kSocket};
  awaited.socket = socket;
  return awaited;
}

// Its result is at hand.
int give_in_turn(lua_State* L, Engine& engine, EngineOperation* operation) {
  operation->completed = true;
  return await_operation(L, engine, operation);
}

int fail_in_turn(lua_State* L, Engine& engine, EngineOperation* operation, ErrorCode error) {
  operation->error = error;
  return give_in_turn(L, engine, operation);
}

// An operation that can only fail: on a closed socket, or with an error that nobody took.
bool failed_before(Socket* socket, ErrorCode* error) {
  if (socket->backend == nullptr) {
    *error = ErrorCode::kClosed;
    return true;
  }
  *error = socket->unclaimed_error;
  return *error != ErrorCode::kOk;
}

int give_datagram(lua_State* L, Engine&, EngineOperation& operation) {
  if (IpAddress* address = to_address(L, kAddressIndex)) *address = operation.address;
  lua_pushinteger(L, static_cast<lua_Integer>(operation.count));
  lua_pushboolean(L, operation.truncated);
  return 2;
}

void take_unread(Socket* socket, EngineOperation* operation) {
  std::size_t count = std::min(socket->unread_size, operation->size);
  if (count > 0) std::memcpy(operation->data, socket->unread + socket->unread_offset, count);
  operation->count = count;
  operation->address = socket->unread_from;
  operation->truncated = socket->unread_truncated;
  bool datagram = socket->type == SocketType::kDatagram;
  if (datagram && count < socket->unread_size) operation->truncated = true;
  socket->unread_offset += count;
  socket->unread_size = datagram ? 0 : socket->unread_size - count;
  socket->has_unread = socket->unread_size > 0;
}

// The memory at index 2, or null. As to_memory, which asks the registry by name, but for the first only.
Memory* memory_argument(lua_State* L, Engine& engine) {
  if (void* block = engine.userdata(L, 2, engine.memory_metatable)) return static_cast<Memory*>(block);
  Memory* memory = to_memory(L, 2);
  if (memory != nullptr && lua_getmetatable(L, 2)) {
    engine.memory_metatable = lua_topointer(L, -1);
    lua_pop(L, 1);
  }
  return memory;
}

// As luaL_optinteger, in one step where there is an integer.
lua_Integer position_argument(lua_State* L, int index, lua_Integer otherwise) {
  int is_integer = 0;
  lua_Integer position = lua_tointegerx(L, index, &is_integer);
  return is_integer ? position : luaL_optinteger(L, index, otherwise);
}

// The range of arguments 3 and 4 of so many bytes.
ByteRange range_arguments(lua_State* L, std::size_t size) {
  if (lua_gettop(L) <= 2) return {0, size};
  return clip_range(position_argument(L, 3, 1), position_argument(L, 4, -1), size);
}

struct SendRequest : Request {
  SendRequest() : Request(RequestKind::kTrySend) {}

  Memory* memory = nullptr;  // that the bytes are in, if it is one
  Coroutine* sender = nullptr;
};

// Puts the bytes of argument 2 in the range of arguments 3 and 4 into the request. From here on nothing may
// run a finalizer, which could change the size of the memory.
void read_bytes(lua_State* L, Engine& engine, SendRequest& request) {
  request.sender = engine.self(L);
  if (engine.tracing != nullptr) engine.tracing->knows(L, request.sender, nullptr);
  Memory* memory = memory_argument(L, engine);
  std::string_view bytes =
      memory != nullptr ? std::string_view(memory_bytes(memory), memory_size(memory)) : check_bytes(L, 2);
  ByteRange range = range_arguments(L, bytes.size());
  request.data = bytes.data() + range.offset;
  request.size = range.length;
  request.memory = memory;
}

// All was sent at once.
int sent(lua_State* L, Engine& engine, Coroutine* self) {
  if (++self->sends_in_row <= kSendsInRow) return push_success(L, ErrorCode::kOk);
  self->sends_in_row = 0;
  return wait_turn(L, engine);
}

// What the system did not take at once: `request` tells from where on.
int send_rest(lua_State* L, Engine& engine, Socket* socket, const SendRequest& request) {
  Awaited awaited = awaited_on(socket, OperationKind::kSend);
  awaited.memory = request.memory;
  EngineOperation* operation = claim_operation(engine, awaited);  // nobody's bytes come in between
  if (operation == nullptr) return luaL_error(L, "not enough memory");
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 2);
  begin_claimed(L, engine, operation, 2);
  if (socket->backend == nullptr) return fail_in_turn(L, engine, operation, ErrorCode::kClosed);
  operation->data = const_cast<char*>(request.data) + request.count;
  operation->size = request.size - request.count;
  operation->has_address = request.has_address;
  operation->address = request.address;
  return await_operation(L, engine, operation);
}

int send(lua_State* L, Engine& engine, Socket* socket, SendRequest& request) {
  if (socket->backend == nullptr) return push_failure(L, ErrorCode::kClosed);
  check_unused(L, socket->writer);
  request.socket = socket->backend;
  ErrorCode error = engine.backend.perform(request);
  if (error == ErrorCode::kEAGAIN) {
    request.count = 0;
  } else if (error != ErrorCode::kOk) {
    return push_failure(L, error);
  }
  if (!socket->has_sent && socket->type == SocketType::kDatagram) {
    socket->has_sent = true;
    socket->trace.generation = 0;  // so it has another name
  }
  bool whole = error == ErrorCode::kOk && request.count == request.size;
  if (engine.tracing != nullptr && (whole || request.count > 0)) {
    char to[kAddressTextSize];
    int length = request.has_address ? format_address(engine.backend, request.address, to) : 0;
    engine.tracing->sends(request.sender, socket, request.message, request.count,
                          {to, static_cast<std::size_t>(length)});
  }
  return whole ? sent(L, engine, request.sender) : send_rest(L, engine, socket, request);
}

int give_connection(lua_State* L, Engine& engine, EngineOperation& operation) {
  auto* socket = static_cast<Socket*>(lua_touserdata(L, 2));
  socket->connected = true;
  socket_opened(engine, socket, operation.accepted);
  lua_pushvalue(L, 2);
  return 1;
}

int give_connected(lua_State* L, Engine&, EngineOperation& operation) {
  operation.on->connected = true;
  operation.on->trace.generation = 0;  // it has a name now
  return push_success(L, ErrorCode::kOk);
}

}  // namespace

// stream:connect (address)
int socket_connect_stream(lua_State* L) {
  check_can_suspend(L);
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L);
  IpAddress address = *check_address(L, 2, socket->domain);
  check_unused(L, socket->writer);
  lua_settop(L, 2);
  EngineOperation* operation = begin_operation(L, engine, awaited_on(socket, OperationKind::kConnect));
  if (socket->backend == nullptr) return fail_in_turn(L, engine, operation, ErrorCode::kClosed);
  if (socket->connected) return fail_in_turn(L, engine, operation, ErrorCode::kEISCONN);
  operation->address = address;
  operation->give = give_connected;
  return await_operation(L, engine, operation);
}

// stream:shutdown ()
int socket_shutdown(lua_State* L) {
  check_can_suspend(L);
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L);
  check_unused(L, socket->writer);
  lua_settop(L, 1);
  EngineOperation* operation = begin_operation(L, engine, awaited_on(socket, OperationKind::kShutdown));
  if (socket->backend == nullptr) return fail_in_turn(L, engine, operation, ErrorCode::kClosed);
  return await_operation(L, engine, operation);
}

// listen:accept ()
int socket_accept(lua_State* L) {
  check_can_suspend(L);
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L);
  check_unused(L, socket->reader);
  if (socket->backend != nullptr && !socket->listening)
    return luaL_error(L, "not listening: call the method listen first");
  lua_settop(L, 1);
  push_new_socket(L, SocketType::kStream, socket->domain);
  EngineOperation* operation = begin_operation(L, engine, awaited_on(socket, OperationKind::kAccept));
  operation->give = give_connection;
  ErrorCode error = ErrorCode::kOk;
  if (failed_before(socket, &error)) {
    socket->unclaimed_error = ErrorCode::kOk;
    return fail_in_turn(L, engine, operation, error);
  }
  if (socket->unaccepted == nullptr) return await_operation(L, engine, operation);
  operation->accepted = socket->unaccepted;
  socket->unaccepted = nullptr;
  return give_in_turn(L, engine, operation);
}

// stream:send (data [, i [, j]])
int socket_send_stream(lua_State* L) {
  check_can_suspend(L);
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L, engine, SocketType::kStream);
  SendRequest request;
  read_bytes(L, engine, request);
  return send(L, engine, socket, request);
}

// datagram:send (data [, i [, j [, address]]])
int socket_send_datagram(lua_State* L) {
  check_can_suspend(L);
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L, engine, SocketType::kDatagram);
  SendRequest request;
  read_bytes(L, engine, request);
  request.has_address = !lua_isnoneornil(L, kAddressIndex);
  if (request.has_address) request.address = *check_address(L, kAddressIndex, socket->domain);
  return send(L, engine, socket, request);
}

namespace {

int push_count(lua_State* L, ErrorCode error, std::size_t count) {
  if (error != ErrorCode::kOk) return push_failure(L, error);
  lua_pushinteger(L, static_cast<lua_Integer>(count));
  return 1;
}

struct ReceiveRequest : Request {
  ReceiveRequest() : Request(RequestKind::kTryReceive) {}
};

// Takes what is there, into the range of arguments 3 and 4 of the memory, for a coroutine that would go on at
// once anyway: nobody can tell that it did not suspend, and it costs a fraction. kEAGAIN: it has to suspend.
ErrorCode receive_in_turn(lua_State* L, Engine& engine, const Socket& socket, Memory* memory,
                          std::size_t* count) {
  const bool at_hand = socket.backend != nullptr && socket.backend->has_more;
  if (!at_hand || socket.has_unread || socket.unclaimed_error != ErrorCode::kOk) return ErrorCode::kEAGAIN;
  const ByteRange range = range_arguments(L, memory_size(memory));
  if (range.length == 0 || !engine.is_alone(L)) return ErrorCode::kEAGAIN;
  const TimeNs due_ns = engine.scheduler.next_due_ns();
  if (due_ns != kNever && due_ns - engine.backend.clock_ns() < kTimerMarginNs) return ErrorCode::kEAGAIN;
  ReceiveRequest request;
  request.socket = socket.backend;
  request.room = memory_bytes(memory) + range.offset;
  request.size = range.length;
  const ErrorCode error = engine.backend.perform(request);
  if (error == ErrorCode::kEAGAIN) return error;
  engine.scheduler.instant_ns = engine.backend.clock_ns();
  engine.in_turn->sends_in_row = 0;
  *count = request.count;
  return error;
}

int receive(lua_State* L, SocketType type) {
  check_can_suspend(L);
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L, engine, type);
  bool datagram = type == SocketType::kDatagram;
  Memory* memory = memory_argument(L, engine);
  if (memory == nullptr)
    return luaL_argerror(L, 2, lua_pushfstring(L, "memory expected, got %s", luaL_typename(L, 2)));
  bool all = lua_gettop(L) <= 2;
  if (!all) range_arguments(L, 0);  // raises what is wrong with them
  if (datagram && !lua_isnoneornil(L, kAddressIndex)) check_address(L, kAddressIndex, socket->domain);
  check_unused(L, socket->reader);
  std::size_t count = 0;
  const ErrorCode at_once = receive_in_turn(L, engine, *socket, memory, &count);
  if (at_once != ErrorCode::kEAGAIN) return push_count(L, at_once, count);
  if (!all) lua_settop(L, kAddressIndex);
  if (engine.closes_unseen) {
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, 1, kReceiverMemory);
  }
  Awaited awaited = awaited_on(socket, OperationKind::kReceive);
  awaited.memory = memory;
  EngineOperation* operation = begin_operation(L, engine, awaited);
  std::size_t size = memory_size(memory);  // which can't change any more
  ByteRange range = all ? ByteRange{0, size} : range_arguments(L, size);
  operation->data = memory_bytes(memory) + range.offset;
  operation->size = range.length;
  if (datagram) operation->give = give_datagram;
  ErrorCode error = ErrorCode::kOk;
  if (failed_before(socket, &error)) {
    socket->unclaimed_error = ErrorCode::kOk;
    return fail_in_turn(L, engine, operation, error);
  }
  if (range.length == 0) return fail_in_turn(L, engine, operation, ErrorCode::kENOBUFS);
  if (!socket->has_unread) return await_operation(L, engine, operation);
  take_unread(socket, operation);
  return give_in_turn(L, engine, operation);
}

}  // namespace

// stream:receive (buffer [, i [, j]])
int socket_receive_stream(lua_State* L) { return receive(L, SocketType::kStream); }

// datagram:receive (buffer [, i [, j [, address]]])
int socket_receive_datagram(lua_State* L) { return receive(L, SocketType::kDatagram); }

}  // namespace coutil
