// The board at any row: reached by a jump it is the one that a replay from the start comes to, and it says of
// every coroutine what its lane says.
#include <random>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/board_index.h"
#include "tracer/lane.h"

namespace coutil::tracer {
namespace {

// Who ended may be absent from a board that was jumped to.
bool same_state(State jumped, State played) {
  return jumped == played || (jumped == State::kAbsent && is_final(played));
}

void require_same(const Board& jumped, const Board& played) {
  const TraceModel& model = played.model();
  REQUIRE(jumped.next_row() == played.next_row());
  for (uint32_t co = 0; co < model.coroutines().size(); co++) {
    REQUIRE(same_state(jumped.state(co), played.state(co)));
    if (jumped.state(co) == State::kAbsent) continue;
    REQUIRE(jumped.since(co) == played.since(co));
    REQUIRE(jumped.waits_in_lock(co) == played.waits_in_lock(co));
    if (played.state(co) != State::kWaiting) continue;
    for (const uint32_t object : model.object_list(played.since(co))) {
      REQUIRE(jumped.has_come(co, object) == played.has_come(co, object));
    }
  }
  for (uint32_t object = 0; object < model.objects().size(); object++) {
    REQUIRE(jumped.owner(object) == played.owner(object));
    REQUIRE(jumped.owned_since(object) == played.owned_since(object));
  }
}

void require_as_lanes_say(const Board& board, const Lanes& lanes) {
  const uint32_t row = board.next_row() - 1;
  for (uint32_t co = 0; co < lanes.lanes().size(); co++) {
    const State lane = lanes.state_after(co, row);
    const State state = lane == State::kDriving ? State::kRunning : lane;
    if (board.model().is_main(co) && row == 0) continue;  // is the main program there before its first row?
    REQUIRE(state_name(board.state(co)) == std::string(state_name(state)));
  }
}

}  // namespace

TEST_CASE("a board that was jumped to is the one that was played to, whatever was asked before") {
  for (unsigned seed = 1; seed <= 4; seed++) {
    GeneratorOptions options;
    options.seed = seed;
    options.events = 70000;
    options.coroutines = 4 + 40 * seed;
    options.from_middle = seed == 3;
    const TempTrace file(generate_trace(options).text);
    const TraceModel model = file.load();
    const BoardIndex index(model);
    BoardCursor cursor(index);
    CHECK(index.memory_bytes() > 0);
    CHECK(index.memory_bytes() < model.event_count());
    std::mt19937 random(seed);
    for (int i = 0; i < 12; i++) {
      const uint32_t wanted = static_cast<uint32_t>(random() % model.event_count());
      Board played(model);
      while (played.next_row() <= wanted) played.step();
      require_same(cursor.after(wanted), played);
      if (wanted + 1 >= model.event_count()) continue;
      played.step();
      require_same(cursor.after(wanted + 1), played);
    }
  }
}

TEST_CASE("a board says of every coroutine what its lane says") {
  for (unsigned seed = 1; seed <= 40; seed++) {
    CAPTURE(seed);
    GeneratorOptions options;
    options.seed = seed;
    options.events = 400;
    options.from_middle = seed % 4 == 0;
    const TempTrace file(generate_trace(options).text);
    const TraceModel model = file.load();
    const Lanes lanes(model);
    Board board(model);
    while (board.next_row() < model.event_count()) {
      board.step();
      CAPTURE(board.next_row());
      require_as_lanes_say(board, lanes);
    }
  }
}

}  // namespace coutil::tracer
