// ProcessTable: all processes of a simulated world and the one loop that lets them run, one at a time, each
// on its fibre until it waits; when none can run, time goes on. Happenings (packets, alarms, faults) run on
// the loop's own stack. It must not know Lua.
#pragma once

#include <cstddef>
#include <map>
#include <memory_resource>
#include <string_view>

#include "sim/process/process.h"
#include "sim/random_stream.h"

namespace coutil {
class World;
}

namespace coutil::sim {

class Network;

/// What processes run: the side of the table that knows Lua.
class ProcessBody {
 public:
  /// On the process's fibre: runs its program; returns its exit status, 0..255.
  virtual int run(Process& process) = 0;

  /// The process was killed, or its host crashed: what it ran is gone with its memory, and may not be
  /// touched. For what lies elsewhere.
  virtual void discard(Process& process) noexcept = 0;

  /// Fills in the standard files of a process that `parent` starts, and who of it does; `numbers` are those
  /// that it gave. False: one is no open file of its.
  virtual bool hand_over_files(Process& parent, const int (&numbers)[3], ProcessSetup& setup) = 0;

  /// A host was declared: gives it files.
  virtual void add_files(Host& host) = 0;

  /// A host runs its own program again, or for the first time.
  virtual void boot(Host& host) = 0;

  /// The loop is about to call a function of the program, which waits meanwhile.
  virtual void before_call(Process&) noexcept {}

 protected:
  ~ProcessBody() = default;
};

/// Where programs are found that processes start by name.
class ProgramFinder {
 public:
  /// Null: there is none of that name on the host.
  virtual const Program* find_program(const Host& host, std::string_view name) = 0;

 protected:
  ~ProgramFinder() = default;
};

class ProcessTable final {
 public:
  ProcessTable(World& world, Network& network, ProcessBody& body, std::uint64_t seed);
  ProcessTable(const ProcessTable&) = delete;
  ProcessTable& operator=(const ProcessTable&) = delete;

  Network& network() const noexcept { return *network_; }
  std::pmr::memory_resource* memory() const noexcept;

  void set_finder(ProgramFinder* finder) noexcept { finder_ = finder; }

  /// Of those who can run any one does, instead of the one that could first.
  void choose_at_random() noexcept { chooses_ = true; }

  /// A new process that will run. `parent` is null for a program of the host's own. Throws std::bad_alloc,
  /// also when there is no stack for it.
  Process& start(Host& host, const Process* parent, const ProcessSetup& setup);

  /// The process with that number on the host, or null.
  Process* find(const Host& host, ProcessId pid) const noexcept;

  /// The first process of the host that has no parent, or null.
  Process* main_process(const Host& host) const noexcept;

  /// For system.execute: starts the program, or answers with an error; the answer comes with its end.
  void execute(Process& parent, Operation& operation);

  /// POSIX's number. What nobody awaits has its default action. False: there is no such signal.
  bool send_signal(Process& process, int number);

  /// On the process's fibre: it ends here, and nothing of it unwinds.
  [[noreturn]] void exit(Process& process, int status) noexcept;

  /// All processes of the host are gone at once, with its sockets; boots its own program again.
  void crash(Host& host);
  void restart(Host& host);

  /// None of the host's processes runs; packets go on to come.
  void pause(Host& host) noexcept;
  void resume(Host& host) noexcept;

  // For Process.
  void make_runnable(Process& process) noexcept;
  void time_came(Process& process);
  void forget_waiter(const Operation& operation) noexcept;
  void forget_waiters_of(const Process& parent) noexcept;

  /// For SimBackend, on the process's fibre: until an operation can end or the time has come. kInVain: what
  /// it waits for can never come.
  using Waited = Process::Waited;
  Waited wait(Process& process, TimeNs deadline_ns);

  /// The same, without a wait: others who can run at this moment have their turn.
  void give_way(Process& process);

  /// The same: it computes for so long, and others go on meanwhile.
  void compute(Process& process, TimeNs duration_ns);

  /// Runs the world until its end, which is true: `stop` was called, the leading process ended, nobody is
  /// left, or nothing can happen any more and all were told so. False: the world was suspended; call it
  /// again.
  bool run();

  /// The run ends before any process goes on.
  void stop() noexcept { stopping_ = true; }

  /// The run ends once this process has ended and nothing keeps it (see keep_on).
  void set_leading(Process& process) noexcept { leading_ = process.pid(); }

  /// Whether it has ended by itself or by a signal; not with its host.
  bool has_leading_ended() const noexcept { return leading_ended_; }

  /// Counted: something is still open (a planned fault, a check with a deadline) that the run has to reach,
  /// also when the leading process has ended.
  void keep_on() noexcept { ++kept_on_; }
  void let_go() noexcept { --kept_on_; }

  /// Ends the process's wait before its time, which its backend then returns from. Nothing if it does not
  /// wait.
  void wake(Process& process) noexcept;

  /// For the loop: called after each turn of a process and each happening (the scenario's checks).
  void set_observer(void (*observer)(void* data), void* data) noexcept {
    observer_ = observer;
    observer_data_ = data;
  }

  /// The process that runs at this moment, or null.
  Process* running() const noexcept { return running_; }

 private:
  using Processes = std::pmr::map<ProcessId, Process*>;

  static void live(void* process);
  bool is_over() const noexcept;
  Process* take_runnable() noexcept;
  Process* any_runnable() noexcept;
  bool take_turn(Process& process);
  bool let_time_pass();
  void step();
  bool tell_one_that_the_world_stands() noexcept;
  void unqueue(Process& process) noexcept;
  void finish(Process& process) noexcept;
  void reap(Process& process);
  void remove(Process& process) noexcept;
  void kill(Process& process, int signal) noexcept;
  void destroy_crashed(Process& process) noexcept;
  void wake_stopped(const Host& host) noexcept;
  static bool may_run(const Process& process) noexcept;

  World* world_;
  Network* network_;
  ProcessBody* body_;
  ProgramFinder* finder_ = nullptr;
  std::uint64_t seed_;
  RandomStream turns_;  // who runs next
  bool chooses_ = false;
  Processes processes_;
  ProcessId last_pid_ = 0;
  Process* first_runnable_ = nullptr;
  Process* last_runnable_ = nullptr;
  Process* running_ = nullptr;
  Process* suspended_ = nullptr;  // amid its turn, with the whole world
  ProcessId leading_ = 0;
  bool leading_ended_ = false;
  bool stopping_ = false;
  std::size_t kept_on_ = 0;
  void (*observer_)(void* data) = nullptr;
  void* observer_data_ = nullptr;
};

}  // namespace coutil::sim
