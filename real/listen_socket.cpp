// Listening TCP sockets over libuv, which takes one connection in advance and then waits until it is asked
// for. What nobody accepts stays in the system's queue.
#include <climits>
#include <new>

#include "real/error_map.h"
#include "real/real_socket.h"

namespace coutil {

ErrorCode ListenSocket::perform(Request& request) {
  if (request.kind != RequestKind::kListen) return perform_tcp(request);
  const int backlog = request.number > INT_MAX ? INT_MAX : static_cast<int>(request.number);
  return error_of(uv_listen(stream(), backlog, connected));
}

void ListenSocket::start(Operation& operation) {
  if (operation.kind != OperationKind::kAccept) return loop_.complete(operation, ErrorCode::kENOTSUP);
  if (failure_ != 0) {
    loop_.complete(operation, error_of(failure_));
    failure_ = 0;
  } else if (kept_ != nullptr) {
    operation.accepted = kept_;
    kept_ = nullptr;
    loop_.complete(operation, ErrorCode::kOk);
  } else if (pending_) {
    accept(operation);
  } else {
    accepter_ = &operation;
  }
}

bool ListenSocket::cancel(Operation&) {
  accepter_ = nullptr;
  loop_.forget();
  return true;
}

void ListenSocket::close() {
  end(accepter_, ErrorCode::kClosed);
  if (kept_ != nullptr) kept_->close();
  // An accept that ended and might still be given up could give its connection to nobody.
  Operation* ended = loop_.find_ended(*this);
  if (ended != nullptr && ended->error == ErrorCode::kOk) {
    static_cast<StreamSocket*>(ended->accepted)->close();
    ended->accepted = nullptr;
    ended->error = ErrorCode::kClosed;
  }
  loop_.close(handle());
}

// Makes a socket of the connection that libuv has for us.
void ListenSocket::accept(Operation& operation) {
  auto* accepted = new (std::nothrow) StreamSocket(loop_);
  if (accepted == nullptr) return loop_.complete(operation, ErrorCode::kENOMEM);  // it goes on to wait
  pending_ = false;
  int status = accepted->accept_from(stream());
  if (status != 0) {
    accepted->close();
    return loop_.complete(operation, error_of(status));
  }
  operation.accepted = accepted;
  loop_.complete(operation, ErrorCode::kOk);
}

void ListenSocket::connected(uv_stream_t* server, int status) {
  auto& socket = socket_of<ListenSocket>(server);
  Operation* accepter = socket.accepter_;
  if (status == 0) {
    socket.pending_ = true;
    if (accepter == nullptr) return;
    socket.accepter_ = nullptr;
    socket.accept(*accepter);
  } else if (accepter != nullptr) {
    socket.end(socket.accepter_, error_of(status));
  } else {
    socket.failure_ = status;
  }
}

}  // namespace coutil
