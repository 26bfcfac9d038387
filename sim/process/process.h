// Process: a running program as its machine sees it: its number, its parent, the operations that it waits
// for, its sockets, its signals, and how it stands with the world's loop. It must not know Lua, nor what its
// fibre runs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "engine/operation.h"
#include "sim/network/agenda.h"
#include "sim/network/ready_list.h"
#include "sim/process/process_heap.h"

namespace coutil {
class Arena;
class Fibre;
}  // namespace coutil

namespace coutil::sim {

class Host;
class OpenFile;
class Process;
class ProcessTable;
class SimSocket;
struct Program;

using ProcessId = std::int64_t;

/// The parent of what a host booted, and of whoever outlives its own.
inline constexpr ProcessId kNoParent = 0;

/// How a process ended.
struct ProcessEnd {
  bool by_signal = false;
  int number = 0;  // the exit status or the signal
};

/// What a process begins with. The texts are copied.
struct ProcessSetup {
  explicit ProcessSetup(std::pmr::memory_resource* memory)
      : name(memory), arguments(memory), environment(memory), folder(memory) {}

  const Program* program = nullptr;
  std::pmr::string name;  // as it was asked for: arg[0]
  std::pmr::vector<std::pmr::string> arguments;
  std::pmr::vector<std::pmr::string> environment;  // "name=value"
  std::pmr::string folder;                         // where it runs; empty: the script's folder
  std::array<OpenFile*, 3> standard_files{};       // null: the world's own streams
  std::int64_t started_by = -1;                    // a number of the body's, for the trace
};

class Process final : private Happening {
 public:
  enum class State : std::uint8_t {
    kRunnable,   // it will have the processor
    kRunning,    // it has it
    kWaiting,    // for an operation or a time
    kComputing,  // until a time; what is ready meanwhile has to wait
    kEnded,
  };

  /// How a wait ended.
  enum class Waited : std::uint8_t { kReady, kWoken, kInVain };

  /// A process that no table schedules: one that a backend has for itself. Throws std::bad_alloc.
  explicit Process(Host& host);

  /// ProcessTable::start makes the others.
  Process(ProcessTable& table, Arena& arena, Host& host, ProcessId pid, ProcessId parent,
          const ProcessSetup& setup);
  ~Process();

  Host& host() const noexcept { return *host_; }
  ProcessTable* table() const noexcept { return table_; }
  ProcessId pid() const noexcept { return pid_; }
  ProcessId parent() const noexcept { return parent_; }  // kNoParent where none lives
  const ProcessSetup& setup() const noexcept { return setup_; }
  State state() const noexcept { return state_; }
  const ProcessEnd& end() const noexcept { return end_; }

  /// It went with its host, and nobody hears of its end.
  bool crashed() const noexcept { return death_ == Death::kCrashed; }

  /// Starts what is no socket's: a signal, a process, a lookup.
  void start(Operation& operation);
  void cancel(Operation& operation) noexcept;

  /// Wakes who awaits the signal, or keeps it for who awaits it before the next wait. False: it is not
  /// caught.
  bool catch_signal(int number);

  /// It is caught from when somebody awaits it, to the wait that begins after nobody does any more.
  bool catches(int number) const noexcept { return (caught_ >> number & 1) != 0; }

  /// A wait begins: catches no more signals than are awaited, or will be told of in this wait. Returns those
  /// that it was given meanwhile and nobody asked for, a bit each, which it has to be sent again.
  std::uint64_t stop_catching() noexcept;

  /// Gives the backend what completed.
  void hand_over(CompletedList& completed) noexcept;

  /// Closes its sockets and touches no operation any more.
  void forget_all() noexcept;

  // For sockets.
  ReadyList ready{*this};
  std::size_t open_sockets = 0;
  std::size_t socket_limit = std::size_t{1} << 20;

  // For what it runs: its memory, which goes with it, and what its body keeps there.
  ProcessHeap heap;
  void* body = nullptr;

  /// An operation of it can end. For ReadyList.
  void has_ready() noexcept;

 private:
  friend class ProcessTable;
  enum class Death : std::uint8_t { kNone, kKilled, kCrashed };  // asked for on its own fibre

  void happen(TimeNs now_ns) override;  // its time has come
  void await_signal(Operation& operation);
  void look_up(Operation& operation);

  ProcessTable* table_ = nullptr;
  Host* host_;
  ProcessId pid_ = 0;
  ProcessId parent_ = kNoParent;
  ProcessSetup setup_;
  State state_ = State::kRunning;
  bool queued_ = false;   // among the runnable
  bool stopped_ = false;  // by SIGSTOP and its like
  Waited waited_ = Waited::kReady;
  Death death_ = Death::kNone;
  ProcessEnd end_;
  Fibre* fibre_ = nullptr;
  Operation* waiter_ = nullptr;  // its parent's, for its end
  Process* next_runnable_ = nullptr;
  CompletedList signals_;     // operations that wait for one
  std::uint64_t caught_ = 0;  // signals, a bit each
  std::uint64_t told_ = 0;    // those for which operations have completed and were not handed over
  std::uint64_t kept_ = 0;    // those that came while nobody awaited them, though they were caught
};

}  // namespace coutil::sim
