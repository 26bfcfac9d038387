// A process and the operations that are no socket's: see the header.
#include "sim/process/process.h"

#include <new>

#include "sim/network/network.h"
#include "sim/network/sim_socket.h"
#include "sim/process/process_table.h"

namespace coutil::sim {

Process::Process(Host& host)
    : Happening(host.network().agenda()), host_(&host), setup_(host.network().memory()) {}

Process::Process(ProcessTable& table, Arena& arena, Host& host, ProcessId pid, ProcessId parent,
                 const ProcessSetup& setup)
    : Happening(host.network().agenda()),
      heap(&arena),
      table_(&table),
      host_(&host),
      pid_(pid),
      parent_(parent),
      setup_(host.network().memory()),
      state_(State::kRunnable) {
  setup_ = setup;
}

Process::~Process() = default;

void Process::start(Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kSignal:
      return await_signal(operation);
    case OperationKind::kLookup:
      return look_up(operation);
    default:
      if (table_ != nullptr) return table_->execute(*this, operation);
      return ready.add_answered(operation, ErrorCode::kENOENT);  // nobody runs processes here
  }
}

void Process::await_signal(Operation& operation) {
  const std::uint64_t bit = std::uint64_t{1} << operation.signal;
  caught_ |= bit;
  if ((kept_ & bit) == 0) return signals_.append(operation);
  kept_ &= ~bit;
  ready.add_answered(operation, ErrorCode::kOk);
}

void Process::look_up(Operation& operation) {
  ErrorCode error = ErrorCode::kENOMEM;
  try {
    error = host_->network().names().look_up(*host_, *operation.lookup);
  } catch (const std::bad_alloc&) {
    operation.lookup->found.clear();
  }
  ready.add_answered(operation, error);
}

void Process::cancel(Operation& operation) noexcept {
  if (ready.has(operation)) return ready.remove(operation);
  if (operation.kind == OperationKind::kSignal) {
    signals_.remove(operation);
  } else if (operation.kind == OperationKind::kProcess && table_ != nullptr) {
    table_->forget_waiter(operation);
  }
}

bool Process::catch_signal(int number) {
  if (!catches(number)) return false;
  bool awaited = false;
  CompletedList others;
  while (Operation* operation = signals_.take()) {
    if (operation->signal == number) {
      ready.add_answered(*operation, ErrorCode::kOk);
      awaited = true;
    } else {
      others.append(*operation);
    }
  }
  while (Operation* other = others.take()) signals_.append(*other);
  (awaited ? told_ : kept_) |= std::uint64_t{1} << number;
  return true;
}

std::uint64_t Process::stop_catching() noexcept {
  if (caught_ == 0) return 0;
  caught_ = told_;
  for (const Operation* one = signals_.first; one != nullptr; one = one->next)
    caught_ |= std::uint64_t{1} << one->signal;
  const std::uint64_t again = kept_ & ~caught_;
  kept_ &= caught_;
  return again;
}

void Process::hand_over(CompletedList& completed) noexcept {
  ready.hand_over(completed);
  told_ = 0;
}

void Process::forget_all() noexcept {
  const auto first_own = [this] {
    SimSocket* socket = host_->first_socket;
    while (socket != nullptr && &socket->process() != this) socket = socket->next();
    return socket;
  };
  for (SimSocket* socket = host_->first_socket; socket != nullptr; socket = socket->next()) {
    if (&socket->process() == this) socket->forget_operations();
  }
  ready.clear();
  forget(signals_);
  caught_ = told_ = kept_ = 0;
  if (table_ != nullptr) table_->forget_waiters_of(*this);
  while (SimSocket* socket = first_own()) socket->close();
}

void Process::has_ready() noexcept {
  if (state_ == State::kWaiting && table_ != nullptr) table_->make_runnable(*this);
}

void Process::happen(TimeNs) {
  if (table_ != nullptr) table_->time_came(*this);
}

}  // namespace coutil::sim
