// TimedCall: a function of Lua that is called at a time, every so often, or at random times. It must not know
// what the function does.
#pragma once

#include <cstdint>
#include <list>
#include <memory_resource>

#include "sim/network/agenda.h"
#include "sim/random_stream.h"
#include "sim/scenario/lua_side.h"

namespace coutil::sim {

class Checks;
class ProcessTable;
class TimedCalls;

class TimedCall final : public Happening {
 public:
  enum class Kind : std::uint8_t {
    kOnce,    // keeps the run on until then
    kEvery,   // at the end of each period
    kRandom,  // as often as the period says on average, independently of one another
  };

  TimedCall(TimedCalls& calls, Agenda& agenda, std::pmr::memory_resource* memory, Kind kind, double period_ns,
            const RandomStream& stream);

  Callback callback;

 private:
  friend class TimedCalls;
  void happen(TimeNs now_ns) override;
  void plan_next(TimeNs from_ns) noexcept;

  TimedCalls* calls_;
  Kind kind_;
  double period_ns_;
  RandomStream random_;
};

class TimedCalls final {
 public:
  /// What a function breaks by an error goes to `checks`.
  TimedCalls(ProcessTable& table, Checks& checks, std::uint64_t seed);
  TimedCalls(const TimedCalls&) = delete;
  TimedCalls& operator=(const TimedCalls&) = delete;

  /// One more, whose callback is to be filled: kOnce at `due_ns`, the others for the first time when a period
  /// has passed from there. Throws std::bad_alloc.
  Callback& add(TimedCall::Kind kind, TimeNs due_ns, double period_ns);

  /// Drops those of a program that ended, or whose Lua state is gone.
  void forget(const LuaSide& side, bool is_state_there) noexcept;

 private:
  friend class TimedCall;
  void call(TimedCall& timed, TimeNs now_ns);
  void drop(TimedCall& timed, bool is_state_there) noexcept;

  ProcessTable* table_;
  Checks* checks_;
  std::uint64_t seed_;
  std::uint64_t random_ones_ = 0;
  std::pmr::list<TimedCall> calls_;
  std::pmr::string error_;
};

}  // namespace coutil::sim
