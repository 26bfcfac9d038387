// The lines of the trace about the world outside: sockets, messages, signals, processes. One function a kind,
// as in trace_recorder.cpp; the header of TraceRecorder documents the kinds.
#include <algorithm>
#include <new>
#include <utility>

#include "engine/trace_writing.h"

namespace coutil {

// `{"e":"KIND","t":T,"co":CO,"on":ON`
void TraceRecorder::begin_line(TraceLine& line, std::string_view kind, TimeNs t, CoroutineId co,
                               ObjectId on) const noexcept {
  line.raw("{\"e\":\"");
  line.raw(kind);
  line.raw("\",\"t\":");
  line.number(t);
  write_co(line, co);
  line.raw(",\"on\":");
  line.number(on);
}

void TraceRecorder::await_operation(TimeNs t, CoroutineId co, ObjectId on, PlaceId at,
                                    std::string_view operation) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"await\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"mode\":\"one\",\"on\":[");
    line.number(on);
    line.raw("]");
    write_place(line, at);
    line.raw(",\"op\":\"");
    line.raw(operation);
    line.raw("\"}");
  });
}

void TraceRecorder::open(TimeNs t, CoroutineId co, ObjectId on, std::string_view what,
                         std::string_view address) {
  socket("open", t, co, on, what, address);
}

void TraceRecorder::close(TimeNs t, CoroutineId co, ObjectId on, std::string_view what,
                          std::string_view address) {
  socket("close", t, co, on, what, address);
}

void TraceRecorder::socket(std::string_view kind, TimeNs t, CoroutineId co, ObjectId on,
                           std::string_view what, std::string_view address) {
  write(kFixedBytes + escaped_bound(address), true, [&](TraceLine& line) {
    begin_line(line, kind, t, co, on);
    line.raw(",\"what\":\"");
    line.raw(what);
    line.raw("\",\"address\":");
    line.string(address);
    line.raw("}");
  });
}

void TraceRecorder::message(MessageKind kind, TimeNs t, CoroutineId co, ObjectId on, std::int64_t id,
                            std::int64_t bytes, std::string_view peer) {
  bool sends = kind == MessageKind::kSend;
  write(kFixedBytes + escaped_bound(peer), true, [&](TraceLine& line) {
    begin_line(line, sends ? "send" : "deliver", t, co, on);
    line.raw(",\"msg\":");
    line.number(id);
    line.raw(",\"bytes\":");
    line.number(bytes);
    if (!peer.empty()) {
      line.raw(sends ? ",\"to\":" : ",\"from\":");
      line.string(peer);
    }
    line.raw("}");
  });
  if (sends) sent(id);
}

void TraceRecorder::sent(MessageId id) {
  last_sent_ = std::max(last_sent_, id);
  if (early_drops_.empty()) return;
  for (const EarlyDrop& drop : early_drops_) {
    if (drop.id == id) write_drop(drop);
  }
  // Those of messages before it: nobody records their sender.
  std::erase_if(early_drops_, [id](const EarlyDrop& drop) { return drop.id <= id; });
}

void TraceRecorder::signal(TimeNs t, std::string_view name) {
  write(kFixedBytes + escaped_bound(name), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"signal\",\"t\":");
    line.number(t);
    line.raw(",\"name\":");
    line.string(name);
    if (pid_ != 0) {
      line.raw(",\"pid\":");
      line.number(pid_);
    }
    line.raw("}");
  });
}

void TraceRecorder::process(TimeNs t, std::int64_t pid, std::string_view what, std::string_view name,
                            std::int64_t number) {
  write(kFixedBytes + escaped_bound(name), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"process\",\"t\":");
    line.number(t);
    line.raw(",\"pid\":");
    line.number(pid);
    line.raw(",\"what\":\"");
    line.raw(what);
    line.raw("\"");
    if (!name.empty()) {
      line.raw(",\"name\":");
      line.string(name);
    }
    if (what == "exit") {
      line.raw(",\"status\":");
      line.number(number);
    }
    line.raw("}");
  });
}

void TraceRecorder::drop(TimeNs t, MessageId id, std::int64_t bytes, std::string_view why) {
  try {
    EarlyDrop drop{t, id, bytes, std::string(why)};
    if (id <= last_sent_) return write_drop(drop);
    early_drops_.push_back(std::move(drop));
  } catch (const std::bad_alloc&) {
    ++missing_lines_;
  }
}

void TraceRecorder::write_drop(const EarlyDrop& drop) {
  write(kFixedBytes + escaped_bound(drop.why), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"drop\",\"t\":");
    line.number(drop.t);
    line.raw(",\"msg\":");
    line.number(drop.id);
    line.raw(",\"bytes\":");
    line.number(drop.bytes);
    line.raw(",\"why\":");
    line.string(drop.why);
    line.raw("}");
  });
}

void TraceRecorder::fault(TimeNs t, const TraceFault& fault) {
  const std::size_t bound = kFixedBytes + escaped_bound(fault.what) + escaped_bound(fault.text) +
                            list_bound(fault.from) + list_bound(fault.to);
  write(bound, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"fault\",\"t\":");
    line.number(t);
    line.raw(",\"what\":");
    line.string(fault.what);
    if (fault.host >= 0) {
      line.raw(",\"host\":");
      line.number(fault.host);
    }
    if (fault.pid != 0) {
      line.raw(",\"pid\":");
      line.number(fault.pid);
    }
    if (!fault.from.empty()) {
      line.raw(",\"from\":");
      line.numbers(fault.from);
    }
    if (!fault.to.empty()) {
      line.raw(",\"to\":");
      line.numbers(fault.to);
    }
    if (!fault.text.empty()) {
      line.raw(",\"text\":");
      line.string(fault.text);
    }
    line.raw("}");
  });
}

void TraceRecorder::host(HostId id, std::string_view name, std::span<const std::string> addresses) {
  std::size_t bound = kFixedBytes + escaped_bound(name);
  for (const std::string& address : addresses) bound += escaped_bound(address) + 1;
  write(bound, false, [&](TraceLine& line) {
    line.raw("{\"e\":\"host\",\"id\":");
    line.number(id);
    line.raw(",\"name\":");
    line.string(name);
    line.raw(",\"addresses\":[");
    for (std::size_t index = 0; index < addresses.size(); ++index) {
      if (index != 0) line.raw(",");
      line.string(addresses[index]);
    }
    line.raw("]}");
  });
}

}  // namespace coutil
