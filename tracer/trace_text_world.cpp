// How what a trace says about the world outside reads to people: waits for sockets, signals, processes and
// names, and what became of them. Knows the words; knows nothing of pictures and terminals.
#include <fmt/format.h>

#include <algorithm>

#include "tracer/trace_model.h"
#include "tracer/units.h"

namespace coutil::tracer {

namespace {

std::string counted_bytes(int64_t bytes) {
  if (bytes == 1) return "1 byte";
  return bytes < 0 ? fmt::format("{} bytes", bytes) : format_count(static_cast<uint64_t>(bytes)) + " bytes";
}

// " from 127.0.0.1:80", where the line has that key.
std::string peer(const TraceModel& model, uint32_t e, const char* key) {
  const std::string address = model.text(e, key);
  return address.empty() ? "" : fmt::format(" {} {}", key, address);
}

}  // namespace

std::string TraceModel::wait_clause(uint32_t await_event) const {
  const Operation what = operation(await_event);
  if (what == Operation::kNone) return "for " + wait_label(await_event);
  const std::string on = object_label(object(await_event));
  switch (what) {
    case Operation::kSignal:
      return "for signal " + on;
    case Operation::kProcess:
      return "for process " + on;
    case Operation::kLookup:
      return "for the addresses of " + on;
    case Operation::kConnect:
      return "to connect " + on;
    case Operation::kAccept:
      return "for a connection at " + on;
    case Operation::kReceive:
      return "to receive on " + on;
    case Operation::kSend:
      return "to send on " + on;
    case Operation::kShutdown:
      return "to shut down " + on;
    default:
      return "for " + on;
  }
}

std::string TraceModel::process_label(uint32_t e) const {
  const int64_t id = process_id(e);
  // Its start is the last one with its number: the system gives numbers away again.
  auto at = std::upper_bound(process_events_.begin(), process_events_.end(), e);
  while (at != process_events_.begin()) {
    const uint32_t start = *--at;
    if (process_id(start) != id || what(start) != What::kStart) continue;
    const std::string name = text(start, "name");
    return name.empty() ? fmt::format("process {}", id) : fmt::format("process {} ({})", id, name);
  }
  return fmt::format("process {}", id);
}

std::string TraceModel::describe_world(uint32_t e) const {
  const bool nobody = coroutine(e) == kNone;
  const std::string who = label(coroutine(e)), on = object_label(object(e));
  switch (kind(e)) {
    case Kind::kOpen: {
      const std::string address = text(e, "address");
      if (what(e) == What::kStream && !address.empty())
        return fmt::format("{} accepts a connection from {}, {}", who, address, on);
      const std::string type = what(e) == What::kOther ? "" : std::string(what_name(what(e))) + " ";
      return fmt::format("{} opens a {}socket, {}", who, type, on);
    }
    case Kind::kClose:
      return fmt::format("{} closes {}", nobody ? "the collector" : who, on);
    case Kind::kSend: {
      const std::string message = counted_bytes(bytes(e)) + peer(*this, e, "to");
      return nobody ? fmt::format("{} left on {}", message, on)
                    : fmt::format("{} sends {} on {}", who, message, on);
    }
    case Kind::kDeliver: {
      const std::string message = counted_bytes(bytes(e)) + peer(*this, e, "from");
      return nobody ? fmt::format("{} came on {}", message, on)
                    : fmt::format("{} receives {} on {}", who, message, on);
    }
    case Kind::kDrop: {
      const std::string why = text(e, "why");
      return fmt::format("{} are lost on {}{}{}", counted_bytes(bytes(e)), on, why.empty() ? "" : ": ", why);
    }
    case Kind::kSignal:
      return fmt::format("signal {} comes", text(e, "name"));
    default:
      break;
  }
  const std::string process = process_label(e);
  if (what(e) == What::kStart) return process + " starts";
  if (what(e) == What::kExit) return fmt::format("{} exits with status {}", process, text(e, "status"));
  if (what(e) == What::kSignal) return fmt::format("{} is ended by signal {}", process, text(e, "name"));
  return process + ": " + text(e, "what");
}

}  // namespace coutil::tracer
