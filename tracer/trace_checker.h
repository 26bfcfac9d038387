// The state that a check follows row by row: what each coroutine may do next, who runs inside whom, who owns
// what. Only trace_check.cpp and trace_checker.cpp use it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tracer/emit_ledger.h"
#include "tracer/trace_check.h"
#include "tracer/trace_model.h"
#include "tracer/world_checker.h"

namespace coutil::tracer {

class TraceChecker {
 public:
  TraceChecker(const TraceModel& model, size_t kept);
  CheckReport check();

 private:
  // kUnknown: alive when a trace began in the middle of a run, doing nobody said what.
  enum class Life : uint8_t { kAbsent, kUnknown, kFresh, kRunning, kReady, kWaiting, kSuspended, kOver };
  // What an await of all waits for, each once and sorted, and what came of it; empty until the first came.
  struct Heard {
    std::vector<uint32_t> objects;
    std::vector<bool> came;
    size_t left = 0;
  };
  struct Present {
    Life life = Life::kAbsent;
    bool woken = false;          // its state comes from a wake (not from a resume by hand)
    bool engine_ran_it = false;  // its last run came from a wake
    bool described = false;      // it ran already when the trace began: who runs inside whom nobody said
    uint32_t since = kNone;      // the row that put it there
    Heard heard;
    bool unsure = false;  // cancelled by who had just emitted: by the emit, or by hand
  };

  void step(uint32_t e);
  bool describe(uint32_t e);
  void spawn(uint32_t e, uint32_t co);
  void run(uint32_t e, uint32_t co);
  void suspend(uint32_t e, uint32_t co, Life life);
  void end(uint32_t e, uint32_t co);
  void stop(uint32_t e, uint32_t co);  // closed, lost
  void wake(uint32_t e, uint32_t co);
  bool wait_is_over(uint32_t e, uint32_t co);
  void cancel(uint32_t e, uint32_t co, bool by_emit);
  bool is_cancelled_by_emit(uint32_t co, uint32_t by) const;
  void emit(uint32_t e, uint32_t co);
  void lock(uint32_t e, uint32_t co);
  void unlock(uint32_t e, uint32_t co);
  void end_program(uint32_t e, uint32_t program);
  void finish();

  void raise(uint32_t co);
  bool must_act(uint32_t e, uint32_t co, const char* verb);
  void settle(uint32_t co);
  void excuse(uint32_t co, uint32_t by);
  bool is_main(uint32_t co) const { return model_.is_main(co); }
  uint32_t innermost(uint32_t co) const;
  std::vector<uint32_t>& running(uint32_t co) { return running_[model_.coroutines()[co].program]; }
  std::string doing(uint32_t co) const;
  void say(uint32_t e, std::string sentence);
  void say_at(uint64_t line, std::string sentence);

  const TraceModel& model_;
  size_t kept_;
  CheckReport report_;
  std::vector<Present> present_;
  // By program, the innermost last; main programs are not in it.
  std::vector<std::vector<uint32_t>> running_;
  std::vector<uint32_t> owners_;  // by object
  std::vector<bool> emitted_;     // by coroutine: since the trace began
  EmitLedger emits_;
  WorldChecker world_;
  bool describing_;  // the lines that say how things stood when a trace began in the middle of a run
  int64_t failed_ = 0, failed_by_engine_ = 0;
  // Who was left in each state as the programs ended that ended well.
  struct Left {
    int64_t waiting = 0, ready = 0, suspended = 0, unknown = 0;
    void add(Life life);
  };
  Left left_;
};

}  // namespace coutil::tracer
