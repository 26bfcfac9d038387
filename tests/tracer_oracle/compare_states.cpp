// The state of everything at a row: see compare.h.
#include <fmt/format.h>

#include <algorithm>

#include "tests/tracer_oracle/compare.h"
#include "tracer/ready_queue.h"

namespace coutil::tracer::test {

namespace {

class RowComparison {
 public:
  RowComparison(const TraceFacts& facts, const Board& board, const PlainReplay& replay, uint32_t row)
      : facts_(facts),
        model_(facts.model()),
        board_(board),
        replay_(replay),
        moment_(replay.after(row)),
        row_(row) {}

  Complaints compare() {
    for (uint32_t co = 0; co < model_.coroutines().size(); co++) compare_coroutine(co);
    for (uint32_t object = 0; object < model_.objects().size(); object++) compare_owner(object);
    compare_queue();
    return std::move(complaints_);
  }

 private:
  template <typename A, typename B>
  void expect(const std::string& what, const A& shown, const B& plain) {
    if (!(shown == plain))
      complaints_.push_back(fmt::format("row {}: {} is {}, and {} was expected", row_, what, shown, plain));
  }

  void compare_coroutine(uint32_t co) {
    const int64_t id = model_.coroutines()[co].id;
    const PlainCoroutine& who = replay_.coroutine(id);
    const PlainState state = who.states[row_];
    const std::string name = plain_state_name(state), whose = fmt::format("of coroutine {}", id);
    // A program that ran to its end ended, though no line says so.
    const bool last = row_ + 1 == model_.event_count();
    const State shown = facts_.lanes.state_after(co, row_);
    if (!(last && shown == State::kEnded && state == PlainState::kRunning))
      expect("the lane's state " + whose, std::string(state_name(shown)), name);
    if (!is_final(shown) && shown != State::kAbsent && who.over > row_) {
      const Span* span = facts_.lanes.span_after(co, row_);
      expect("the begin of the state " + whose, span == nullptr ? kNone : span->begin, who.since[row_]);
    }
    const State on_board = board_.state(co);
    const bool over = state >= PlainState::kEnded && on_board == State::kAbsent;
    // No line says that a main program ended, but a `stuck` one may tell that it must have.
    const bool told = who.is_main && on_board == State::kEnded && !model_.stuck_events().empty() &&
                      model_.stuck_events().front() <= row_;
    if (!over && !told)
      expect("the board's state " + whose, std::string(state_name(on_board)),
             state == PlainState::kDriving ? "running" : name);
    if (state == PlainState::kWaiting && on_board == State::kWaiting) compare_wait(co, id);
  }

  void compare_wait(uint32_t co, int64_t id) {
    const PlainWait& wait = moment_.waits.at(id);
    const uint32_t await = board_.since(co);
    const std::string whose = fmt::format("of coroutine {}", id);
    expect("the mode " + whose, std::string(mode_name(model_.mode(await))), wait.mode);
    std::vector<int64_t> on;
    for (const uint32_t object : model_.object_list(await)) {
      on.push_back(model_.objects()[object].id);
      if (wait.mode == "all")
        expect(fmt::format("what came {} of object {}", whose, on.back()), board_.has_come(co, object),
               wait.came.count(on.back()) != 0);
    }
    if (on != wait.on) complaints_.push_back(fmt::format("row {}: what is awaited {} differs", row_, whose));
    expect("whether it waits in a lock, " + whose, board_.waits_in_lock(co), wait.in_lock);
  }

  void compare_owner(uint32_t object) {
    const int64_t id = model_.objects()[object].id;
    const auto found = moment_.owners.find(id);
    const int64_t plain = found == moment_.owners.end() ? -1 : found->second;
    const auto id_of = [&](uint32_t co) { return co == kNone ? -1 : model_.coroutines()[co].id; };
    expect(fmt::format("the board's owner of object {}", id), id_of(board_.owner(object)), plain);
    expect(fmt::format("the owner of object {}", id), id_of(facts_.holds.owner_after(object, row_)), plain);
  }

  // In the order in which they became ready.
  void compare_queue() {
    std::vector<std::pair<size_t, int64_t>> ready;
    for (const PlainCoroutine& who : replay_.coroutines()) {
      if (who.states[row_] == PlainState::kReady && who.over > row_)
        ready.emplace_back(who.since[row_], who.id);
    }
    std::sort(ready.begin(), ready.end());
    std::vector<int64_t> plain, shown;
    for (const auto& [since, id] : ready) plain.push_back(id);
    for (const uint32_t co : ready_after(facts_.lanes, row_)) shown.push_back(model_.coroutines()[co].id);
    expect("the ready queue", fmt::format("{}", fmt::join(shown, ",")),
           fmt::format("{}", fmt::join(plain, ",")));
  }

  const TraceFacts& facts_;
  const TraceModel& model_;
  const Board& board_;
  const PlainReplay& replay_;
  const PlainReplay::Moment moment_;
  const uint32_t row_;
  Complaints complaints_;
};

// The last row with a time up to this one; -1 for none.
int64_t row_at(const PlainReplay& replay, int64_t time_ns) {
  int64_t row = -1;
  for (size_t e = 0; e < replay.rows().size(); e++) {
    if (replay.time_ns(e) <= time_ns) row = static_cast<int64_t>(e);
  }
  return row;
}

}  // namespace

Complaints compare_row(const TraceFacts& facts, BoardCursor& boards, const PlainReplay& replay,
                       uint32_t row) {
  return RowComparison(facts, boards.after(row), replay, row).compare();
}

Complaints compare_states(const TraceFacts& facts, const PlainReplay& replay, std::mt19937& random,
                          int count) {
  Complaints all;
  const auto rows = static_cast<uint32_t>(replay.rows().size());
  if (rows == 0) return all;
  BoardCursor boards(facts.late()->boards);
  const auto look = [&](uint32_t row) {
    const Complaints some = compare_row(facts, boards, replay, row);
    all.insert(all.end(), some.begin(), some.end());
  };
  for (int i = 0; i < count; i++) {
    look(static_cast<uint32_t>(random() % rows));
    const int64_t begin_ns = replay.time_ns(0), length_ns = replay.time_ns(rows) - begin_ns;
    const int64_t time_ns = std::uniform_int_distribution<int64_t>(begin_ns, begin_ns + length_ns)(random);
    const int64_t row = row_at(replay, time_ns);
    const int64_t shown = int64_t{facts.model().first_after(time_ns)} - 1;
    if (shown != row)
      all.push_back(fmt::format("the row at {} ns is {}, and {} was expected", time_ns, shown, row));
    if (row >= 0) look(static_cast<uint32_t>(row));
  }
  return all;
}

}  // namespace coutil::tracer::test
