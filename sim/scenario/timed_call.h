// TimedCall: a function of Lua that is called at a time, every so often, or at random times. It must not know
// what the function does.
#pragma once

#include <cstdint>
#include <list>
#include <memory_resource>
#include <string>

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
    kOnce,    // the run goes on until then
    kEvery,   // whenever a period has passed
    kRandom,  // once in a period on average, whenever it was last
  };

  TimedCall(TimedCalls& calls, const GivenFunction& given, Kind kind, double period_ns,
            const RandomStream& stream);

 private:
  friend class TimedCalls;
  void happen(TimeNs now_ns) override;
  void plan_next(TimeNs from_ns) noexcept;

  TimedCalls* calls_;
  Callback callback_;
  Kind kind_;
  double period_ns_;
  RandomStream random_;
};

/// The time until something happens that does so once in `period_ns` on average, whenever it last did; at
/// least 1.
TimeNs draw_interval(RandomStream& random, double period_ns) noexcept;

class TimedCalls final {
 public:
  /// Functions that raise an error break a check.
  TimedCalls(ProcessTable& table, Checks& checks, std::uint64_t seed);
  TimedCalls(const TimedCalls&) = delete;
  TimedCalls& operator=(const TimedCalls&) = delete;

  /// All throw std::bad_alloc, and have not got the function then.
  void once(const GivenFunction& given, TimeNs due_ns);
  void every(const GivenFunction& given, TimeNs period_ns);
  void randomly(const GivenFunction& given, double rate_per_second);

  /// Drops those of a program that ended, or whose Lua state is gone.
  void forget(const LuaSide& side, bool is_state_there) noexcept;

 private:
  friend class TimedCall;
  using Place = std::pmr::list<TimedCall>::iterator;

  TimedCall& add(const GivenFunction& given, TimedCall::Kind kind, double period_ns);
  void call_now(TimedCall& timed, TimeNs now_ns) noexcept;
  Place drop(Place place, bool is_state_there) noexcept;

  ProcessTable* table_;
  Checks* checks_;
  std::uint64_t seed_;
  std::uint64_t random_count_ = 0;
  std::pmr::list<TimedCall> calls_;
  std::pmr::string error_;
};

}  // namespace coutil::sim
