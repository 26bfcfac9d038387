// The world behind the generator: who is in which state, who waits for what, who owns what, and the lines
// about it. Only the generator's own files use it.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/tracer/trace_generator.h"

namespace coutil::tracer {

class GeneratorWorld {
 public:
  GeneratorWorld(const GeneratorOptions& options, FILE* out)
      : options_(options), out_(out), random_(options.seed) {}
  GeneratedTrace play();

 private:
  enum class Need : uint8_t { kEvents, kMutex, kTimer };
  struct Player {
    State state = State::kAbsent;
    Need need = Need::kEvents;
    bool all = false;
    uint64_t wait = 0;         // number of its wait, so that an emit sees that it is another one
    std::vector<uint32_t> on;  // objects it still waits for
    bool engine_resumed = false;
  };

  // Lines.
  void header();
  void object(uint32_t id, const char* kind, const std::string& name);
  void event_line(const std::string& text, uint32_t co, State state);  // and the state after it
  void event_line(const std::string& text);
  void raw_line(const std::string& text);
  std::string t() const;

  // What players do. Each returns false once the one who acts is suspended or over.
  void act(uint32_t co);
  bool act_once(uint32_t co);
  bool act_alone(uint32_t co, uint64_t choice);
  void resume(uint32_t co, int64_t by);
  void emit(uint32_t by, uint32_t object, bool all);
  bool wake(uint32_t co, uint32_t by, uint32_t object);
  void spawn(uint32_t by);
  void cancel(uint32_t by, uint32_t co);
  void close(uint32_t by, uint32_t co);
  bool lock(uint32_t co, uint32_t mutex);
  void unlock(uint32_t co, uint32_t mutex);
  void await_events(uint32_t co);
  void pause(uint32_t co);
  void suspend(uint32_t co, const std::string& line, State state);
  void end(uint32_t co, bool failed);
  void leave_lines(uint32_t co);  // of waiters
  void turn_of_scheduler();
  void describe_middle();
  void fin();

  uint64_t below(uint64_t limit) { return limit == 0 ? 0 : random_() % limit; }
  uint32_t some_event() { return 1 + static_cast<uint32_t>(below(options_.objects)); }
  uint32_t some_mutex() { return 1 + options_.objects + static_cast<uint32_t>(below(options_.objects)); }
  uint32_t some_promise() {
    return 1 + 2 * options_.objects + static_cast<uint32_t>(below(options_.objects));
  }
  uint32_t timer() const { return 1 + 3 * options_.objects; }
  uint32_t some_in(State state);
  uint32_t place() { return 1 + static_cast<uint32_t>(below(kPlaces)); }
  bool over() const { return events_ >= options_.events; }

  static constexpr uint32_t kPlaces = 9;
  static constexpr uint32_t kNobody = 0;

  GeneratorOptions options_;
  FILE* out_;
  std::mt19937_64 random_;
  GeneratedTrace made_;
  std::vector<Player> players_;
  std::vector<uint32_t> alive_;
  std::map<uint32_t, std::deque<std::pair<uint32_t, uint64_t>>>
      lines_;                            // object -> who waits, with its wait's number
  std::map<uint32_t, uint32_t> owners_;  // mutex -> player
  std::multimap<int64_t, std::pair<uint32_t, uint64_t>> timers_;  // due -> who, with its wait's number
  int64_t now_ns_ = 0;
  uint64_t events_ = 0, waits_ = 0;
  int depth_ = 0;
  int64_t errors_ = 0;
  bool writing_ = true;
};

}  // namespace coutil::tracer
