// The table and its loop: see the header. Processes run in the order in which they became runnable.
#include "sim/process/process_table.h"

#include <algorithm>
#include <memory>
#include <new>

#include "sim/network/network.h"
#include "sim/world.h"

namespace coutil::sim {

namespace {

// How far ahead is looked for what a quiet connection may find out, before nothing is expected any more.
constexpr TimeNs kLookAheadNs = TimeNs{12} * 3600 * 1'000'000'000;

}  // namespace

ProcessTable::ProcessTable(World& world, Network& network, ProcessBody& body, std::uint64_t seed)
    : world_(&world),
      network_(&network),
      body_(&body),
      seed_(seed),
      turns_(seed, "turns of processes"),
      processes_(network.memory()) {}

std::pmr::memory_resource* ProcessTable::memory() const noexcept { return network_->memory(); }

Process& ProcessTable::start(Host& host, const Process* parent, const ProcessSetup& setup) {
  const ProcessId pid = last_pid_ + 1;
  const ProcessId parent_pid = parent != nullptr ? parent->pid() : kNoParent;
  auto* process = network_->make<Process>(*this, world_->arena(), host, pid, parent_pid, setup);
  try {
    process->fibre_ = world_->make_fibre(&ProcessTable::live, process);
    processes_.emplace(pid, process);
  } catch (...) {
    if (process->fibre_ != nullptr) world_->discard(process->fibre_);
    network_->destroy(process);
    throw;
  }
  last_pid_ = pid;
  make_runnable(*process);
  return *process;
}

void ProcessTable::live(void* data) {
  auto& process = *static_cast<Process*>(data);
  process.end_.number = process.table_->body_->run(process);
}

Process* ProcessTable::find(const Host& host, ProcessId pid) const noexcept {
  auto found = processes_.find(pid);
  return found != processes_.end() && &found->second->host() == &host ? found->second : nullptr;
}

Process* ProcessTable::main_process(const Host& host) const noexcept {
  for (const auto& [pid, process] : processes_) {
    if (&process->host() == &host && process->parent() == kNoParent &&
        process->state() != Process::State::kEnded)
      return process;
  }
  return nullptr;
}

bool ProcessTable::may_run(const Process& process) noexcept {
  return !process.stopped_ && !process.host().is_paused;
}

void ProcessTable::make_runnable(Process& process) noexcept {
  process.state_ = Process::State::kRunnable;
  if (process.queued_ || !may_run(process)) return;
  process.queued_ = true;
  process.next_runnable_ = nullptr;
  (last_runnable_ != nullptr ? last_runnable_->next_runnable_ : first_runnable_) = &process;
  last_runnable_ = &process;
}

void ProcessTable::time_came(Process& process) {
  if (process.state() == Process::State::kEnded) return reap(process);
  make_runnable(process);
}

void ProcessTable::unqueue(Process& process) noexcept {
  if (!process.queued_) return;
  process.queued_ = false;
  Process* before = nullptr;
  for (Process* at = first_runnable_; at != &process; at = at->next_runnable_) before = at;
  (before != nullptr ? before->next_runnable_ : first_runnable_) = process.next_runnable_;
  if (last_runnable_ == &process) last_runnable_ = before;
}

Process* ProcessTable::take_runnable() noexcept {
  while (Process* process = first_runnable_) {
    if (chooses_ && process->next_runnable_ != nullptr) process = any_runnable();
    unqueue(*process);
    if (may_run(*process)) return process;  // else it stays runnable, until it may
  }
  return nullptr;
}

Process* ProcessTable::any_runnable() noexcept {
  std::uint64_t count = 0;
  for (const Process* one = first_runnable_; one != nullptr; one = one->next_runnable_) ++count;
  Process* process = first_runnable_;
  for (std::uint64_t left = turns_.below(count); left > 0; --left) process = process->next_runnable_;
  return process;
}

bool ProcessTable::is_over() const noexcept {
  if (stopping_) return true;
  return leading_ended_ && kept_on_ == 0;
}

bool ProcessTable::run() {
  for (;;) {
    Process* next = suspended_;
    if (next == nullptr) {
      if (is_over()) return true;
      if (network_->agenda().next_due_ns() <= network_->agenda().now_ns()) {
        step();
        continue;
      }
      next = take_runnable();
    }
    if (next != nullptr) {
      if (!take_turn(*next)) return false;
      if (observer_ != nullptr) observer_(observer_data_);
    } else if (!let_time_pass() && !tell_one_that_the_world_stands()) {
      return true;
    }
  }
}

// False: the world was suspended amid it.
bool ProcessTable::take_turn(Process& process) {
  suspended_ = nullptr;
  running_ = &process;
  process.state_ = Process::State::kRunning;
  if (world_->enter(*process.fibre_) == WorldState::kSuspended) {
    suspended_ = &process;
    return false;
  }
  running_ = nullptr;
  if (process.fibre_->ended()) finish(process);
  return true;
}

void ProcessTable::step() {
  Agenda& agenda = network_->agenda();
  agenda.set_now_ns(std::max(agenda.now_ns(), agenda.next_due_ns()));
  agenda.happen_next();
  if (observer_ != nullptr) observer_(observer_data_);
}

// Connections that ask now and then whether their peer is still there are never at an end with that, so one
// round of such questions has to do.
bool ProcessTable::let_time_pass() {
  Agenda& agenda = network_->agenda();
  if (agenda.expects()) {
    step();
    return true;
  }
  const TimeNs before_ns = agenda.now_ns();
  const TimeNs last_ns = std::min(agenda.last_quiet_ns(), before_ns + kLookAheadNs);
  while (agenda.next_due_ns() <= last_ns) {
    const bool shows = agenda.next_weight() == Weight::kIdle;
    step();
    if (shows || first_runnable_ != nullptr || agenda.expects()) return true;
  }
  agenda.set_now_ns(before_ns);
  return false;
}

// One after the other, the oldest first: what that one does then may be what others wait for.
bool ProcessTable::tell_one_that_the_world_stands() noexcept {
  for (const auto& [pid, process] : processes_) {
    if (process->state() != Process::State::kWaiting || !may_run(*process)) continue;
    process->waited_ = Waited::kInVain;
    make_runnable(*process);
    return true;
  }
  return false;
}

ProcessTable::Waited ProcessTable::wait(Process& process, TimeNs deadline_ns) {
  process.state_ = Process::State::kWaiting;
  process.waited_ = Waited::kReady;
  if (deadline_ns != kNever) network_->agenda().plan(process, deadline_ns);
  process.fibre_->switch_out();
  network_->agenda().remove(process);
  return process.waited_;
}

void ProcessTable::wake(Process& process) noexcept {
  if (process.state() != Process::State::kWaiting) return;
  process.waited_ = Waited::kWoken;
  make_runnable(process);
}

void ProcessTable::give_way(Process& process) {
  if (&process != running_) return;
  const Agenda& agenda = network_->agenda();
  if (first_runnable_ == nullptr && agenda.next_due_ns() > agenda.now_ns()) return;
  make_runnable(process);
  process.fibre_->switch_out();
}

void ProcessTable::compute(Process& process, TimeNs duration_ns) {
  if (&process != running_) return;  // a function of its Lua state runs in the loop
  Agenda& agenda = network_->agenda();
  const TimeNs now_ns = agenda.now_ns();
  const TimeNs until_ns = duration_ns < kNever - now_ns ? now_ns + duration_ns : kNever - 1;
  if (first_runnable_ == nullptr && agenda.next_due_ns() > until_ns) return agenda.set_now_ns(until_ns);
  process.state_ = Process::State::kComputing;
  agenda.plan(process, until_ns);
  process.fibre_->switch_out();
}

}  // namespace coutil::sim
