// The served process seen from outside: the processor time it took, its memory, its open descriptors, and, if
// it tells, what Lua uses. Knows nothing of how it serves.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>

namespace coutil::load {

struct Standing {
  std::int64_t resident_bytes = 0;
  int descriptors = 0;
  std::optional<std::int64_t> lua_bytes;  // after a full collection
};

class ServerProcess {
 public:
  // `pid` is a running process; `figures_port` is where it tells Lua's bytes to whoever connects, 0 if
  // nowhere. Throws std::runtime_error if there is no such process.
  ServerProcess(int pid, int figures_port);

  // Processor time of all its threads so far, in user and system mode, in nanoseconds.
  [[nodiscard]] std::int64_t cpu_ns() const;
  // Asks for Lua's bytes first, so that the rest is seen after a collection.
  [[nodiscard]] Standing standing() const;

 private:
  int pid_;
  int figures_port_;
  clockid_t clock_ = 0;
};

}  // namespace coutil::load
