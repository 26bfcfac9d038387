// Checks: what has to hold in a simulated world always, or come true in time. The first that is broken ends
// the run. It knows a check only as a function that can be called.
#pragma once

#include <list>
#include <memory_resource>
#include <string>
#include <string_view>

#include "sim/network/agenda.h"
#include "sim/scenario/lua_side.h"

namespace coutil::sim {

class ProcessTable;

/// What the run failed by. The text is a sentence, perhaps with a traceback; the position is "file:line".
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

  /// The function has to give something true from now on. The callback is to be filled; `text` may be empty.
  /// Throws std::bad_alloc.
  Callback& always(std::string_view text);

  /// It has to do so once until `deadline_ns`; the run goes on until then.
  Callback& eventually(std::string_view text, TimeNs deadline_ns);

  /// Breaks the run, unless something did before. Where memory ran out, the text is short.
  void break_run(std::string_view text, std::string_view position) noexcept;

  const Broken* broken() const noexcept { return is_broken_ ? &broken_ : nullptr; }
  bool has_open() const noexcept { return !open_.empty(); }

  /// Looks at all of them. False: one is broken.
  bool run();

  /// The program ends: those of its checks that have not come true are broken.
  void end(const LuaSide& side);

  /// Drops its checks.
  void forget(const LuaSide& side) noexcept;

 private:
  struct Check : Happening {
    Check(Checks& all, Agenda& agenda, std::pmr::memory_resource* memory, std::string_view what);
    void happen(TimeNs now_ns) override;  // the deadline

    Checks* checks;
    Callback callback;
    std::pmr::string text;
    TimeNs due_ns = kNever;
    TimeNs limit_ns = 0;  // how long it had; 0: it must hold always
  };
  using Place = std::pmr::list<Check>::iterator;

  Check& add(std::string_view text);
  Place drop(Place place, bool is_state_there) noexcept;
  bool look_at(Check& check, bool last);
  void break_check(const Check& check, std::string_view why) noexcept;

  ProcessTable* table_;
  std::pmr::list<Check> open_;
  std::pmr::string error_;  // of the last call
  Broken broken_;
  bool is_broken_ = false;
};

}  // namespace coutil::sim
