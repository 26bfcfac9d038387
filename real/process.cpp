// Running programs over libuv: see the header.
#include "real/process.h"

#include <new>

#include "real/error_map.h"

namespace coutil {
namespace {

class Process final : public OpenHandle {
 public:
  explicit Process(EventLoop& loop) : loop_(loop) {}

  /// Returns libuv's status. The handle is open in any case.
  int start(Operation& operation) {
    const ProcessRequest& wanted = *operation.process;
    uv_stdio_container_t files[3]{};
    for (int i = 0; i < 3; ++i) {
      files[i].flags = UV_INHERIT_FD;
      files[i].data.fd = wanted.standard_files[i];
    }
    uv_process_options_t options{};
    options.exit_cb = ended;
    options.file = wanted.file;
    options.args = wanted.arguments;
    options.env = wanted.environment;
    options.cwd = wanted.folder;
    options.stdio_count = 3;
    options.stdio = files;
    int status = uv_spawn(loop_.uv(), &process_, &options);
    process_.data = static_cast<OpenHandle*>(this);
    if (status == 0) {
      operation_ = &operation;
      operation.backend = this;
      operation.pid = uv_process_get_pid(&process_);
    }
    return status;
  }

  void close() { loop_.close(reinterpret_cast<uv_handle_t*>(&process_)); }

  void leave() {
    operation_ = nullptr;
    loop_.forget();
    loop_.begin_unobserved();
  }

 private:
  static void ended(uv_process_t* process, std::int64_t exit_status, int signal) {
    auto& self = *static_cast<Process*>(static_cast<OpenHandle*>(process->data));
    if (Operation* operation = self.operation_) {
      operation->by_signal = signal != 0;
      operation->number = signal != 0 ? signal : static_cast<int>(exit_status);
      self.loop_.complete(*operation, ErrorCode::kOk);
    } else {
      self.loop_.end_unobserved();
    }
    self.close();
  }

  EventLoop& loop_;
  uv_process_t process_{};
  Operation* operation_ = nullptr;  // null: nobody waits for it
};

}  // namespace

void start_process(EventLoop& loop, Operation& operation) noexcept {
  auto* process = new (std::nothrow) Process(loop);
  if (process == nullptr) return loop.complete(operation, ErrorCode::kENOMEM);
  int status = process->start(operation);
  if (status == 0) return;
  process->close();
  loop.complete(operation, error_of(status));
}

void leave_process(EventLoop&, Operation& operation) noexcept {
  static_cast<Process*>(operation.backend)->leave();
}

}  // namespace coutil
