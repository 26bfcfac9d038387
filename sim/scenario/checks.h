// Checks: what has to hold in a simulated world always, or come true in time. The first that is broken ends
// the run. It knows a check only as a function that can be called.
#pragma once

#include <cstdint>
#include <list>
#include <memory_resource>
#include <string>
#include <string_view>

#include "sim/network/agenda.h"
#include "sim/scenario/lua_side.h"

namespace coutil::sim {

class ProcessTable;

/// What the run failed by. The text is a sentence, perhaps with a traceback; the position is "file:line", or
/// empty.
struct Broken {
  explicit Broken(std::pmr::memory_resource* memory) : text(memory), position(memory) {}

  std::pmr::string text;
  std::pmr::string position;
  TimeNs time_ns = 0;
};

class Checks final {
 public:
  explicit Checks(ProcessTable& table);
  Checks(const Checks&) = delete;
  Checks& operator=(const Checks&) = delete;

  /// The function has to give something true from now on. The text, which may be empty, is what it means.
  /// Throws std::bad_alloc, and has not got the function then.
  void always(const GivenFunction& given, std::string_view text);

  /// It has to do so once within that time; the run goes on until then.
  void eventually(const GivenFunction& given, std::string_view text, TimeNs within_ns);

  /// Breaks the run, unless something did before.
  void break_run(std::string_view text, std::string_view position) noexcept;

  const Broken* broken() const noexcept { return is_broken_ ? &broken_ : nullptr; }
  bool has_open() const noexcept { return !open_.empty(); }

  /// Looks at all of them. False: one is broken.
  bool run() noexcept;

  /// The program ends: what has not come true by now is broken; its checks are dropped.
  void end(const LuaSide& side) noexcept;

  /// Drops its checks; its Lua state is gone.
  void forget(const LuaSide& side) noexcept;

 private:
  enum class Occasion : std::uint8_t { kTurn, kDeadline, kEndOfProgram };

  struct Check final : Happening {
    Check(Checks& of, const GivenFunction& given, std::string_view what, TimeNs within);
    void happen(TimeNs now_ns) override;  // the deadline

    Checks* checks;
    Callback callback;
    std::pmr::string text;
    TimeNs within_ns;  // kNever: it must hold always
  };
  using Place = std::pmr::list<Check>::iterator;

  bool look_at(Check& check, Occasion occasion) noexcept;
  Place drop(Place place, bool is_state_there) noexcept;
  void break_check(const Check& check, const char* how, std::string_view more) noexcept;
  void deadline_came(Check& check) noexcept;

  ProcessTable* table_;
  std::pmr::list<Check> open_;
  std::pmr::string error_;  // of the last call
  Broken broken_;
  bool is_broken_ = false;
};

}  // namespace coutil::sim
