// What always holds of a trace's lines about the world outside: sockets carry messages between their opening
// and their closing, messages are sent once and come after that, processes end once. Knows nothing of who
// runs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "tracer/trace_model.h"

namespace coutil::tracer {

class WorldChecker {
 public:
  // Called with a row that breaks a promise, and the sentence that says which.
  using Say = std::function<void(uint32_t row, std::string sentence)>;

  WorldChecker(const TraceModel& model, Say say);

  // All rows, one after the other.
  void step(uint32_t e);

 private:
  // The rows that opened and closed a socket last; kNone for none yet.
  struct Socket {
    uint32_t opened = kNone;
    uint32_t closed = kNone;
  };
  struct Message {
    uint32_t row = kNone;  // its `send`, else the first row that had it
    bool sent = false;
  };
  struct Process {
    uint32_t row = kNone;  // the last one about it
    bool runs = false;
  };

  void await(uint32_t e);
  void open(uint32_t e);
  void close(uint32_t e);
  void message(uint32_t e);
  void process(uint32_t e);
  void spawn(uint32_t e);
  void fault(uint32_t e);
  void come(uint32_t e, const Message& first);
  std::string why_unusable(uint32_t object) const;
  bool was_under_way(uint32_t e) const;
  std::string at_line(uint32_t e) const;

  const TraceModel& model_;
  Say say_;
  std::vector<Socket> sockets_;   // by object
  std::vector<uint32_t> awaits_;  // by coroutine: its present await, kNone while it runs
  std::unordered_map<int64_t, Message> messages_;
  std::unordered_map<int64_t, Process> processes_;
  bool sends_are_known_;  // a simulation of several hosts from its beginning: what comes was sent
};

}  // namespace coutil::tracer
