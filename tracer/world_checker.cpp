// Follows sockets, messages and processes through a trace. In one that begins in the middle of a run, sockets
// and processes that it did not see begin are not judged.
#include "tracer/world_checker.h"

#include <fmt/format.h>

namespace coutil::tracer {

namespace {

bool is_of_socket(Operation operation) {
  return operation == Operation::kConnect || operation == Operation::kAccept ||
         operation == Operation::kReceive || operation == Operation::kSend ||
         operation == Operation::kShutdown;
}

}  // namespace

WorldChecker::WorldChecker(const TraceModel& model, Say say)
    : model_(model),
      say_(std::move(say)),
      sockets_(model.objects().size()),
      awaits_(model.coroutines().size(), kNone),
      sends_are_known_(!model.hosts().empty() && !model.header().from_middle) {}

void WorldChecker::step(uint32_t e) {
  switch (model_.kind(e)) {
    case Kind::kAwait:
      return await(e);
    case Kind::kRun:
      if (model_.coroutine(e) < awaits_.size()) awaits_[model_.coroutine(e)] = kNone;
      return;
    case Kind::kOpen:
      return open(e);
    case Kind::kClose:
      return close(e);
    case Kind::kSend:
    case Kind::kDeliver:
    case Kind::kDrop:
      return message(e);
    case Kind::kProcess:
      return process(e);
    case Kind::kSpawn:
      return spawn(e);
    case Kind::kFault:
      return fault(e);
    default:
      return;
  }
}

std::string WorldChecker::at_line(uint32_t e) const {
  return fmt::format("at line {}", model_.line_number(e));
}

// "" where a socket can be used, as far as the trace tells.
std::string WorldChecker::why_unusable(uint32_t object) const {
  if (object >= sockets_.size()) return "";
  const Socket& socket = sockets_[object];
  if (socket.closed != kNone) return "it was closed " + at_line(socket.closed);
  return socket.opened == kNone && !model_.header().from_middle ? "it was never opened" : "";
}

// What began before its socket was closed may still end, and nobody waits for what has no coroutine.
bool WorldChecker::was_under_way(uint32_t e) const {
  const uint32_t co = model_.coroutine(e), closed = sockets_[model_.object(e)].closed;
  if (closed == kNone) return false;
  if (co >= awaits_.size()) return true;
  const uint32_t await = awaits_[co];
  return await != kNone && await < closed && model_.object(await) == model_.object(e);
}

void WorldChecker::await(uint32_t e) {
  if (model_.coroutine(e) < awaits_.size()) awaits_[model_.coroutine(e)] = e;
  if (!is_of_socket(model_.operation(e))) return;
  // Who uses a closed socket waits too: for its next turn, to be told that it is closed.
  const uint32_t object = model_.object(e);
  if (object >= sockets_.size() || sockets_[object].closed != kNone) return;
  const std::string why = why_unusable(object);
  if (why.empty()) return;
  say_(e, fmt::format("{} waits {}, but {}", model_.label(model_.coroutine(e)), model_.wait_clause(e), why));
}

void WorldChecker::open(uint32_t e) {
  const uint32_t object = model_.object(e);
  if (object >= sockets_.size()) return;
  Socket& socket = sockets_[object];
  if (socket.opened != kNone || socket.closed != kNone) {
    say_(e, socket.opened == kNone ? fmt::format("{} is opened, but it was closed {}",
                                                 model_.object_label(object), at_line(socket.closed))
                                   : fmt::format("{} is opened a second time, first {}",
                                                 model_.object_label(object), at_line(socket.opened)));
  }
  socket = {e, kNone};
}

void WorldChecker::close(uint32_t e) {
  const uint32_t object = model_.object(e);
  if (object >= sockets_.size()) return;
  if (const std::string why = why_unusable(object); !why.empty()) {
    say_(e, fmt::format("{} is closed, but {}", model_.object_label(object), why));
  }
  sockets_[object].closed = e;
}

void WorldChecker::message(uint32_t e) {
  const Kind kind = model_.kind(e);
  const int64_t id = model_.message(e);
  if (model_.bytes(e) < 0)
    say_(e, fmt::format("message {} has {} bytes, and no message has less than 0", id, model_.bytes(e)));
  const uint32_t object = model_.object(e);
  if (object < sockets_.size() && kind != Kind::kDrop && !was_under_way(e)) {
    const std::string why = why_unusable(object);
    const char* verb = kind == Kind::kSend ? "sent" : "received";
    if (!why.empty())
      say_(e, fmt::format("message {} is {} on {}, but {}", id, verb, model_.object_label(object), why));
  }
  const auto [found, fresh] = messages_.try_emplace(id, Message{e, kind == Kind::kSend});
  Message& first = found->second;
  if (kind != Kind::kSend) return come(e, first);
  if (fresh) return;
  say_(e, first.sent
              ? fmt::format("message {} is sent a second time, first {}", id, at_line(first.row))
              : fmt::format("message {} is sent, but it {} {}", id,
                            model_.kind(first.row) == Kind::kDrop ? "was lost" : "came", at_line(first.row)));
  first = {e, true};
}

// What came or was lost was sent before, and is not more than that.
void WorldChecker::come(uint32_t e, const Message& first) {
  const char* verb = model_.kind(e) == Kind::kDrop ? "is lost" : "comes";
  const int64_t id = model_.message(e);
  if (!first.sent) {
    if (sends_are_known_) say_(e, fmt::format("message {} {}, but nobody sent it", id, verb));
    return;
  }
  // Pieces of a stream may come together, under the number of the first.
  const uint32_t on = model_.object(first.row);
  const bool is_whole = on < sockets_.size() && sockets_[on].opened != kNone &&
                        model_.what(sockets_[on].opened) == What::kDatagram;
  if (is_whole && sends_are_known_ && model_.bytes(e) > model_.bytes(first.row)) {
    say_(e, fmt::format("message {} {} with {} bytes, but {} were sent {}", id, verb, model_.bytes(e),
                        model_.bytes(first.row), at_line(first.row)));
  }
}

// The main program of a simulated process, which runs from then on, whether or not somebody said its start.
void WorldChecker::spawn(uint32_t e) {
  const Program& program = model_.programs()[model_.coroutines()[model_.coroutine(e)].program];
  if (program.pid >= 0 && program.main_coroutine == model_.coroutine(e)) processes_[program.pid] = {e, true};
}

// With a host its processes end.
void WorldChecker::fault(uint32_t e) {
  for (const uint32_t program : model_.programs_ended_by(e)) {
    const auto found = processes_.find(model_.programs()[program].pid);
    if (found != processes_.end() && found->second.runs) found->second = {e, false};
  }
}

void WorldChecker::process(uint32_t e) {
  const int64_t id = model_.process_id(e);
  const auto [found, fresh] = processes_.try_emplace(id);
  Process& process = found->second;
  const bool starts = model_.what(e) == What::kStart;
  // A start without an end before it is well: nobody may have waited for the end.
  if (!starts && !process.runs && (!fresh || !model_.header().from_middle)) {
    say_(e, fmt::format("process {} ends, but it {}", id,
                        fresh ? "never started" : "ended already " + at_line(process.row)));
  }
  process = {e, starts};
}

}  // namespace coutil::tracer
