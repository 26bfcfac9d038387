// Plays a small world of coroutines that lock, wait, unlock and end, and writes it down.
#include "tests/tracer_analysis/random_waits.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <vector>

#include "tests/tracer/temp_trace.h"

namespace coutil::tracer::test {
namespace {

class Play {
 public:
  explicit Play(unsigned seed)
      : random_(seed),
        count_(2 + pick(5)),
        mutexes_(1 + pick(4)),
        owners_(mutexes_ + 2, 0),
        who_(count_ + 1) {}

  std::string write() {
    text_ = std::string(kHeaderLine) + "\n";
    for (size_t o = 1; o <= owners_.size(); o++) {
      text_ += fmt::format("{{\"e\":\"object\",\"id\":{},\"kind\":\"{}\",\"name\":\"o{}\"}}\n", o,
                           o <= mutexes_ ? "mutex" : "event", o);
    }
    for (size_t co = 1; co <= count_; co++) {
      add(fmt::format("\"spawn\",\"t\":{{}},\"co\":{},\"by\":0,\"name\":\"c{}\"", co, co));
      add(fmt::format("\"run\",\"t\":{{}},\"co\":{},\"by\":0", co));
    }
    for (int i = 0; i < 40; i++) act(1 + pick(count_));
    return text_ +
           fmt::format(
               "{{\"e\":\"fin\",\"t\":{},\"events\":{},\"waiting\":0,\"suspended\":0,\"errors\":0}}\n", rows_,
               rows_);
  }

 private:
  struct Who {
    bool ended = false;
    bool all = false;
    std::vector<size_t> on;  // what it waits for
  };

  size_t pick(size_t n) { return random_() % n; }

  // `{}` in it becomes the time.
  void add(const std::string& keys) {
    text_ += "{\"e\":" + fmt::format(fmt::runtime(keys), rows_) + "}\n";
    rows_++;
  }

  void act(size_t co) {
    Who& who = who_[co];
    if (who.ended) return;
    if (!who.on.empty()) return pick(3) == 0 ? wake(co) : void();
    const size_t mutex = pick(mutexes_);
    if (pick(10) < 5 && owners_[mutex] == 0) {
      owners_[mutex] = co;
      return add(fmt::format("\"lock\",\"t\":{{}},\"co\":{},\"on\":{}", co, mutex + 1));
    }
    if (pick(5) == 0 && owners_[mutex] == co) {
      owners_[mutex] = 0;
      return add(fmt::format("\"unlock\",\"t\":{{}},\"co\":{},\"on\":{}", co, mutex + 1));
    }
    if (pick(8) == 0) {
      who.ended = true;
      return add(fmt::format("\"end\",\"t\":{{}},\"co\":{}", co));
    }
    if (pick(2) == 0) await(co);
  }

  void await(size_t co) {
    Who& who = who_[co];
    const char* const modes[] = {"one", "all", "any"};
    const char* mode = modes[pick(3)];
    const size_t wanted = *mode == 'o' ? 1 : 1 + pick(3);
    for (size_t i = 0; i < wanted; i++) {
      const size_t object = pick(5) == 0 ? mutexes_ + pick(2) : pick(mutexes_);
      if (owners_[object] != co && std::find(who.on.begin(), who.on.end(), object) == who.on.end())
        who.on.push_back(object);
    }
    if (who.on.empty()) return;
    who.all = std::string(mode) == "all";
    std::string list;
    for (const size_t object : who.on) list += fmt::format("{}{}", list.empty() ? "" : ",", object + 1);
    const char* plain = pick(6) == 0 ? ",\"op\":\"event\"" : "";
    add(fmt::format("\"await\",\"t\":{{}},\"co\":{},\"mode\":\"{}\",\"on\":[{}]{}", co, mode, list, plain));
  }

  // An object comes that is free, or an event.
  void wake(size_t co) {
    Who& who = who_[co];
    const auto free =
        std::find_if(who.on.begin(), who.on.end(), [&](size_t object) { return owners_[object] == 0; });
    if (free == who.on.end()) return;
    add(fmt::format("\"wake\",\"t\":{{}},\"co\":{},\"by\":0,\"on\":{}", co, *free + 1));
    who.on.erase(free);
    if (!who.all) who.on.clear();
    if (who.on.empty()) add(fmt::format("\"run\",\"t\":{{}},\"co\":{},\"by\":0", co));
  }

  std::mt19937 random_;
  size_t count_, mutexes_;
  std::vector<size_t> owners_;  // by object, 0: nobody
  std::vector<Who> who_;
  std::string text_;
  int rows_ = 0;
};

}  // namespace

std::string random_waits_trace(unsigned seed) { return Play(seed).write(); }

}  // namespace coutil::tracer::test
