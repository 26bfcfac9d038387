// WaitGraph: see the header.
#include "tests/stuck/wait_graph.h"

#include <algorithm>

namespace coutil {

void WaitGraph::lock(int who, int mutex) {
  if (owner_[mutex] == kNobody) {
    owner_[mutex] = who;
    return;
  }
  state_[who] = State::kLocks;
  awaited_[who] = mutex;
  line_[mutex].push_back(who);
}

void WaitGraph::unlock(int mutex) {
  auto& line = line_[mutex];
  owner_[mutex] = kNobody;
  if (line.empty()) return;
  owner_[mutex] = line.front();
  state_[line.front()] = State::kGoesOn;
  line.erase(line.begin());
}

void WaitGraph::end(int who) {
  if (locking(who)) {
    auto& line = line_[awaited_[who]];
    line.erase(std::find(line.begin(), line.end(), who));
  }
  state_[who] = State::kEnded;
}

// Who does not wait in lock may do anything, also unlock. Who waits goes on if the owner may. Repeated until
// nothing is added: the rest is stuck.
std::set<int> WaitGraph::stuck() const {
  std::vector<bool> goes_on(state_.size());
  for (std::size_t i = 0; i < state_.size(); ++i) goes_on[i] = state_[i] == State::kGoesOn;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < state_.size(); ++i) {
      if (goes_on[i] || state_[i] != State::kLocks || !goes_on[owner_[awaited_[i]]]) continue;
      goes_on[i] = changed = true;
    }
  }
  std::set<int> stuck;
  for (std::size_t i = 0; i < state_.size(); ++i) {
    if (state_[i] == State::kLocks && !goes_on[i]) stuck.insert(static_cast<int>(i));
  }
  return stuck;
}

}  // namespace coutil
