// What a trace says at each of its rows, by the plainest means: every line parsed with a JSON parser, one
// state for each coroutine and each row written down. The tests' own opinion of the format and of what its
// states mean: it must not know the tracer.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace coutil::tracer::test {

// The words are those that people read. `driving`: in system.run, since the scheduler first resumed somebody
// of its program while it ran, or since the row of its program before where time passed in between; until a
// line names it as the one who did something. `ready`: from the wake (of all: from the last one that it
// needed) or cancel to its run.
enum class PlainState : uint8_t {
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
const char* plain_state_name(PlainState state);

struct PlainWait {
  std::string mode;
  std::vector<int64_t> on;
  std::set<int64_t> came;  // of a wait for all
  bool in_lock = false;    // for the ownership of a mutex, not for an event
};

struct PlainCoroutine {
  int64_t id = 0;
  std::string name;
  int64_t host = -1;
  int64_t program = -1;  // its process, -1 in a trace of one program
  bool is_main = false;
  std::vector<PlainState> states;  // by row, once that row took effect
  std::vector<size_t> since;       // by row: the row that made it so
  size_t over = ~size_t{0};        // the row that ended its program; it may have been left waiting there
};

class PlainReplay {
 public:
  // Every line must be JSON but a torn last one. Lines with a time, `fin` aside, are the rows.
  explicit PlainReplay(const std::string& text);

  const nlohmann::json& header() const { return header_; }
  const std::vector<nlohmann::json>& rows() const { return rows_; }
  int64_t time_ns(size_t row) const;  // of the row, or of the last one for one behind it
  bool is_complete() const { return complete_; }
  size_t unknown_lines() const { return unknown_lines_; }

  const std::vector<PlainCoroutine>& coroutines() const {
    return coroutines_;
  }  // the main program, then as spawned
  const PlainCoroutine& coroutine(int64_t id) const { return coroutines_[index_.at(id)]; }
  const std::map<int64_t, nlohmann::json>& objects() const { return objects_; }
  const std::map<int64_t, nlohmann::json>& places() const { return places_; }
  const std::map<int64_t, nlohmann::json>& hosts() const { return hosts_; }
  // By row: who runs itself, not through one that it resumed. At most one for each program.
  const std::vector<std::vector<int64_t>>& innermost() const { return innermost_; }

  // Played again from the start up to a row, for a look at what has no column.
  struct Moment {
    std::map<int64_t, PlainWait> waits;  // by coroutine
    std::map<int64_t, int64_t> owners;   // of mutexes
    std::set<int64_t> fulfilled;         // promises
  };
  Moment after(size_t row) const;

  // Whether the row awaits one timer or the next turn and nothing else: a pause that the program asked for.
  bool is_pause(size_t row) const { return pauses_.count(row) != 0; }

 private:
  struct Program {
    int64_t main = 0;
    std::vector<int64_t> running;
    size_t last_row = 0;  // that one of its coroutines did, or that was done to one
    int64_t innermost() const { return running.empty() ? main : running.back(); }
  };

  void read(const std::string& text);
  void take_definition(const nlohmann::json& line);
  PlainCoroutine& known(int64_t id);
  void play();
  void play(size_t row);
  void spawn(const nlohmann::json& line, size_t row);
  void scheduler_resumes(PlainCoroutine& whom, size_t row);
  void act(int64_t id, size_t row);
  void stop(PlainCoroutine& who, PlainState state, size_t row);
  void wake(PlainCoroutine& who, const nlohmann::json& line, size_t row);
  void end_programs(const nlohmann::json& line, size_t row);
  PlainState& state(PlainCoroutine& who, size_t row) { return who.states[row]; }
  void set(PlainCoroutine& who, PlainState state, size_t row);

  nlohmann::json header_;
  std::vector<nlohmann::json> rows_;
  std::vector<int64_t> times_ns_;
  bool complete_ = false;
  size_t unknown_lines_ = 0;
  std::vector<PlainCoroutine> coroutines_;
  std::map<int64_t, size_t> index_;
  std::map<int64_t, nlohmann::json> objects_, places_, hosts_;
  std::set<size_t> pauses_;
  std::map<int64_t, Program> programs_;
  std::map<int64_t, PlainWait> waits_;
  std::vector<std::vector<int64_t>> innermost_;
};

}  // namespace coutil::tracer::test
