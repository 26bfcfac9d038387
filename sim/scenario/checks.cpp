// Checks: see the header.
#include "sim/scenario/checks.h"

#include <fmt/format.h>

#include <iterator>
#include <new>

#include "sim/network/network.h"
#include "sim/process/process_table.h"

namespace coutil::sim {

Checks::Check::Check(Checks& of, const GivenFunction& given, std::string_view what, TimeNs within)
    : Happening(of.table_->network().agenda()),
      checks(&of),
      callback(of.table_->memory(), given),
      text(what, of.table_->memory()),
      within_ns(within) {}

void Checks::Check::happen(TimeNs) { checks->deadline_came(*this); }

Checks::Checks(ProcessTable& table)
    : table_(&table), open_(table.memory()), error_(table.memory()), broken_(table.memory()) {}

void Checks::always(const GivenFunction& given, std::string_view text) {
  open_.emplace_back(*this, given, text, kNever);
}

void Checks::eventually(const GivenFunction& given, std::string_view text, TimeNs within_ns) {
  Agenda& agenda = table_->network().agenda();
  agenda.plan(open_.emplace_back(*this, given, text, within_ns), agenda.now_ns() + within_ns);
  table_->keep_on();
}

void Checks::break_run(std::string_view text, std::string_view position) noexcept {
  if (is_broken_) return;
  is_broken_ = true;
  set_text(broken_.text, text);
  set_text(broken_.position, position);
  broken_.time_ns = table_->network().agenda().now_ns();
  table_->stop();
}

void Checks::break_check(const Check& check, const char* how, std::string_view more) noexcept {
  try {
    std::pmr::string sentence(how, table_->memory());
    for (std::string_view part : {std::string_view(check.text), more}) {
      if (!part.empty()) sentence.append(": ").append(part);
    }
    break_run(sentence, check.callback.position);
  } catch (const std::bad_alloc&) {
    break_run(how, check.callback.position);
  }
}

// False: the check is done with, or broken.
bool Checks::look_at(Check& check, Occasion occasion) noexcept {
  const bool always = check.within_ns == kNever;
  const CallResult result = call(check.callback, error_);
  if (result == CallResult::kError) {
    break_check(check, "a check raised an error", error_);
  } else if (result == CallResult::kTrue) {
    return always;
  } else if (always) {
    break_check(check, "what must always hold does not", {});
  } else if (occasion == Occasion::kTurn) {
    return true;
  } else if (occasion == Occasion::kEndOfProgram) {
    break_check(check, "what had to come true did not before its program ended", {});
  } else {
    char how[80];
    *fmt::format_to_n(how, sizeof how - 1, "what had to come true within {:g} s did not",
                      static_cast<double>(check.within_ns) / 1e9)
         .out = '\0';
    break_check(check, how, {});
  }
  return false;
}

Checks::Place Checks::drop(Place place, bool is_state_there) noexcept {
  const Check& check = *place;
  if (check.within_ns != kNever) table_->let_go();
  if (is_state_there) release_function(*check.callback.side, check.callback.reference);
  return open_.erase(place);
}

bool Checks::run() noexcept {
  if (is_broken_) return false;
  for (Place place = open_.begin(); place != open_.end();) {
    const bool stays = look_at(*place, Occasion::kTurn);  // others may come and go in it
    if (is_broken_) return false;
    place = stays ? std::next(place) : drop(place, true);
  }
  return true;
}

void Checks::deadline_came(Check& check) noexcept {
  for (Place place = open_.begin(); place != open_.end(); ++place) {
    if (&*place != &check) continue;
    look_at(check, Occasion::kDeadline);
    drop(place, true);
    return;
  }
}

void Checks::end(const LuaSide& side) noexcept {
  for (Place place = open_.begin(); place != open_.end();) {
    if (place->callback.side != &side) {
      ++place;
      continue;
    }
    if (!is_broken_) look_at(*place, Occasion::kEndOfProgram);
    place = drop(place, true);
  }
}

void Checks::forget(const LuaSide& side) noexcept {
  for (Place place = open_.begin(); place != open_.end();) {
    place = place->callback.side == &side ? drop(place, false) : std::next(place);
  }
}

}  // namespace coutil::sim
