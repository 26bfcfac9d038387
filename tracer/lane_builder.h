// Computes the lanes from a model, row by row: follows every coroutine's state, and can write down at any row
// what it has. Takes broken traces as they come: whether a change of state was allowed is the check's.
#pragma once

#include <array>
#include <cstdint>
#include <future>
#include <memory>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

class LaneBuilder {
 public:
  // The model may grow: by rows, coroutines and programs.
  explicit LaneBuilder(const TraceModel& model) : model_(model) {}

  // Takes the rows that are new.
  void advance();
  // Puts into `out` what was taken; its model is the one followed, or a snapshot of it with as many rows.
  // `for_good`: gives its memory away, and can't go on.
  void write_to(Lanes& out, bool for_good);

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
    uint32_t span_count = 0;     // of it in the log
    int64_t begin_ns = 0;        // when the state began
  };
  // A span that is over. They are kept in the order in which they ended until they are written down: by lane
  // they could not be appended to.
  struct Logged {
    uint32_t lane;
    Span span;
  };
  using Block = std::unique_ptr<Logged[], LargeMemoryDeleter>;
  // A lane's totals when it had so many spans that they are kept.
  struct LoggedSums {
    uint32_t lane;
    Lanes::Sums time;
    std::array<uint32_t, kSpanStateCount> rows;
  };
  // Who runs in a program: the innermost last.
  struct Stack {
    uint32_t main = kMainCoroutine;
    std::vector<uint32_t> running;
    int64_t since_ns = 0;  // since when the innermost is the innermost
    uint32_t since_row = 0;
    uint32_t last_row = 0;  // that one of the program did, or that was done to one
  };

  void step(uint32_t e);
  void remember(uint32_t e);
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
  void add_block();
  void add_to_totals(Lane& lane, const Span& span, int64_t time_ns) const;
  void mark(uint32_t e);
  void add_mark(uint32_t e, MarkKind kind);
  void push(uint32_t co, uint32_t e);
  void pop(uint32_t co, uint32_t e);
  void account_innermost(Stack& stack, uint32_t e);
  void account(std::vector<Lane>& lanes, const Stack& stack, uint32_t e) const;
  void sort_spans(Lanes& out, const std::vector<Logged>& open, bool for_good);
  void write_sums(Lanes& out) const;
  // Mostly asked for the row that is looked at.
  int64_t time_ns(uint32_t e) const { return e == now_row_ ? now_ns_ : model_.time_or_end_ns(e); }
  Stack& stack_of(uint32_t co) { return stacks_[model_.coroutines()[co].program]; }

  static constexpr size_t kBlock = size_t{1} << 18;

  const TraceModel& model_;
  uint32_t done_ = 0;  // rows
  // The row that is looked at, and its time.
  uint32_t now_row_ = kNone;
  int64_t now_ns_ = 0;
  std::vector<Present> present_;
  std::vector<Stack> stacks_;  // by program
  std::vector<Lane> lanes_;
  std::vector<Block> log_;
  std::future<Block> next_block_;  // its pages are made ready on a thread: that takes a third of the time
  size_t last_block_count_ = kBlock;
  std::vector<LoggedSums> sum_log_;
  Column<Arrow> arrows_;
  Column<Mark> marks_;
  std::array<size_t, kMarkKindCount> mark_counts_{};
  size_t outside_mark_count_ = 0, emit_arrow_count_ = 0;
};

}  // namespace coutil::tracer
