// What the players of the generator's world do: emit, await, lock, spawn, resume by hand, close, end, with
// all that happens inside of it. Each action writes the lines that a recorder would write.
#include <fmt/format.h>

#include <algorithm>

#include "tests/tracer/generator_world.h"

namespace coutil::tracer {

namespace {
constexpr int kDeepest = 12;  // resumes inside resumes
}  // namespace

// Some player in a state, or kNobody. Few tries, so that long traces stay quick.
uint32_t GeneratorWorld::some_in(State state) {
  for (int i = 0; i < 4 && !alive_.empty(); i++) {
    const uint32_t co = alive_[below(alive_.size())];
    if (players_[co].state == state) return co;
  }
  return kNobody;
}

// It acts until it suspends or ends.
void GeneratorWorld::act(uint32_t co) {
  for (int i = 0; i < 30; i++) {
    if (!act_once(co)) return;
    if (over()) break;
  }
  pause(co);
}

bool GeneratorWorld::act_once(uint32_t co) {
  if (co != 0 && below(100) < options_.calm) {
    pause(co);
    return false;
  }
  const uint64_t choice = below(100);
  if (depth_ < kDeepest) {
    if (choice < 14) return emit(co, some_event(), false), true;
    if (choice < 24) return emit(co, some_event(), true), true;
    if (choice < 30) return spawn(co), true;
    if (choice < 34) {
      const uint32_t other = some_in(State::kSuspended);
      if (other != kNobody) resume(other, co);
      return true;
    }
    if (choice < 36) return cancel(co, some_in(State::kWaiting)), true;
    if (choice < 38 && !options_.lasting)
      return close(co, some_in(below(2) == 0 ? State::kWaiting : State::kSuspended)), true;
    if (choice < 46) {
      const auto owned = owners_.find(some_mutex());
      if (owned != owners_.end() && owned->second == co) unlock(co, owned->first);
      return true;
    }
    if (choice < 48) {
      const uint32_t promise = some_promise();
      event_line(fmt::format(R"({{"e":"fulfill",{},"co":{},"on":{},"at":{}}})", t(), co, promise, place()));
      return emit(co, promise, true), true;
    }
  }
  return act_alone(co, choice);
}

// What resumes nobody.
bool GeneratorWorld::act_alone(uint32_t co, uint64_t choice) {
  if (choice < 50) {
    event_line(
        fmt::format(R"({{"e":"note",{},"co":{},"text":"step {}","at":{}}})", t(), co, events_, place()));
    return true;
  }
  if (choice < 52) {
    event_line(fmt::format(R"({{"e":"take",{},"co":{},"on":{},"at":{}}})", t(), co, some_event(), place()));
    return true;
  }
  if (choice < 62) return lock(co, some_mutex());
  if (co == 0) return true;  // the main program suspends never
  if (choice < 80) return await_events(co), false;
  if (choice < 92) return pause(co), false;
  if (choice < 96) {
    suspend(co, fmt::format(R"({{"e":"yield",{},"co":{},"at":{}}})", t(), co, place()), State::kSuspended);
    return false;
  }
  if (options_.lasting) return pause(co), false;
  return end(co, choice == 99), false;
}

void GeneratorWorld::spawn(uint32_t by) {
  if (alive_.size() >= options_.coroutines) return;
  const auto co = static_cast<uint32_t>(players_.size());
  players_.emplace_back();
  players_[co].state = State::kCreated;
  alive_.push_back(co);
  event_line(fmt::format(R"({{"e":"spawn",{},"co":{},"by":{},"name":"{}","at":{}}})", t(), co, by,
                         co % 3 == 0 ? "worker" : fmt::format("player {}", co), place()),
             co, State::kCreated);
  resume(co, by);
}

void GeneratorWorld::resume(uint32_t co, int64_t by) {
  players_[co].engine_resumed = players_[co].state == State::kReady && players_[co].engine_resumed;
  players_[co].state = State::kRunning;
  event_line(fmt::format(R"({{"e":"run",{},"co":{},"by":{}}})", t(), co, by), co, State::kRunning);
  depth_++;
  act(co);
  depth_--;
}

void GeneratorWorld::suspend(uint32_t co, const std::string& line, State state) {
  players_[co].state = state;
  players_[co].wait = ++waits_;
  event_line(line, co, state);
}

void GeneratorWorld::await_events(uint32_t co) {
  Player& player = players_[co];
  player.need = Need::kEvents;
  player.on.clear();
  for (uint64_t i = 1 + below(2) * below(3); i > 0; i--) {
    const uint32_t object = below(5) == 0 ? some_promise() : some_event();
    if (std::find(player.on.begin(), player.on.end(), object) == player.on.end()) player.on.push_back(object);
  }
  const bool several = player.on.size() > 1;
  player.all = several && below(2) == 0;
  std::string on;
  for (const uint32_t object : player.on) on += (on.empty() ? "" : ",") + std::to_string(object);
  suspend(co,
          fmt::format(R"({{"e":"await",{},"co":{},"mode":"{}","on":[{}],"at":{}}})", t(), co,
                      player.all ? "all"
                      : several  ? "any"
                                 : "one",
                      on, place()),
          State::kWaiting);
  for (const uint32_t object : player.on) lines_[object].emplace_back(co, player.wait);
}

void GeneratorWorld::pause(uint32_t co) {
  Player& player = players_[co];
  player.need = Need::kTimer;
  player.all = false;
  player.on = {timer()};
  const int64_t due_ns = now_ns_ + static_cast<int64_t>(below(5) * below(1000));
  suspend(co,
          fmt::format(R"({{"e":"await",{},"co":{},"mode":"one","on":[{}],"at":{},"due":{}}})", t(), co,
                      timer(), place(), due_ns),
          State::kWaiting);
  timers_.emplace(due_ns, std::pair{co, player.wait});
}

void GeneratorWorld::leave_lines(uint32_t co) {
  Player& player = players_[co];
  if (player.need != Need::kTimer) {
    for (const uint32_t object : player.on) {
      std::erase_if(lines_[object], [&](const auto& waiter) { return waiter.first == co; });
    }
  }
  player.on.clear();
}

void GeneratorWorld::emit(uint32_t by, uint32_t object, bool all) {
  auto& line = lines_[object];
  std::vector<std::pair<uint32_t, uint64_t>> heard(line.begin(), line.end());
  if (!all && heard.size() > 1) heard.resize(1);
  const bool stored = heard.empty() && below(4) == 0;
  event_line(fmt::format(R"({{"e":"emit",{},"co":{},"how":"{}","on":{},"waiters":{},"at":{}{}}})", t(), by,
                         all ? "all" : "one", object, heard.size(), place(),
                         stored ? ",\"stored\":true" : ""));
  // All are off the line before the first is resumed.
  for (const auto& who : heard) std::erase(line, who);
  for (const auto& [co, wait] : heard) {
    const Player& player = players_[co];
    if (player.state != State::kWaiting || player.wait != wait) continue;
    if (wake(co, by, object)) resume(co, by);
  }
}

// True where its wait is over now.
bool GeneratorWorld::wake(uint32_t co, uint32_t by, uint32_t object) {
  Player& player = players_[co];
  std::erase(player.on, object);
  const bool over = !player.all || player.on.empty();
  const std::string line = fmt::format(R"({{"e":"wake",{},"co":{},"by":{},"on":{}}})", t(), co, by, object);
  if (!over) {
    event_line(line);
    return false;
  }
  event_line(line, co, State::kReady);
  leave_lines(co);
  player.state = State::kReady;
  player.engine_resumed = true;
  return true;
}

void GeneratorWorld::cancel(uint32_t by, uint32_t co) {
  if (co == kNobody || players_[co].need == Need::kMutex) return;
  event_line(fmt::format(R"({{"e":"cancel",{},"co":{},"by":{}}})", t(), co, by), co, State::kReady);
  leave_lines(co);
  players_[co].state = State::kReady;
  players_[co].engine_resumed = false;
  resume(co, by);
}

void GeneratorWorld::close(uint32_t by, uint32_t co) {
  if (co == kNobody) return;
  leave_lines(co);
  players_[co].state = State::kClosed;
  std::erase(alive_, co);
  event_line(fmt::format(R"({{"e":"closed",{},"co":{},"by":{}}})", t(), co, by), co, State::kClosed);
}

bool GeneratorWorld::lock(uint32_t co, uint32_t mutex) {
  const auto owned = owners_.find(mutex);
  if (owned == owners_.end()) {
    owners_[mutex] = co;
    event_line(fmt::format(R"({{"e":"lock",{},"co":{},"on":{},"at":{}}})", t(), co, mutex, place()));
    return true;
  }
  // Where nobody ends nobody's waiting ends either: in the end all would wait for each other.
  if (owned->second == co || co == 0 || options_.lasting) return true;
  Player& player = players_[co];
  player.need = Need::kMutex;
  player.all = false;
  player.on = {mutex};
  suspend(
      co,
      fmt::format(R"({{"e":"await",{},"co":{},"mode":"one","on":[{}],"at":{}}})", t(), co, mutex, place()),
      State::kWaiting);
  lines_[mutex].emplace_back(co, player.wait);
  return false;
}

void GeneratorWorld::unlock(uint32_t co, uint32_t mutex) {
  owners_.erase(mutex);
  event_line(fmt::format(R"({{"e":"unlock",{},"co":{},"on":{},"at":{}}})", t(), co, mutex, place()));
  auto& line = lines_[mutex];
  if (line.empty()) return;
  const uint32_t next = line.front().first;
  line.pop_front();
  event_line(fmt::format(R"({{"e":"emit",{},"co":{},"how":"one","on":{},"waiters":1,"at":{}}})", t(), co,
                         mutex, place()));
  wake(next, co, mutex);
  owners_[mutex] = next;
  event_line(fmt::format(R"({{"e":"lock",{},"co":{},"on":{},"at":{}}})", t(), next, mutex, place()));
  resume(next, co);
}

void GeneratorWorld::end(uint32_t co, bool failed) {
  players_[co].state = failed ? State::kFailed : State::kEnded;
  std::erase(alive_, co);
  if (failed && players_[co].engine_resumed && writing_) errors_++;
  const std::string why =
      failed ? R"(,"error":"random.lua:7: no luck","traceback":"stack traceback:\n\tin body")" : "";
  event_line(fmt::format(R"({{"e":"end",{},"co":{}{}}})", t(), co, why), co, players_[co].state);
}

}  // namespace coutil::tracer
