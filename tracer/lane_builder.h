// Computes the lanes from a model: follows every coroutine's state through all rows, twice (first counting,
// so that nothing is stored twice). Takes broken traces as they come: whether a change of state was allowed
// is the check's.
#pragma once

#include <cstdint>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

class LaneBuilder {
 public:
  explicit LaneBuilder(Lanes& lanes) : lanes_(lanes), model_(lanes.model()) {}
  void build();

 private:
  // What is known about a coroutine at the row that is looked at.
  struct Present {
    State state = State::kAbsent;
    uint8_t depth = 0;
    bool awaits_all = false;
    bool over = false;           // its process or host ended
    uint32_t begin = 0;          // row where the state began
    uint32_t last_wake = kNone;  // of an await of all
    uint32_t last_emit = kNone;  // its own
    size_t next_span = 0;
  };
  // Who runs in a program: the innermost last.
  struct Stack {
    uint32_t main = kMainCoroutine;
    std::vector<uint32_t> running;
    int64_t since_ns = 0;  // since when the innermost is the innermost
    uint32_t since_row = 0;
  };

  void replay(bool storing);
  void step(uint32_t e);
  void start(uint32_t co, uint32_t e);
  void run(uint32_t co, uint32_t e);
  void wake(uint32_t co, uint32_t e);
  void suspend(uint32_t co, uint32_t e, State state);
  void finish(uint32_t co, uint32_t e, State state);
  void end_programs(uint32_t e);
  void end_with_program(uint32_t co, uint32_t e);
  void act(uint32_t co, uint32_t e);
  void scheduler_acts(uint32_t co, uint32_t e);
  void change(uint32_t co, uint32_t e, State state);
  void close_span(uint32_t co, uint32_t end);
  void store_span(uint32_t co, const Span& span);
  bool is_pause(uint32_t await) const;
  void mark(uint32_t e);
  void add_mark(uint32_t e, MarkKind kind);
  void push(uint32_t co, uint32_t e);
  void pop(uint32_t co, uint32_t e);
  void account_innermost(Stack& stack, uint32_t e);
  void build_sums();
  Stack& stack_of(uint32_t co) { return stacks_[model_.coroutines()[co].program]; }

  Lanes& lanes_;
  const TraceModel& model_;
  bool storing_ = false;
  std::vector<Present> present_;
  std::vector<Stack> stacks_;  // by program
  std::vector<size_t> span_counts_;
  std::vector<bool> pauses_;  // by object: a timer or a turn
};

}  // namespace coutil::tracer
