// Faults: what goes wrong in a simulated world when a scenario says so: hosts crash, links are cut or held,
// clocks go wrong. Each takes effect at once and is told to who records the run. It must not know Lua.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory_resource>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/network/link.h"
#include "sim/process/process_table.h"
#include "sim/random_stream.h"

namespace coutil::sim {

class Host;

/// One that took effect.
struct Fault {
  std::string_view what;          // "crash", "partition", ...
  std::span<Host* const> hosts;   // whom it strikes, or the one side of it
  std::span<Host* const> others;  // the other side, where it has two
  bool one_way = false;           // only from the one to the other
  ProcessId pid = 0;              // of whom a signal strikes
  std::string_view text;          // more about it, for people
};

/// Hears of each fault.
class FaultObserver {
 public:
  virtual void fault(TimeNs now_ns, const Fault& fault) = 0;

 protected:
  ~FaultObserver() = default;
};

class Faults final {
 public:
  using Group = std::span<Host* const>;

  Faults(ProcessTable& table, std::uint64_t seed);
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  void set_observer(FaultObserver* observer) noexcept { observer_ = observer; }

  /// The hosts are there: what was told until now is told to the observer, and what follows at once.
  void begin();

  // All throw std::bad_alloc. What changes nothing is not told.

  /// Nothing that is sent between the two groups (one way: from the first to the second) arrives any more;
  /// what is under way does.
  void partition(Group from, Group to, bool one_way);

  /// Mends what partitions cut, everywhere or between the groups.
  void heal();
  void heal(Group one, Group other);

  /// What is sent between the groups waits, in order, and goes on its way at the release.
  void hold(Group one, Group other);
  void release(Group one, Group other);

  /// The links between two hosts, or from one to the other, for what is sent from now on.
  void change_link(Host& from, Host& to, const LinkSettings& settings);

  /// A host that is down has nothing to crash, and one that is up crashes before it starts anew.
  void crash(Host& host);
  void restart(Host& host);
  void pause(Host& host);
  void resume(Host& host);

  /// To the process of that number, or (0) the one that the host booted. False: there is none.
  bool signal(Host& host, ProcessId pid, int number);

  /// What it takes for the time, see HostClock::set.
  void set_clock(Host& host, TimeNs skew_ns, double drift);

  /// Whether a crash of it leaves some of what was written and not flushed. No fault by itself.
  void set_tearing(const Host& host, bool tears);

 private:
  // A fault that struck before the hosts were all there.
  struct Early {
    explicit Early(std::pmr::memory_resource* memory) : hosts(memory), others(memory), text(memory) {}

    std::string_view what;
    std::pmr::vector<Host*> hosts;
    std::pmr::vector<Host*> others;
    bool one_way = false;
    std::pmr::string text;
  };

  void tell(std::string_view what, Group hosts, Group others = {}, bool one_way = false,
            std::string_view text = {});

  ProcessTable* table_;
  FaultObserver* observer_ = nullptr;
  bool has_begun_ = false;
  std::pmr::list<Early> early_;
  RandomStream torn_;
  std::pmr::set<std::size_t> tearing_;  // numbers of hosts
};

}  // namespace coutil::sim
