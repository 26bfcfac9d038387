// What a timeline shows, as plain structs: for each coroutine the spans of its states, the arrows from who
// woke to who was woken, the marks, and totals. Computed once from a model; knows no picture and no terminal.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "tracer/large_memory.h"
#include "tracer/trace_model.h"

namespace coutil::tracer {

// kAbsent: before its first line. kCreated: known, but never resumed yet. kReady: woken, not yet run.
// kRunning: resumed and not yet suspended, also while it resumes others. kSuspended: in a bare
// coroutine.yield. kDriving: in `system.run`, from the first time the scheduler resumed somebody (from the
// row of its program before, if time passed since) until it was seen to do something itself (the main
// program, mostly). The last five are final; kKilled: with its process or host. Who still waited as its
// process exited stays waiting, and yet has a last row.
enum class State : uint8_t {
  kAbsent,
  kCreated,
  kRunning,
  kReady,
  kWaiting,
  kSuspended,
  kDriving,
  kEnded,
  kFailed,
  kClosed,
  kLost,
  kKilled
};
inline constexpr int kStateCount = 12;
inline constexpr int kSpanStateCount = 7;  // the states up to kDriving are the ones that have spans
const char* state_name(State state);       // "running", "waiting", ...
constexpr bool is_final(State state) { return state >= State::kEnded; }

// One state of one coroutine, from the row `begin` to the row `end` (model.event_count(): to the trace's
// end). The row `begin` says why: for kWaiting it is the await (its objects, mode, place), for kReady the
// wake, for kRunning the run, for kSuspended the yield. Spans of a lane touch, do not overlap, and are
// sorted.
struct Span {
  uint32_t begin;
  uint32_t end;
  State state;
  uint8_t depth;  // kRunning: how many coroutines below it are in the middle of resuming it, 255 at most
};

// From the emit to the wake that it caused. Arrows are sorted by `wake`.
struct Arrow {
  uint32_t emit;  // row; kNone where the scheduler woke it (a timer, a socket)
  uint32_t wake;  // row; its coroutine is the one that was woken
};

enum class MarkKind : uint8_t {
  kNote,
  kPrint,
  kError,
  kStuck,
  kFault,
  kSignal,
  kProcess,
  kOpen,
  kClose,
  kSend,
  kDeliver,
  kDrop
};
inline constexpr int kMarkKindCount = static_cast<int>(MarkKind::kDrop) + 1;
constexpr bool is_of_socket(MarkKind kind) { return kind >= MarkKind::kOpen; }
constexpr bool is_message(MarkKind kind) { return kind == MarkKind::kSend || kind == MarkKind::kDeliver; }
struct Mark {
  uint32_t event;  // row; its coroutine may be kNone (a fault, a signal: it belongs to no lane)
  MarkKind kind;
};

// Two axes: nanoseconds, or rows (in virtual time much happens at one instant). Positions are int64 on both.
enum class Axis : uint8_t { kTime, kOrder };

struct LaneTotals {
  std::array<int64_t, kSpanStateCount> time_ns{};  // by State
  std::array<uint32_t, kSpanStateCount> rows{};    // by State, in rows
  uint32_t self_rows = 0;
  int64_t self_ns = 0;  // running, less the stretches in which others ran that it resumed; so are self_rows
  uint32_t runs = 0, awaits = 0, yields = 0, emits = 0, wakes = 0, takes = 0;
  int64_t paused_ns = 0;                // of the waiting: for a timer or its next turn, as the program asked
  int64_t longest_wait_ns = 0;          // of the other waits
  uint32_t longest_wait_event = kNone;  // its await
  int64_t ready_total_ns = 0, ready_longest_ns = 0;  // from a wake to its run
  uint32_t ready_count = 0;
};

struct Lane {
  uint32_t coroutine = 0;
  State final_state = State::kAbsent;   // at the end of the trace
  uint32_t first_event = kNone;         // its first row
  uint32_t last_event = kNone;          // its end, closed, lost, or its process's end; kNone while it lives
  size_t span_begin = 0, span_end = 0;  // in Lanes::spans
  LaneTotals totals;
};

// Share of each state in a stretch of a lane: parts of 1, by State; what is missing to 1 is absent or final.
using Shares = std::array<float, kSpanStateCount>;

class LaneBuilder;

class Lanes {
 public:
  explicit Lanes(const TraceModel& model);  // keeps a reference: the model must outlive it
  // What a builder has taken so far, with the model as it is now.
  Lanes(const TraceModel& model, LaneBuilder& builder, bool for_good);

  const TraceModel& model() const { return *model_; }
  const std::vector<Lane>& lanes() const { return lanes_; }  // one for each coroutine, same index
  std::span<const Span> spans(uint32_t lane) const;
  std::span<const Arrow> arrows() const { return {arrows_.data(), arrows_.size()}; }
  size_t emit_arrow_count() const { return emit_arrow_count_; }  // arrows that the scheduler did not cause
  std::span<const Mark> marks() const { return {marks_.data(), marks_.size()}; }  // sorted by event
  size_t mark_count(MarkKind kind) const { return mark_counts_[static_cast<size_t>(kind)]; }
  // Whether a lane still waited as its program ended, or as the trace of a single one did. A server whose
  // process runs on as the run ends waits for what may come.
  bool was_left_waiting(uint32_t lane) const {
    const Lane& which = lanes_[lane];
    const bool runs_on = which.last_event == kNone &&
                         model_->programs()[model_->coroutines()[which.coroutine].program].pid >= 0;
    return which.final_state == State::kWaiting && !runs_on && !model_->cut_short();
  }
  // Marks that belong to no coroutine, but for `stuck`: signals, processes, faults.
  size_t outside_mark_count() const { return outside_mark_count_; }

  // A row's place on an axis; row event_count() is the end of the trace.
  int64_t position(Axis axis, uint32_t event) const {
    return axis == Axis::kOrder ? static_cast<int64_t>(event) : model_->time_or_end_ns(event);
  }
  int64_t axis_begin(Axis axis) const;
  int64_t axis_end(Axis axis) const;

  // The spans of a lane that touch [from, to] on an axis. O(log n).
  std::span<const Span> spans_between(uint32_t lane, Axis axis, int64_t from, int64_t to) const;
  // The arrows whose wake lies in [from, to], and the marks. O(log n).
  std::span<const Arrow> arrows_between(Axis axis, int64_t from, int64_t to) const;
  std::span<const Mark> marks_between(Axis axis, int64_t from, int64_t to) const;

  // How much of [from, to) the lane spent in each state. O(log n) whatever the stretch: for zoomed-out
  // pictures.
  Shares shares(uint32_t lane, Axis axis, int64_t from, int64_t to) const;

  // The state after row `event` took effect. O(log n).
  State state_after(uint32_t lane, uint32_t event) const;
  // The span that holds after row `event`; nullptr before the first and in a final state. O(log n).
  const Span* span_after(uint32_t lane, uint32_t event) const;

  // Time or rows in each state, by State, kept for a lane's spans in blocks of kSumStride.
  using Sums = std::array<int64_t, kSpanStateCount>;
  static constexpr size_t kSumStride = 64;
  // Over the lane's spans before its span block * kSumStride, which there must be.
  const Sums& sums_before_block(uint32_t lane, Axis axis, size_t block) const {
    static constexpr Sums kNothing{};
    if (block == 0) return kNothing;
    return (axis == Axis::kTime ? time_sums_ : order_sums_)[sum_begin_[lane] + block - 1];
  }

  size_t memory_bytes() const;

 private:
  friend class LaneBuilder;

  Sums sums_until(uint32_t lane, Axis axis, int64_t position) const;

  const TraceModel* model_;
  std::vector<Lane> lanes_;
  std::unique_ptr<Span[], LargeMemoryDeleter> spans_;  // lane after lane
  size_t span_count_ = 0;
  Column<Arrow> arrows_;
  Column<Mark> marks_;
  std::array<size_t, kMarkKindCount> mark_counts_{};
  size_t outside_mark_count_ = 0, emit_arrow_count_ = 0;
  std::vector<size_t> sum_begin_;             // by lane, in the two below
  std::vector<Sums> time_sums_, order_sums_;  // up to the lane's spans 64, 128, ...
};

// The axis that shows more of a trace: by order where its events share few instants, else by time.
Axis default_axis(const TraceModel& model);

}  // namespace coutil::tracer
