// What is tried here is a simulated host, by the cases of the real backend.
#include "sim/network/host.h"
#include "sim/process/process.h"
#include "sim/sim_backend.h"
#include "tests/real/trial.h"

namespace coutil {

namespace {

FifoStrategy g_strategy;
SimBackend* g_last = nullptr;

// Tells when it is gone.
class Watched final : public Backend {
 public:
  Watched() : backend_(g_strategy) { g_last = &backend_; }
  ~Watched() override {
    if (g_last == &backend_) g_last = nullptr;
  }
  std::string_view name() const noexcept override { return backend_.name(); }
  TimeNs clock_ns() noexcept override { return backend_.clock_ns(); }
  TimeNs wait_until(TimeNs deadline_ns, CompletedList& completed) override {
    return backend_.wait_until(deadline_ns, completed);
  }
  ErrorCode perform(Request& request) override { return backend_.perform(request); }
  void start(Operation& operation) override { backend_.start(operation); }
  bool cancel(Operation& operation) override { return backend_.cancel(operation); }
  void found_nothing_ready() noexcept override { backend_.found_nothing_ready(); }
  bool chooses() const noexcept override { return backend_.chooses(); }
  std::size_t choose(std::span<const CoroutineId> ready) override { return backend_.choose(ready); }
  void step_boundary() override { backend_.step_boundary(); }

 private:
  SimBackend backend_;
};

}  // namespace

std::unique_ptr<Backend> make_trial_backend() { return std::make_unique<Watched>(); }

int open_descriptors() { return g_last == nullptr ? 0 : static_cast<int>(g_last->process().open_sockets); }

}  // namespace coutil
