// Tracing of the world outside: operations, sockets, signals, processes. See tracing.h.
#include <cstring>

#include "engine/operations.h"
#include "engine/system/address.h"
#include "engine/system/socket.h"
#include "engine/system/system_functions.h"
#include "engine/tracing.h"

namespace coutil {
namespace {

const char* type_name(SocketType type) {
  static constexpr const char* kTypes[] = {"datagram", "stream", "listen"};
  return kTypes[static_cast<int>(type)];
}

}  // namespace

ObjectId Tracing::describe_slot(TraceSlot& slot, ObjectKind kind, std::string_view name) {
  if (slot.id == 0) slot.id = engine_.ids.object++;
  if (slot.generation != generation_) {
    slot.generation = generation_;
    recorder().object(slot.id, kind, name);
  }
  return slot.id;
}

ObjectId Tracing::describe_operation(const EngineOperation& operation, lua_State* thread) {
  char name[kSocketNameSize];
  std::size_t length = 0;
  if (operation.slot->generation != generation_)
    length = operation_object_name(engine_, operation, thread, name);
  return describe_slot(*operation.slot, operation.object_kind, {name, length});
}

void Tracing::awaits_operation(Coroutine* coroutine, PlaceId at) {
  const EngineOperation& operation = *coroutine->operation;
  ObjectId id = describe_operation(operation, coroutine->thread);
  recorder().await_operation(now(), coroutine->id, id, at, operation_word(operation.kind));
}

void Tracing::completes(const EngineOperation& operation) {
  CoroutineId co = id_of(operation.coroutine);
  if (operation.error != ErrorCode::kOk) return;
  switch (operation.kind) {
    case OperationKind::kSignal:
      // Said once for all who wait for it.
      if (engine_.operations.completed.first != nullptr &&
          engine_.operations.completed.first->kind == OperationKind::kSignal &&
          engine_.operations.completed.first->signal == operation.signal)
        return;
      recorder().signal(now(), signal_name(operation.signal));
      break;
    case OperationKind::kProcess:
      if (engine_.shares_ids())
        return;  // who runs several programs tells their ends, also those nobody awaits
      if (operation.by_signal) {
        const char* name = signal_name(operation.number);
        recorder().process(now(), operation.pid, "signal", name != nullptr ? name : "", 0);
      } else {
        recorder().process(now(), operation.pid, "exit", {}, operation.number);
      }
      break;
    case OperationKind::kReceive: {
      if (operation.on == nullptr) return;
      char from[kAddressTextSize];
      int length = operation.on->type == SocketType::kDatagram
                       ? format_address(engine_.backend, operation.address, from)
                       : 0;
      message(TraceRecorder::MessageKind::kDeliver, co, operation.on, operation.message, operation.count,
              {from, static_cast<std::size_t>(length)});
      break;
    }
    case OperationKind::kSend:
      // A simulation numbers it as it begins, and it was said then: its bytes may have come already.
      if (operation.on == nullptr || operation.message != 0) return;
      message(TraceRecorder::MessageKind::kSend, co, operation.on, 0, operation.size, {});
      break;
    default:
      break;
  }
}

void Tracing::message(TraceRecorder::MessageKind kind, CoroutineId co, Socket* socket, MessageId id,
                      std::size_t bytes, std::string_view peer) {
  ObjectId on = describe_socket(socket);
  if (id == 0) id = engine_.ids.message++;
  recorder().message(kind, now(), co, on, id, static_cast<std::int64_t>(bytes), peer);
}

ObjectId Tracing::describe_socket(Socket* socket) {
  char name[kSocketNameSize];
  std::size_t length = 0;
  if (socket->trace.generation != generation_) length = socket_name(engine_, *socket, name);
  return describe_slot(socket->trace, ObjectKind::kSocket, {name, length});
}

void Tracing::opens(Coroutine* self, Socket* socket, std::string_view address) {
  ObjectId id = describe_socket(socket);
  recorder().open(now(), id_of(self), id, type_name(socket->type), address);
}

void Tracing::closes(Coroutine* self, Socket* socket, std::string_view address) {
  ObjectId id = describe_socket(socket);
  recorder().close(now(), id_of(self), id, type_name(socket->type), address);
}

void Tracing::sends(Coroutine* self, Socket* socket, MessageId id, std::size_t bytes, std::string_view to) {
  message(TraceRecorder::MessageKind::kSend, id_of(self), socket, id, bytes, to);
}

void Tracing::starts_process(std::int64_t pid, std::string_view program) {
  recorder().process(now(), pid, "start", program, 0);
}

}  // namespace coutil
