// Says what a row says, and adds what only the rows around it tell. Knows words, no picture.
#include "tracer/row_sentence.h"

#include <fmt/format.h>

#include <algorithm>

#include "tracer/message_story.h"
#include "tracer/timeline_label.h"
#include "tracer/timeline_scale.h"
#include "tracer/units.h"
#include "tracer/wake_cause.h"

namespace coutil::tracer {

std::string moment(const TraceModel& model, uint32_t row) {
  return fmt::format("{} (#{})", time_text(model.time_ns(row), 6), row);
}

namespace {

constexpr size_t kMostNamed = 4;
constexpr uint32_t kNear = 100000;  // rows that are looked at for what belongs together

std::string when(const TraceModel& model, uint32_t row) { return time_text(model.time_ns(row), 6); }

std::string at(const TraceModel& model, uint32_t place) {
  const std::string label = one_line(model.place_label(place));
  return label.empty() ? "" : " at " + label;
}

std::string name(const TraceModel& model, uint32_t co) { return one_line(model.label(co)); }

// "a, b and 3 more"
std::string listed(const TraceModel& model, const std::vector<uint32_t>& who) {
  std::string text;
  for (size_t i = 0; i < who.size() && i < kMostNamed; i++)
    text += (i == 0 ? "" : ", ") + name(model, who[i]);
  if (who.size() > kMostNamed) text += fmt::format(" and {} more", who.size() - kMostNamed);
  return text;
}

std::string emit_sentence(const Lanes& lanes, uint32_t row) {
  const TraceModel& model = lanes.model();
  const std::string place = one_line(model.place_label(model.place(row)));
  const std::string text = fmt::format(
      "At {} {} {} {}{}", when(model, row), name(model, model.coroutine(row)), emit_verb(model, row),
      one_line(model.object_label(model.object(row))), place.empty() ? "" : " (" + place + ")");
  if (model.stored(row)) return text + ": nobody waited for it, and it was kept for the next who asks.";
  if (model.waiters(row) == 0 && emit_part_of(model, row) == Kind::kFulfill)
    return text + ": nobody waited for it yet, and it stays.";
  if (model.waiters(row) == 0) return text + ": nobody waited for it, so that it is lost.";
  const auto arrows = lanes.arrows();
  auto arrow = std::lower_bound(arrows.begin(), arrows.end(), row,
                                [](const Arrow& item, uint32_t value) { return item.wake < value; });
  std::vector<uint32_t> woken;
  for (; arrow != arrows.end() && arrow->wake - row < kNear && woken.size() < model.waiters(row); ++arrow) {
    if (arrow->emit == row) woken.push_back(model.coroutine(arrow->wake));
  }
  if (woken.empty()) return text + ", but nobody who heard it could go on.";
  return text + " and wakes " + listed(model, woken) + ".";
}

std::string wake_sentence(const Lanes& lanes, uint32_t row) {
  const TraceModel& model = lanes.model();
  const std::string why = wake_cause_text(lanes, row);
  const std::string verb = model.kind(row) == Kind::kWake ? "could go on from" : "went on at";
  return fmt::format("{} {} {}{}{}.", name(model, model.coroutine(row)), verb, when(model, row),
                     why.empty() ? "" : ", ", why);
}

std::string lock_sentence(const TraceModel& model, const Holds& holds, uint32_t row) {
  for (const Hold& hold : holds.between(model.coroutine(row), row, row + 1)) {
    if (hold.begin == row) return hold_sentence(model, hold);
  }
  return one_line(model.describe(row)) + ".";
}

std::string end_sentence(const Lanes& lanes, const Holds& holds, uint32_t row) {
  const TraceModel& model = lanes.model();
  const uint32_t who = model.coroutine(row);
  std::string text = fmt::format("{} at {}", one_line(model.describe(row)), when(model, row));
  std::vector<std::string> kept;
  for (const Hold& hold : holds.of(who)) {
    if (hold.begin < row && hold.end >= row) kept.push_back(one_line(model.object_label(hold.object)));
  }
  if (kept.empty()) return text + ".";
  text += ", and leaves ";
  for (size_t i = 0; i < kept.size() && i < kMostNamed; i++) text += (i == 0 ? "" : ", ") + kept[i];
  return text + " locked for ever.";
}

}  // namespace

std::string hold_sentence(const TraceModel& model, const Hold& hold) {
  const std::string begin = fmt::format("{} holds {} from {} on{}", name(model, hold.coroutine),
                                        one_line(model.object_label(hold.object)), when(model, hold.begin),
                                        at(model, model.place(hold.begin)));
  if (hold.end >= model.event_count()) return begin + ", and never unlocked it.";
  const int64_t length = model.time_ns(hold.end) - model.time_ns(hold.begin);
  return fmt::format("{}, for {}, and unlocks it{}.", begin, length == 0 ? "no time" : time_text(length, 6),
                     at(model, model.place(hold.end)));
}

std::string row_sentence(const Lanes& lanes, const Holds& holds, uint32_t row) {
  const TraceModel& model = lanes.model();
  if (row >= model.event_count()) return {};
  switch (model.kind(row)) {
    case Kind::kEmit:
      return emit_sentence(lanes, row);
    case Kind::kWake:
    case Kind::kRun:
    case Kind::kCancel:
      return wake_sentence(lanes, row);
    case Kind::kLock:
      return lock_sentence(model, holds, row);
    case Kind::kSend:
    case Kind::kDeliver:
    case Kind::kDrop:
      return message_sentence(model, message_of(model, row));
    case Kind::kEnd:
    case Kind::kClosed:
    case Kind::kLost:
      return end_sentence(lanes, holds, row);
    default: {
      std::string text = one_line(model.describe(row));
      while (text.ends_with(' ')) text.pop_back();  // what is printed mostly ends its line
      return fmt::format("{}, at {}.", text, when(model, row));
    }
  }
}

std::string lane_sentence(const Lanes& lanes, uint32_t lane) {
  const TraceModel& model = lanes.model();
  if (lane >= lanes.lanes().size()) return {};
  const Lane& what = lanes.lanes()[lane];
  const LaneTotals& totals = what.totals;
  const Coroutine& who = model.coroutines()[what.coroutine];
  std::string text = name(model, what.coroutine);
  if (who.spawn_event != kNone && who.by != kNone) {
    text += fmt::format(" was made by {} at {}", name(model, who.by), when(model, who.spawn_event));
    text += at(model, who.place).empty() ? "" : fmt::format(" (defined{})", at(model, who.place));
  } else {
    text += model.is_main(what.coroutine) ? " is a main program" : " was there when the trace began";
  }
  text +=
      fmt::format("; it ran {}, {} in all", format_counted(totals.runs, "time"), time_text(totals.self_ns));
  if (totals.awaits > 0) {
    text += fmt::format(", waited {}", format_counted(totals.awaits, "time"));
    text += totals.longest_wait_event == kNone
                ? ""
                : fmt::format(", the longest {} {}{}", time_text(totals.longest_wait_ns),
                              one_line(model.wait_clause(totals.longest_wait_event)),
                              at(model, model.place(totals.longest_wait_event)));
  }
  if (totals.emits > 0) text += fmt::format(", and emitted {}", format_counted(totals.emits, "time"));
  const bool has_end = what.last_event != kNone;
  return fmt::format("{}; at the end {} it is {}.", text,
                     has_end ? "(" + when(model, what.last_event) + ")" : "of the trace",
                     state_name(what.final_state));
}

std::string object_sentence(const Board& board, uint32_t object) {
  const TraceModel& model = board.model();
  std::string text =
      fmt::format("{} is a {}", one_line(model.object_label(object)), model.objects()[object].kind);
  if (const uint32_t owner = board.owner(object); owner != kNone) {
    const uint32_t since = board.owned_since(object);
    text += fmt::format(", held by {}", name(model, owner));
    if (since != kNone) text += fmt::format(" since {}{}", when(model, since), at(model, model.place(since)));
    if (is_final(board.state(owner))) text += ", which ended and will never unlock it";
  }
  std::vector<uint32_t> waiters;
  for (uint32_t co = 0; co < model.coroutines().size(); co++) {
    if (board.state(co) != State::kWaiting || board.has_come(co, object)) continue;
    const auto list = model.object_list(board.since(co));
    if (std::find(list.begin(), list.end(), object) != list.end()) waiters.push_back(co);
  }
  if (waiters.empty()) return text + "; nobody waits for it here.";
  const auto earlier = [&](uint32_t a, uint32_t b) { return board.since(a) < board.since(b); };
  std::stable_sort(waiters.begin(), waiters.end(), earlier);
  text += "; ";
  for (size_t i = 0; i < waiters.size() && i < kMostNamed; i++) {
    const char* joint = i == 0 ? "" : i + 1 == waiters.size() ? " and " : ", ";
    text +=
        fmt::format("{}{} since {}", joint, name(model, waiters[i]), when(model, board.since(waiters[i])));
  }
  if (waiters.size() > kMostNamed) text += fmt::format(" and {} more", waiters.size() - kMostNamed);
  return text + (waiters.size() == 1 ? " waits for it." : " wait for it.");
}

std::string instant_sentence(const Board& board) {
  const TraceModel& model = board.model();
  if (board.next_row() == 0) return {};
  std::vector<uint32_t> running, ready;
  size_t waiting = 0;
  for (uint32_t co = 0; co < model.coroutines().size(); co++) {
    const State state = board.state(co);
    if (state == State::kRunning) running.push_back(co);
    if (state == State::kReady) ready.push_back(co);
    if (state != State::kWaiting) continue;
    const uint32_t object = model.object(board.since(co));
    const bool next =
        object != kNone && model.objects()[object].kind == "turn";  // ready, as soon as it is asked
    next ? ready.push_back(co) : void(waiting++);
  }
  const auto later = [&](uint32_t a, uint32_t b) { return board.since(a) > board.since(b); };
  std::stable_sort(running.begin(), running.end(), later);
  std::stable_sort(ready.begin(), ready.end(), [&](uint32_t a, uint32_t b) { return later(b, a); });
  std::string text = fmt::format("At {} (#{}) ", when(model, board.next_row() - 1), board.next_row() - 1);
  text += running.empty() ? "nobody runs" : name(model, running.front()) + " runs";
  if (running.size() > 1) {
    text += ", resumed by " + listed(model, std::vector<uint32_t>(running.begin() + 1, running.end()));
  }
  text += ready.empty()
              ? "; nobody is ready"
              : fmt::format("; ready {}: {}", ready.size() == 1 ? "is" : "are", listed(model, ready));
  if (waiting == 0) return text + "; nobody waits.";
  return text + fmt::format("; {} {}.", format_count(waiting), waiting == 1 ? "waits" : "wait");
}

}  // namespace coutil::tracer
