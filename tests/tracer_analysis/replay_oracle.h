// What a trace says at each of its rows, by the plainest means: each line parsed, maps, and for the question
// who is stuck every set of coroutines that might be. The tests' own opinion: it must not know the tracer.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace coutil::tracer::test {

struct OracleWait {
  std::string mode;
  std::vector<int64_t> on;
  std::set<int64_t> came;
  bool in_lock = false;
};

class ReplayOracle {
 public:
  // One line with a time; ids as in the file.
  void step(const nlohmann::json& line);

  // All who can never go on: the union of all sets of waiting coroutines each of whom waits for a mutex that
  // nobody outside of the set will give back.
  std::set<int64_t> stuck() const;
  // Those of them whom the trace's `stuck` lines named, and who still wait.
  std::set<int64_t> said() const;
  // Whether one of those was just resumed by hand, and is on its way back into its wait.
  bool is_unsettled() const;

 private:
  bool is_closed(const std::set<int64_t>& set) const;
  bool is_dead(int64_t object, const std::set<int64_t>& set) const;

  std::map<int64_t, OracleWait> waits_;
  std::map<int64_t, int64_t> owners_;
  std::set<int64_t> ended_, named_;
};

}  // namespace coutil::tracer::test
