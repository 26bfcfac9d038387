// The lines of the trace about the world outside: sockets, messages, signals, processes. One function a kind,
// as in trace_recorder.cpp; the header of TraceRecorder documents the kinds.
#include "engine/trace_writing.h"

namespace coutil {
namespace {

// `{"e":"KIND","t":T,"co":CO,"on":ON`
void begin_line(TraceLine& line, std::string_view kind, TimeNs t, CoroutineId co, ObjectId on) {
  line.raw("{\"e\":\"");
  line.raw(kind);
  line.raw("\",\"t\":");
  line.number(t);
  line.raw(",\"co\":");
  line.number(co);
  line.raw(",\"on\":");
  line.number(on);
}

}  // namespace

void TraceRecorder::await_operation(TimeNs t, CoroutineId co, ObjectId on, PlaceId at,
                                    std::string_view operation) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"await\",\"t\":");
    line.number(t);
    line.raw(",\"co\":");
    line.number(co);
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
  write(kFixedBytes + escaped_bound(address), true, [&](TraceLine& line) {
    begin_line(line, "open", t, co, on);
    line.raw(",\"what\":\"");
    line.raw(what);
    line.raw("\",\"address\":");
    line.string(address);
    line.raw("}");
  });
}

void TraceRecorder::close(TimeNs t, CoroutineId co, ObjectId on, std::string_view what,
                          std::string_view address) {
  write(kFixedBytes + escaped_bound(address), true, [&](TraceLine& line) {
    begin_line(line, "close", t, co, on);
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
}

void TraceRecorder::signal(TimeNs t, std::string_view name) {
  write(kFixedBytes + escaped_bound(name), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"signal\",\"t\":");
    line.number(t);
    line.raw(",\"name\":");
    line.string(name);
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

}  // namespace coutil
