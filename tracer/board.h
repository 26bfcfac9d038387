// The board of a run at one row of its trace: who runs, is ready or waits, since which row, in whose lock,
// and who owns each mutex. Made by playing the rows one after the other; board_index.h jumps to any row.
// Knows the format; knows no verdict and no picture.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "tracer/lane.h"
#include "tracer/trace_model.h"

namespace coutil::tracer {

class Board {
 public:
  explicit Board(const TraceModel& model);  // before the first row; keeps a reference

  const TraceModel& model() const { return *model_; }
  uint32_t next_row() const { return next_; }  // the rows before it took effect
  void step();                                 // next_row() must be below event_count()

  // kDriving is never told: who is in `system.run` runs. Who ended, and owns no mutex, may be kAbsent.
  State state(uint32_t coroutine) const { return states_[coroutine]; }
  // The row that put it into its state (its await, its wake, its end); kNone while it is absent.
  uint32_t since(uint32_t coroutine) const { return since_[coroutine]; }
  // Whether a wait of all got this object already.
  bool has_come(uint32_t coroutine, uint32_t object) const;
  // Whether it waits in the lock of a mutex, and not for an event of it.
  bool waits_in_lock(uint32_t coroutine) const { return in_lock_[coroutine]; }

  // The coroutine that owns a mutex, kNone for nobody; and the row that made it so.
  uint32_t owner(uint32_t object) const;
  uint32_t owned_since(uint32_t object) const { return locked_[object]; }

 private:
  friend class BoardIndex;

  void change(uint32_t coroutine, State state, uint32_t e);
  void await(uint32_t coroutine, uint32_t e);
  void wake(uint32_t coroutine, uint32_t e);
  bool come(uint32_t coroutine, uint32_t wake);
  void lock(uint32_t object, uint32_t e);
  void snapshot_lock(uint32_t object);
  void end_programs(uint32_t e);
  void end_main_programs(uint32_t e);
  bool is_of_snapshot(uint32_t e) const;
  uint32_t coroutine_of(int64_t id) const;

  const TraceModel* model_;
  uint32_t next_ = 0;
  bool describing_ = false;  // the rows that say how things stood when a trace began in the middle
  std::vector<State> states_;
  std::vector<uint32_t> since_;
  std::vector<bool> in_lock_;
  std::vector<uint32_t> locked_;  // by object: the row of its lock, kNone: free
  // Of a wait of all that was woken: its objects, sorted, and which of them came by what. There may be a
  // million of them.
  struct Came {
    std::vector<uint32_t> objects;
    std::vector<uint32_t> wakes;  // beside them; kNone for one that did not come
    size_t missing = 0;
  };
  std::unordered_map<uint32_t, Came> came_;
};

}  // namespace coutil::tracer
