// PostponedFault: what a program does to its own machine. It happens at once, but when the program no longer
// has the processor: no function of Lua may lose its own state. It must not know who asked.
#pragma once

#include <cstdint>
#include <list>
#include <memory_resource>

#include "sim/network/agenda.h"
#include "sim/process/process_table.h"

namespace coutil::sim {

class Faults;

/// What a host suffers.
struct HostFault {
  enum class Kind : std::uint8_t {
    kCrash,
    kRestart,
    kPause,
    kResume,
    kSignal,  // of a scenario
    kKill,    // one process sends another a signal, which is no fault
  };

  Kind kind;
  Host* host;
  ProcessId pid = 0;  // of the signals; 0: what the host booted
  int signal = 0;
};

/// Lets it strike. False: there is no such process. Throws std::bad_alloc.
bool strike(ProcessTable& table, Faults& faults, const HostFault& fault);

class PostponedFaults final {
 public:
  PostponedFaults(ProcessTable& table, Faults& faults)
      : table_(&table), faults_(&faults), all_(table.memory()) {}
  PostponedFaults(const PostponedFaults&) = delete;
  PostponedFaults& operator=(const PostponedFaults&) = delete;

  /// It strikes at this instant, after what is planned for it already. Throws std::bad_alloc.
  void add(const HostFault& fault);

 private:
  struct Postponed final : Happening {
    Postponed(PostponedFaults& of, Agenda& agenda, const HostFault& what)
        : Happening(agenda), faults(&of), fault(what) {}
    void happen(TimeNs) override { faults->strike_now(*this); }

    PostponedFaults* faults;
    HostFault fault;
  };

  void strike_now(const Postponed& postponed);

  ProcessTable* table_;
  Faults* faults_;
  std::pmr::list<Postponed> all_;
};

}  // namespace coutil::sim
