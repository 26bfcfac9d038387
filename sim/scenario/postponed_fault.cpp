// Postponed faults: see the header.
#include "sim/scenario/postponed_fault.h"

#include "sim/network/network.h"
#include "sim/scenario/faults.h"

namespace coutil::sim {

bool strike(ProcessTable& table, Faults& faults, const HostFault& fault) {
  Host& host = *fault.host;
  switch (fault.kind) {
    case HostFault::Kind::kCrash:
      faults.crash(host);
      break;
    case HostFault::Kind::kRestart:
      faults.restart(host);
      break;
    case HostFault::Kind::kPause:
      faults.pause(host);
      break;
    case HostFault::Kind::kResume:
      faults.resume(host);
      break;
    case HostFault::Kind::kSignal:
      return faults.signal(host, fault.pid, fault.signal);
    case HostFault::Kind::kKill: {
      Process* process = table.find(host, fault.pid);
      return process != nullptr && table.send_signal(*process, fault.signal);
    }
  }
  return true;
}

void PostponedFaults::add(const HostFault& fault) {
  Agenda& agenda = table_->network().agenda();
  agenda.plan(all_.emplace_back(*this, agenda, fault), agenda.now_ns());
}

void PostponedFaults::strike_now(const Postponed& postponed) {
  const HostFault fault = postponed.fault;
  all_.remove_if([&postponed](const Postponed& one) { return &one == &postponed; });
  strike(*table_, *faults_, fault);
}

}  // namespace coutil::sim
