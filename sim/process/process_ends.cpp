// How processes begin, hear signals and end: the rest of the table. See its header.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "sim/files/file_system.h"
#include "sim/network/network.h"
#include "sim/process/process_table.h"
#include "sim/world.h"

namespace coutil::sim {

namespace {

// A parent hears of an end within this.
constexpr std::uint64_t kEndLatencyNs = 1'000'000;

enum class DefaultAction { kEnd, kIgnore, kStop, kContinue };

DefaultAction default_action(int signal) noexcept {
  switch (signal) {
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
    case SIGPIPE:  // a program of coutil's does not die of a peer that left
      return DefaultAction::kIgnore;
    case SIGCONT:
      return DefaultAction::kContinue;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
      return DefaultAction::kStop;
    default:
      return DefaultAction::kEnd;
  }
}

bool can_be_caught(int signal) noexcept { return signal != SIGKILL && signal != SIGSTOP; }

// A stream of the process's own: what happens on one host shifts nothing on another.
TimeNs draw_end_latency(std::uint64_t seed, const Process& process) noexcept {
  char name[300];
  const std::string_view host = process.host().name();
  std::snprintf(name, sizeof name, "end of process %lld on %.*s", static_cast<long long>(process.pid()),
                static_cast<int>(std::min<std::size_t>(host.size(), 250)), host.data());
  return static_cast<TimeNs>(RandomStream(seed, name).below(kEndLatencyNs));
}

void copy_texts(char** from, std::pmr::vector<std::pmr::string>& to) {
  for (; from != nullptr && *from != nullptr; ++from) to.emplace_back(*from);
}

ErrorCode error_of(int number) noexcept {
  switch (number) {
    case 0:
      return ErrorCode::kOk;
    case EACCES:
      return ErrorCode::kEACCES;
    case ENOTDIR:
      return ErrorCode::kENOTDIR;
    case ENAMETOOLONG:
      return ErrorCode::kENAMETOOLONG;
    default:
      return ErrorCode::kENOENT;
  }
}

// Why nothing of that name can be run: what is there is no program, or nothing is.
ErrorCode not_a_program(const Host& host, std::string_view folder, const char* name) {
  if (host.files == nullptr || std::string_view(name).find('/') == std::string_view::npos)
    return ErrorCode::kENOENT;
  OpenFile* file = nullptr;
  OpenMode mode;
  mode.reads = true;
  const int error = host.files->open(folder, name, mode, file);
  if (error != 0) return error_of(error);
  file->release();
  return ErrorCode::kEACCES;
}

}  // namespace

void ProcessTable::execute(Process& parent, Operation& operation) {
  const ProcessRequest& wanted = *operation.process;
  const Program* program = finder_ != nullptr ? finder_->find_program(parent.host(), wanted.file) : nullptr;
  ProcessSetup setup(memory());
  setup.folder = parent.setup().folder;
  if (wanted.folder != nullptr && parent.host().files != nullptr) {
    HostPath folder;
    const int error = parent.host().files->resolve_folder(setup.folder, wanted.folder, folder);
    if (error != 0) return parent.ready.add_answered(operation, error_of(error));
    setup.folder = folder.view();
  }
  if (program == nullptr)
    return parent.ready.add_answered(operation, not_a_program(parent.host(), setup.folder, wanted.file));
  setup.program = program;
  setup.name = wanted.file;
  copy_texts(wanted.arguments != nullptr ? wanted.arguments + 1 : nullptr, setup.arguments);
  if (wanted.environment != nullptr) {
    copy_texts(wanted.environment, setup.environment);
  } else {
    setup.environment = parent.setup().environment;
  }
  if (parent.open_sockets >= parent.socket_limit)  // a start needs descriptors of its own
    return parent.ready.add_answered(operation, ErrorCode::kEMFILE);
  if (!body_->hand_over_files(parent, wanted.standard_files, setup))
    return parent.ready.add_answered(operation, ErrorCode::kEBADF);
  Process& child = start(parent.host(), &parent, setup);
  child.socket_limit = parent.socket_limit;
  child.waiter_ = &operation;
  operation.pid = child.pid();
}

void ProcessTable::forget_waiter(const Operation& operation) noexcept {
  for (const auto& [pid, process] : processes_) {
    if (process->waiter_ == &operation) process->waiter_ = nullptr;
  }
}

void ProcessTable::forget_waiters_of(const Process& parent) noexcept {
  for (const auto& [pid, process] : processes_) {
    if (process->parent_ != parent.pid_) continue;
    process->waiter_ = nullptr;
    process->parent_ = kNoParent;
  }
}

bool ProcessTable::send_signal(Process& process, int number) {
  if (number < 1 || number >= NSIG) return false;
  if (process.state() == Process::State::kEnded) return true;
  const DefaultAction action = default_action(number);
  const bool continues = number == SIGCONT && process.stopped_;
  if (continues) {
    process.stopped_ = false;
    if (process.state() == Process::State::kRunnable) make_runnable(process);
  }
  if (can_be_caught(number) && process.catch_signal(number)) return true;
  if (action == DefaultAction::kStop) {
    process.stopped_ = true;
    if (&process == running_) {  // it goes on here
      process.state_ = Process::State::kRunnable;
      process.fibre_->switch_out();
    }
  } else if (action == DefaultAction::kEnd) {
    kill(process, number);
  }
  return true;
}

void ProcessTable::exit(Process& process, int status) noexcept {
  process.end_ = {false, status & 0xff};
  process.fibre_->leave_for_good();
}

// Not of a process that runs: that one leaves its fibre, and goes on to end in the loop.
void ProcessTable::kill(Process& process, int signal) noexcept {
  process.end_ = {true, signal};
  process.death_ = Process::Death::kKilled;
  if (&process == running_) process.fibre_->leave_for_good();
  finish(process);
}

// Its end is known; its parent hears of it a little later.
void ProcessTable::finish(Process& process) noexcept {
  unqueue(process);
  network_->agenda().remove(process);
  process.state_ = Process::State::kEnded;
  if (process.fibre_->failure() != nullptr && process.death_ == Process::Death::kNone) {
    process.end_ = {true, SIGABRT};
    process.death_ = Process::Death::kKilled;
  }
  if (process.death_ != Process::Death::kNone) body_->discard(process);
  if (process.pid_ == leading_ && process.death_ != Process::Death::kCrashed) leading_ended_ = true;
  process.forget_all();
  world_->discard(process.fibre_);
  process.fibre_ = nullptr;
  if (process.death_ == Process::Death::kCrashed) return remove(process);
  const TimeNs now_ns = network_->agenda().now_ns();
  const bool heard = process.waiter_ != nullptr || find(process.host(), process.parent_) != nullptr;
  const TimeNs later_ns = heard ? draw_end_latency(seed_, process) : 0;
  network_->agenda().plan(process, now_ns + later_ns, heard ? Weight::kExpected : Weight::kIdle);
}

void ProcessTable::reap(Process& process) {
  if (Operation* waiter = process.waiter_) {
    waiter->by_signal = process.end_.by_signal;
    waiter->number = process.end_.number;
    Process* parent = find(process.host(), process.parent_);
    if (parent != nullptr) parent->ready.add_answered(*waiter, ErrorCode::kOk);
  }
  Process* parent = find(process.host(), process.parent_);
  if (parent != nullptr && parent->state() != Process::State::kEnded) send_signal(*parent, SIGCHLD);
  remove(process);
}

void ProcessTable::remove(Process& process) noexcept {
  processes_.erase(process.pid_);
  network_->destroy(&process);
}

void ProcessTable::crash(Host& host) {
  Process* own = nullptr;
  for (auto next = processes_.begin(); next != processes_.end();) {
    Process& process = *next->second;
    ++next;
    if (&process.host() != &host) continue;
    if (&process == running_) {
      own = &process;
    } else {
      destroy_crashed(process);
    }
  }
  if (own != nullptr) own->forget_all();
  host.crash();
  host.is_paused = false;
  if (own == nullptr) return;
  own->death_ = Process::Death::kCrashed;
  own->fibre_->leave_for_good();
}

void ProcessTable::destroy_crashed(Process& process) noexcept {
  if (process.state() == Process::State::kEnded) return remove(process);
  process.death_ = Process::Death::kCrashed;
  finish(process);
}

void ProcessTable::restart(Host& host) {
  host.restart();
  body_->boot(host);
}

void ProcessTable::pause(Host& host) noexcept { host.is_paused = true; }

void ProcessTable::resume(Host& host) noexcept {
  host.is_paused = false;
  wake_stopped(host);
}

void ProcessTable::wake_stopped(const Host& host) noexcept {
  for (const auto& [pid, process] : processes_) {
    if (&process->host() == &host && process->state() == Process::State::kRunnable) make_runnable(*process);
  }
}

}  // namespace coutil::sim
