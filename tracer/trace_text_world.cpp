// How what a trace says about the world outside reads to people: waits for sockets, signals, processes and
// names, and what became of them. Knows the words; knows nothing of pictures and terminals.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

// "a, b" for a list of hosts.
std::string TraceModel::hosts_text(uint32_t e, std::string_view key) const {
  std::string names;
  const std::string list = text(e, key);
  for (size_t at = list.find_first_of("0123456789"); at != std::string::npos;
       at = list.find_first_of("0123456789", at)) {
    int64_t id = 0;
    const auto [end, error] = std::from_chars(list.data() + at, list.data() + list.size(), id);
    at = static_cast<size_t>(end - list.data());
    if (error != std::errc()) break;
    const auto found =
        std::find_if(hosts_.begin(), hosts_.end(), [id](const Host& host) { return host.id == id; });
    const std::string name = found == hosts_.end()
                                 ? fmt::format("host {}", id)
                                 : host_label(static_cast<uint32_t>(found - hosts_.begin()));
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

// "crash of a", "partition between a, b and c".
std::string TraceModel::describe_fault(uint32_t e) const {
  std::string sentence = text(e, "what");
  if (host(e) != kNone) sentence += " of " + host_label(host(e));
  if (const std::string pid = text(e, "pid"); !pid.empty()) sentence += ", process " + pid;
  const std::string from = hosts_text(e, "from"), to = hosts_text(e, "to");
  if (!from.empty()) sentence += (to.empty() ? " of " : " between ") + from;
  if (!to.empty()) sentence += " and " + to;
  const std::string more = text(e, "text");
  return more.empty() ? sentence : sentence + ": " + more;
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
      const std::string where = object(e) == kNone ? fmt::format("of message {}", message(e)) : "on " + on;
      return fmt::format("{} are lost {}{}{}", counted_bytes(bytes(e)), where, why.empty() ? "" : ": ", why);
    }
    case Kind::kSignal:
      return fmt::format("signal {} comes", text(e, "name"));
    case Kind::kFault:
      return describe_fault(e);
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
