// Virtual time: it jumps when all wait, and creeps when the program looks at it. Requests and operations find
// their socket or their host.
#include "sim/sim_backend.h"

#include <arpa/inet.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <new>

#include "sim/network/network.h"
#include "sim/network/sim_socket.h"
#include "sim/process/process_table.h"

namespace coutil {

namespace {

// How far ahead is looked for what a quiet connection may find out, before nothing is expected any more.
constexpr TimeNs kLookAheadNs = TimeNs{12} * 3600 * 1'000'000'000;

sim::SimSocket& socket_at(BackendSocket* socket) { return *static_cast<sim::SimSocket*>(socket); }

ErrorCode parse_host(const Request& request, IpAddress& address) {
  const int family = address.domain == Domain::kIpv4 ? AF_INET : AF_INET6;
  address.host = {};
  return inet_pton(family, request.text, address.host.data()) == 1 ? ErrorCode::kOk : ErrorCode::kEINVAL;
}

void format_host(Request& request) {
  const int family = request.address.domain == Domain::kIpv4 ? AF_INET : AF_INET6;
  inet_ntop(family, request.address.host.data(), request.text_out, sizeof request.text_out);
}

sim::Network* make_network(std::pmr::memory_resource* memory, std::uint64_t seed) {
  std::pmr::polymorphic_allocator<sim::Network> allocator(memory);
  sim::Network* network = allocator.allocate(1);
  try {
    return ::new (network) sim::Network(memory, seed);
  } catch (...) {
    allocator.deallocate(network, 1);
    throw;
  }
}

}  // namespace

SimBackend::SimBackend(Strategy& strategy, std::pmr::memory_resource* memory, std::uint64_t seed)
    : strategy_(&strategy),
      network_(make_network(memory, seed)),
      host_(&network_->add_host("localhost")),
      process_(network_->make<sim::Process>(*host_)),
      own_memory_(memory) {}

SimBackend::SimBackend(Strategy& strategy, sim::Host& host)
    : strategy_(&strategy),
      network_(&host.network()),
      host_(&host),
      process_(network_->make<sim::Process>(host)) {}

SimBackend::SimBackend(Strategy& strategy, sim::Process& process) noexcept
    : strategy_(&strategy),
      network_(&process.host().network()),
      host_(&process.host()),
      process_(&process),
      owns_process_(false) {}

SimBackend::~SimBackend() {
  process_->forget_all();
  if (!owns_process_) return;
  network_->destroy(process_);
  if (own_memory_ == nullptr) return;
  std::destroy_at(network_);
  std::pmr::polymorphic_allocator<sim::Network>(own_memory_).deallocate(network_, 1);
}

TimeNs SimBackend::clock_ns() noexcept { return network_->agenda().now_ns(); }

TimeNs SimBackend::wait_until(TimeNs deadline_ns, CompletedList& completed) {
  if (process_->table() != nullptr) return wait_in_turn(deadline_ns, completed);
  if (!advance(clock_ns(), completed) &&
      deadline_ns > clock_ns()) {  // what came while the program was at work
    if (deadline_ns == kNever) return wait_for_good(completed);
    advance(deadline_ns, completed);
  }
  return clock_ns();
}

TimeNs SimBackend::wait_in_turn(TimeNs deadline_ns, CompletedList& completed) {
  sim::ProcessTable& table = *process_->table();
  if (table.running() != process_) return kNever;  // the loop calls one of its functions: it can't wait
  for (std::uint64_t again = process_->stop_catching(); again != 0; again &= again - 1)
    table.send_signal(*process_, std::countr_zero(again));
  if (deadline_ns <= clock_ns()) table.give_way(*process_);
  process_->hand_over(completed);
  while (completed.first == nullptr && deadline_ns > clock_ns()) {
    const auto waited = table.wait(*process_, deadline_ns);
    if (waited == sim::Process::Waited::kInVain) return kNever;
    process_->hand_over(completed);
    if (waited == sim::Process::Waited::kWoken) break;
  }
  return clock_ns();
}

TimeNs SimBackend::delay_ns(TimeNs delay_ns) noexcept {
  const sim::HostClock& clock = host_->clock;
  const TimeNs now_ns = clock_ns();
  const TimeNs shown_ns = clock.monotonic_ns(now_ns);
  if (delay_ns >= kNever - shown_ns) return delay_ns;
  return clock.world_ns(shown_ns + delay_ns) - now_ns;
}

TimeNs SimBackend::read_wall_clock_ns() noexcept { return host_->clock.wall_ns(read_clock_ns()); }

// Goes on until something completed, which is true, or to `until_ns`.
bool SimBackend::advance(TimeNs until_ns, CompletedList& completed) {
  sim::Agenda& agenda = network_->agenda();
  for (;;) {
    process_->hand_over(completed);
    if (completed.first != nullptr) return true;
    const TimeNs due_ns = agenda.next_due_ns();
    agenda.set_now_ns(std::max(agenda.now_ns(), std::min(due_ns, until_ns)));
    if (due_ns > until_ns) return false;
    agenda.happen_until(agenda.now_ns());
  }
}

bool SimBackend::advance_while_expected(CompletedList& completed) {
  sim::Agenda& agenda = network_->agenda();
  while (agenda.expects()) {
    if (advance(agenda.next_due_ns(), completed)) return true;
  }
  return false;
}

// Connections that ask now and then whether their peer is still there are never at an end with that, so one
// round of such questions has to do.
TimeNs SimBackend::wait_for_good(CompletedList& completed) {
  sim::Agenda& agenda = network_->agenda();
  const TimeNs before_ns = agenda.now_ns();
  if (advance_while_expected(completed)) return agenda.now_ns();
  const TimeNs last_ns = std::min(agenda.last_quiet_ns(), agenda.now_ns() + kLookAheadNs);
  while (agenda.next_due_ns() <= last_ns) {
    if (advance(agenda.next_due_ns(), completed)) return agenda.now_ns();
  }
  if (advance_while_expected(completed)) return agenda.now_ns();
  agenda.set_now_ns(before_ns);
  return kNever;
}

ErrorCode SimBackend::perform(Request& request) {
  try {
    switch (request.kind) {
      case RequestKind::kParseHost:
        return parse_host(request, request.address);
      case RequestKind::kFormatHost:
        format_host(request);
        return ErrorCode::kOk;
      case RequestKind::kOpenSocket:
        return sim::open_socket(*process_, request.type, request.address.domain, request.socket);
      case RequestKind::kCloseSocket:
        socket_at(request.socket).close();
        return ErrorCode::kOk;
      case RequestKind::kForgetAll:
        process_->forget_all();
        return ErrorCode::kOk;
      default:
        return socket_at(request.socket).perform(request);
    }
  } catch (const std::bad_alloc&) {
    return ErrorCode::kENOMEM;
  }
}

void SimBackend::start(Operation& operation) {
  operation.backend = nullptr;
  operation.error = ErrorCode::kOk;
  try {
    switch (operation.kind) {
      case OperationKind::kSignal:
      case OperationKind::kProcess:
      case OperationKind::kLookup:
        return process_->start(operation);
      default:
        return socket_at(operation.socket).start(operation);
    }
  } catch (const std::bad_alloc&) {
    process_->ready.add_answered(operation, ErrorCode::kENOMEM);
  }
}

bool SimBackend::cancel(Operation& operation) {
  if (process_->ready.has_answered(operation)) {
    const bool sent = operation.kind == OperationKind::kSend && operation.error == ErrorCode::kOk;
    if (sent) return false;  // it ends like any other that went on
    process_->ready.remove(operation);
    return true;
  }
  switch (operation.kind) {
    case OperationKind::kSignal:
    case OperationKind::kProcess:
    case OperationKind::kLookup:
      process_->cancel(operation);
      return true;
    default:
      return socket_at(operation.socket).cancel(operation);
  }
}

void SimBackend::step_boundary() {
  if (step_hook_ != nullptr) step_hook_(step_hook_data_);
}

TimeNs SimBackend::read_clock_ns() noexcept {
  spend_ns(kPollCostNs);
  return clock_ns();
}

void SimBackend::spend_ns(TimeNs duration_ns) noexcept {
  if (process_->table() != nullptr) return process_->table()->compute(*process_, duration_ns);
  const TimeNs now_ns = clock_ns();
  network_->agenda().set_now_ns(duration_ns < kNever - now_ns ? now_ns + duration_ns : kNever - 1);
}

void SimBackend::set_step_hook(StepHook hook, void* data) noexcept {
  step_hook_ = hook;
  step_hook_data_ = data;
}

}  // namespace coutil
