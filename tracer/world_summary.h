// What a trace did with the world outside, in numbers: sockets, messages, signals, processes, and the waits
// for them. Computed from model and lanes as plain structs; printed by the summary.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

struct SocketUse {
  std::array<uint32_t, 3> opened{};  // listen, stream, datagram
  uint32_t closed = 0;
  std::vector<uint32_t> left_open;  // objects, in the order of their opening
  uint32_t opened_in_all() const { return opened[0] + opened[1] + opened[2]; }
};

struct MessageUse {
  uint64_t sent = 0, received = 0, lost = 0;
  std::map<std::string, uint64_t> lost_by_why;
  int64_t sent_bytes = 0, received_bytes = 0;
};

struct SignalUse {
  std::string name;
  uint32_t count = 0;
};

struct FaultUse {
  std::string what;
  uint32_t count = 0;
};

// What a host's programs did.
struct HostUse {
  uint32_t host = kNone;
  uint32_t processes = 0, coroutines = 0, runs = 0, crashes = 0;
  MessageUse messages;  // `lost` are those that it sent
};

struct ProcessUse {
  int64_t id = 0;
  uint32_t host = kNone;
  std::string name;        // the program; "" where its start is not in the trace
  uint32_t start = kNone;  // rows
  uint32_t end = kNone;
};

// The waits of one kind: all that received, all that waited for a process, ...
struct OperationUse {
  Operation operation = Operation::kNone;
  uint32_t waits = 0;
  int64_t waited_ns = 0, longest_wait_ns = 0;
  uint32_t longest_wait_event = kNone;  // its await
};

struct WorldUse {
  SocketUse sockets;
  MessageUse messages;
  std::vector<HostUse> hosts;            // in their order; none where there is one only
  std::vector<FaultUse> faults;          // by what
  std::vector<SignalUse> signals;        // by name
  std::vector<ProcessUse> processes;     // by start
  std::vector<OperationUse> operations;  // the most waited for first
  bool empty() const;
};

WorldUse world_use(const Lanes& lanes);

// "exit 0", "signal terminate", or "still ran at the end".
std::string process_end_text(const TraceModel& model, const ProcessUse& process);

// The paragraph and the tables of the summary, "" where a trace has nothing to do with the world outside.
std::string world_summary_text(const Lanes& lanes, size_t width, bool color);

}  // namespace coutil::tracer
