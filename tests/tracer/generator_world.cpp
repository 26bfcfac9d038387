// The lines of the generator's world, and its beginning and end. What its players do is in
// generator_players.cpp.
#include "tests/tracer/generator_world.h"

#include <fmt/format.h>

#include <algorithm>

namespace coutil::tracer {

namespace {
constexpr size_t kFlushBytes = 1 << 20;
}  // namespace

void GeneratorWorld::raw_line(const std::string& text) {
  if (!writing_) return;
  made_.text += text;
  made_.text += '\n';
  if (out_ != nullptr && made_.text.size() > kFlushBytes) {
    std::fwrite(made_.text.data(), 1, made_.text.size(), out_);
    made_.text.clear();
  }
}

void GeneratorWorld::event_line(const std::string& text) {
  raw_line(text);
  if (writing_) events_++;
}

void GeneratorWorld::event_line(const std::string& text, uint32_t co, State state) {
  if (out_ == nullptr && writing_) made_.changes.push_back({static_cast<uint32_t>(events_), co, state});
  event_line(text);
}

std::string GeneratorWorld::t() const { return fmt::format("\"t\":{}", now_ns_); }

void GeneratorWorld::header() {
  raw_line(
      fmt::format(R"({{"e":"trace","v":1,"backend":"sim","seed":{},"lua":"Lua 5.4.4","coutil":"0.1.0",)"
                  R"("script":"random.lua","args":[],"scenario":null,"choices":"fifo","digest":null{}}})",
                  options_.seed, options_.from_middle ? R"(,"from":"middle")" : ""));
  for (uint32_t i = 1; i <= kPlaces; i++) {
    raw_line(
        fmt::format(R"({{"e":"place","id":{},"file":"random.lua","line":{},"func":"body"}})", i, 10 * i));
  }
  for (uint32_t i = 0; i < options_.objects; i++) {
    object(1 + i, "event", fmt::format("event {}", i + 1));
    object(1 + options_.objects + i, "mutex", fmt::format("mutex {}", i + 1));
    object(1 + 2 * options_.objects + i, "promise", i % 2 == 0 ? "" : "answer");
  }
  object(timer(), "timer", "");
}

void GeneratorWorld::object(uint32_t id, const char* kind, const std::string& name) {
  raw_line(fmt::format(R"({{"e":"object","id":{},"kind":"{}","name":"{}"}})", id, kind, name));
}

// Who lives, waits and owns, as a recorder says it that begins late.
void GeneratorWorld::describe_middle() {
  writing_ = true;
  header();
  for (const uint32_t co : alive_) {
    const Player& player = players_[co];
    event_line(fmt::format(R"({{"e":"spawn",{},"co":{},"by":0,"name":"worker","at":1}})", t(), co), co,
               State::kCreated);
    if (player.state == State::kWaiting) {
      std::string on;
      for (const uint32_t object : player.on) on += (on.empty() ? "" : ",") + std::to_string(object);
      event_line(fmt::format(R"({{"e":"await",{},"co":{},"mode":"{}","on":[{}],"at":2}})", t(), co,
                             player.all             ? "all"
                             : player.on.size() > 1 ? "any"
                                                    : "one",
                             on),
                 co, State::kWaiting);
    } else if (player.state == State::kSuspended) {
      event_line(fmt::format(R"({{"e":"yield",{},"co":{},"at":2}})", t(), co), co, State::kSuspended);
    }
  }
  for (const auto& [mutex, owner] : owners_) {
    event_line(fmt::format(R"({{"e":"lock",{},"co":{},"on":{},"at":3}})", t(), owner, mutex));
  }
}

GeneratedTrace GeneratorWorld::play() {
  players_.resize(1);
  players_[0].state = State::kRunning;
  if (options_.from_middle) {
    writing_ = false;
    for (int i = 0; i < 300; i++) {
      act_once(0);
      turn_of_scheduler();
    }
    // Owners that are gone can't be described.
    std::erase_if(owners_, [&](const auto& item) { return is_final(players_[item.second].state); });
    errors_ = 0;
    describe_middle();
  } else {
    header();
  }
  const uint32_t at_first = options_.lasting ? options_.coroutines : options_.coroutines / 2;
  for (uint32_t i = 0; i < at_first && !over(); i++) spawn(0);
  while (!over()) {
    for (uint64_t i = below(4); i > 0 && !over(); i--) act_once(0);
    for (uint64_t i = below(20); i > 0 && !over(); i--) turn_of_scheduler();
  }
  if (options_.finish) fin();
  if (out_ != nullptr) std::fwrite(made_.text.data(), 1, made_.text.size(), out_);
  made_.coroutine_count = static_cast<uint32_t>(players_.size());
  made_.events = events_;
  return std::move(made_);
}

// The scheduler lets time pass up to the next timer and resumes whom it is for.
void GeneratorWorld::turn_of_scheduler() {
  while (!timers_.empty()) {
    const auto [due_ns, who] = *timers_.begin();
    timers_.erase(timers_.begin());
    Player& player = players_[who.first];
    if (player.state != State::kWaiting || player.wait != who.second) continue;
    now_ns_ = std::max(now_ns_, due_ns);
    const uint32_t object = timer();
    event_line(fmt::format(R"({{"e":"wake",{},"co":{},"by":-1,"on":{}}})", t(), who.first, object), who.first,
               State::kReady);
    leave_lines(who.first);
    player.state = State::kReady;
    player.engine_resumed = true;
    return resume(who.first, -1);
  }
}

void GeneratorWorld::fin() {
  int64_t waiting = 0, suspended = 0;
  for (const uint32_t co : alive_) {
    waiting += players_[co].state == State::kWaiting;
    suspended += players_[co].state == State::kSuspended;
  }
  raw_line(fmt::format(R"({{"e":"fin",{},"events":{},"waiting":{},"suspended":{},"errors":{}}})", t(),
                       events_, waiting, suspended, errors_));
}

GeneratedTrace generate_trace(const GeneratorOptions& options) {
  return GeneratorWorld(options, nullptr).play();
}

uint64_t generate_trace_to(const GeneratorOptions& options, FILE* out) {
  return GeneratorWorld(options, out).play().events;
}

}  // namespace coutil::tracer
