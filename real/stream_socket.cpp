// TCP connections over libuv. Reading goes on between two receives, so that a program which receives again
// soon costs no system call but the read itself; bytes go straight into the receiver's memory.
#include "real/error_map.h"
#include "real/real_socket.h"
#include "real/receive_now.h"
#include "real/socket_address.h"
#include "real/socket_options.h"

namespace coutil {
namespace {

// Who fills so much in one receive most likely has more. (Who receives messages of 64 bytes into a memory of
// 64 has not, and a read in vain costs as much as one that is not.)
constexpr std::size_t kLargeMemory = 4096;

}  // namespace

int StreamSocket::accept_from(uv_stream_t* server) {
  int status = uv_tcp_init(loop_.uv(), &tcp_);
  if (status != 0) return status;
  tcp_.data = static_cast<OpenHandle*>(this);
  return uv_accept(server, stream());
}

ErrorCode StreamSocket::perform(Request& request) {
  switch (request.kind) {
    case RequestKind::kTrySend:
      return try_send(request);
    case RequestKind::kTryReceive:
      return try_receive(request);
    case RequestKind::kSetOption:
      return set_stream_option(tcp_, request.option, request.value);
    case RequestKind::kGetOption:
      return get_stream_option(tcp_, request.option, request.value);
    default:
      return perform_tcp(request);
  }
}

ErrorCode StreamSocket::try_send(Request& request) {
  uv_buf_t data;
  data.base = const_cast<char*>(request.data);
  data.len = request.size;
  int status = uv_try_write(stream(), &data, 1);
  if (status < 0) return error_of(status);
  request.count = static_cast<std::size_t>(status);
  return ErrorCode::kOk;
}

void StreamSocket::start(Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kReceive:
      return receive(operation);
    case OperationKind::kSend:
      return send(operation);
    case OperationKind::kConnect:
      return connect(operation);
    case OperationKind::kShutdown:
      return shut_down(operation);
    default:
      return loop_.complete(operation, ErrorCode::kENOTSUP);
  }
}

bool StreamSocket::cancel(Operation& operation) {
  if (operation.kind == OperationKind::kSend) return false;
  if (operation.kind == OperationKind::kReceive) loop_.withdraw(*this);
  for (Operation** held : {&receiver_, &connecting_, &shutting_down_}) {
    if (*held == &operation) *held = nullptr;
  }
  loop_.forget();
  return true;
}

void StreamSocket::close() {
  loop_.withdraw(*this);
  end(receiver_, ErrorCode::kClosed);
  end(connecting_, ErrorCode::kClosed);
  close_sends();
  end(shutting_down_, ErrorCode::kClosed);
  loop_.close(handle());
}

void StreamSocket::connect(Operation& operation) {
  const auto connected = [](uv_connect_t* request, int status) {
    auto& socket = socket_of<StreamSocket>(request->handle);
    socket.end(socket.connecting_, error_of(status));
  };
  connecting_ = &operation;
  const SocketAddress to(operation.address);
  int status = uv_tcp_connect(&connect_request_, &tcp_, to.get(), connected);
  if (status != 0) end(connecting_, error_of(status));
}

void StreamSocket::receive(Operation& operation) {
  receiver_ = &operation;
  if (ended_) return end(receiver_, ErrorCode::kEOF);
  if (has_more) loop_.read_first(*this);
  if (reading_) return;
  int status = uv_read_start(stream(), give_room, received);
  if (status != 0) return end(receiver_, error_of(status));
  reading_ = true;
}

void StreamSocket::give_room(uv_handle_t* handle, std::size_t, uv_buf_t* room) {
  auto& socket = socket_of<StreamSocket>(handle);
  if (socket.receiver_ == nullptr || !socket.loop_.takes_input()) return;  // libuv made it empty
  room->base = socket.receiver_->data;
  room->len = socket.receiver_->size;
}

void StreamSocket::received(uv_stream_t* stream, ssize_t count, const uv_buf_t* room) {
  auto& socket = socket_of<StreamSocket>(stream);
  if (count > 0) return socket.took(static_cast<std::size_t>(count));
  if (count == 0) return;  // nothing there, after all
  if (count == UV_ENOBUFS && room->base == nullptr) return socket.stop_reading();
  socket.reading_ = false;  // libuv stopped
  if (count == UV_EOF) socket.ended_ = true;
  socket.end(socket.receiver_, error_of(count));
}

void StreamSocket::took(std::size_t count) {
  receiver_->count = count;
  note_received(count, receiver_->size);
  end(receiver_, ErrorCode::kOk);
}

void StreamSocket::note_received(std::size_t count, std::size_t size) {
  received_turn_ = loop_.turn();
  has_more = count == size && count >= kLargeMemory;
}

// The end and errors are left for libuv to find where they stay to be found, which is kEAGAIN, and are told
// here where they don't. Only who received before comes here, so a socket that is gone has ended its receive.
ErrorCode StreamSocket::read_at_once(char* room, std::size_t size, std::size_t& count) {
  has_more = false;
  const auto read = receive_now(tcp_, room, size);
  if (read == 0 || read == UV_EAGAIN || read == UV_EINTR) return ErrorCode::kEAGAIN;
  if (read < 0) {
    stop_libuv();
    return error_of(read);
  }
  count = static_cast<std::size_t>(read);
  note_received(count, size);
  return ErrorCode::kOk;
}

bool StreamSocket::read_now() {
  if (receiver_ == nullptr) return false;
  const ErrorCode error = read_at_once(receiver_->data, receiver_->size, receiver_->count);
  if (error == ErrorCode::kEAGAIN) return false;
  end(receiver_, error);
  return true;
}

ErrorCode StreamSocket::try_receive(Request& request) {
  if (!has_more || !loop_.may_read_on()) return ErrorCode::kEAGAIN;
  return read_at_once(request.room, request.size, request.count);
}

// There is input and nobody wants it. Who received in this very turn may come again for more.
void StreamSocket::stop_reading() {
  if (!loop_.takes_input() || received_turn_ == loop_.turn()) return;
  stop_libuv();
}

void StreamSocket::stop_libuv() {
  uv_read_stop(stream());
  reading_ = false;
}

void StreamSocket::send(Operation& operation) {
  SendRecord* record = begin_send(operation);
  if (record == nullptr) return;
  const auto sent = [](uv_write_t* request, int status) {
    send_ended(socket_of<StreamSocket>(request->handle), *static_cast<SendRecord*>(request->data), status);
  };
  record->write.data = record;
  uv_buf_t data;
  data.base = operation.data;
  data.len = operation.size;
  send_began(*record, uv_write(&record->write, stream(), &data, 1, sent));
}

void StreamSocket::shut_down(Operation& operation) {
  const auto shut = [](uv_shutdown_t* request, int status) {
    auto& socket = socket_of<StreamSocket>(request->handle);
    socket.end(socket.shutting_down_, error_of(status));
  };
  shutting_down_ = &operation;
  int status = uv_shutdown(&shutdown_request_, stream(), shut);
  if (status != 0) end(shutting_down_, error_of(status));
}

}  // namespace coutil
