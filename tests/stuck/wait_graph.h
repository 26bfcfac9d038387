// WaitGraph: who owns which mutex, who waits in lock for which, and who has ended, as the manual has it; and
// by brute force who of them can never go on. The tests' own opinion: it must not know the engine.
#pragma once

#include <set>
#include <vector>

namespace coutil {

/// Coroutines are numbered from 1; 0 is the main program. Mutexes are numbered from 0.
class WaitGraph final {
 public:
  static constexpr int kNobody = -1;

  WaitGraph(int coroutines, int mutexes)
      : state_(coroutines + 1, State::kGoesOn),
        awaited_(coroutines + 1, 0),
        owner_(mutexes, kNobody),
        line_(mutexes) {}

  int owner(int mutex) const { return owner_[mutex]; }
  bool ended(int who) const { return state_[who] == State::kEnded; }
  bool locking(int who) const { return state_[who] == State::kLocks; }
  int awaited(int who) const { return awaited_[who]; }

  /// Calls mutex.lock, which takes the mutex or waits for it.
  void lock(int who, int mutex);

  /// The owner calls mutex.unlock: the first who waits gets the mutex.
  void unlock(int mutex);

  /// Ends, by itself, with an error or closed. What it owns stays locked.
  void end(int who);

  /// All who wait in lock and cannot go on whatever the others do.
  std::set<int> stuck() const;

 private:
  enum class State { kGoesOn, kLocks, kEnded };
  std::vector<State> state_;
  std::vector<int> awaited_;
  std::vector<int> owner_;
  std::vector<std::vector<int>> line_;
};

}  // namespace coutil
