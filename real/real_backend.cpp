// The real backend: see the header. Here requests and operations find their parts.
#include "real/real_backend.h"

#include "real/event_loop.h"
#include "real/lookup.h"
#include "real/process.h"
#include "real/real_socket.h"
#include "real/signals.h"
#include "real/socket_address.h"

namespace coutil {
namespace {

RealSocket& socket_at(BackendSocket* socket) { return *static_cast<RealSocket*>(socket); }

}  // namespace

struct RealBackend::Parts {
  EventLoop loop;
  LookupList lookups{loop};
  Signals signals{loop};
};

RealBackend::RealBackend() : parts_(std::make_unique<Parts>()) {}

RealBackend::~RealBackend() { forget_all(); }

void RealBackend::forget_all() {
  parts_->lookups.drop_all();
  parts_->loop.finish();
}

TimeNs RealBackend::clock_ns() noexcept { return parts_->loop.clock_ns(); }

TimeNs RealBackend::wait_until(TimeNs deadline_ns, CompletedList& completed) {
  bool only_look = parts_->loop.has_ended();
  if (parts_->signals.has_idle()) {
    parts_->signals.settle(completed);
    only_look |= completed.first != nullptr;
  }
  // The clock is read only when the last reading does not tell already.
  if (!only_look) only_look = deadline_ns <= instant_ns_;
  if (!only_look && deadline_ns != kNever) only_look = deadline_ns <= clock_ns();
  if (only_look) {
    parts_->loop.look(completed);
  } else {
    parts_->loop.wait(deadline_ns, completed);
  }
  instant_ns_ = clock_ns();
  return instant_ns_;
}

ErrorCode RealBackend::perform(Request& request) {
  switch (request.kind) {
    case RequestKind::kParseHost:
      return parse_host(request.text, request.address);
    case RequestKind::kFormatHost:
      return format_host(request.address, request.text_out);
    case RequestKind::kOpenSocket: {
      RealSocket* socket = nullptr;
      ErrorCode error = open_socket(parts_->loop, request.type, request.address.domain, socket);
      request.socket = socket;
      return error;
    }
    case RequestKind::kCloseSocket:
      socket_at(request.socket).close();
      return ErrorCode::kOk;
    case RequestKind::kForgetAll:
      forget_all();
      return ErrorCode::kOk;
    case RequestKind::kTryReceive:
      if (parts_->signals.has_idle()) return ErrorCode::kEAGAIN;
      return socket_at(request.socket).perform(request);
    default:
      return socket_at(request.socket).perform(request);
  }
}

void RealBackend::start(Operation& operation) {
  parts_->loop.begin();
  switch (operation.kind) {
    case OperationKind::kSignal:
      return parts_->signals.start(operation);
    case OperationKind::kProcess:
      return start_process(parts_->loop, operation);
    case OperationKind::kLookup:
      return parts_->lookups.start(operation);
    default:
      return socket_at(operation.socket).start(operation);
  }
}

bool RealBackend::cancel(Operation& operation) {
  if (parts_->loop.has_ended() && take_back(operation)) return true;
  switch (operation.kind) {
    case OperationKind::kSignal:
      parts_->signals.cancel(operation);
      return true;
    case OperationKind::kProcess:
      leave_process(parts_->loop, operation);
      return true;
    case OperationKind::kLookup:
      parts_->lookups.cancel(operation);
      return true;
    default:
      return socket_at(operation.socket).cancel(operation);
  }
}

// It ended but was not handed over. A connection that it accepted is for the next accept.
bool RealBackend::take_back(Operation& operation) {
  if (!parts_->loop.take_back(operation)) return false;
  if (operation.kind == OperationKind::kAccept && operation.error == ErrorCode::kOk)
    static_cast<ListenSocket&>(socket_at(operation.socket)).keep(operation.accepted);
  return true;
}

std::unique_ptr<Backend> make_real_backend() { return std::make_unique<RealBackend>(); }

}  // namespace coutil
