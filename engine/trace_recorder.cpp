// The lines of the trace, one function a kind. Must not know where they go (TraceOutput) nor how numbers
// and strings are formatted (TraceLine). The header of this file documents every kind and key.
#include "engine/trace_recorder.h"

#include <array>

#include "engine/trace_writing.h"

namespace coutil {
namespace {

constexpr std::array<std::string_view, 9> kObjectKinds = {"event",  "mutex",   "promise", "timer", "turn",
                                                          "signal", "process", "lookup",  "socket"};
constexpr std::array<std::string_view, 3> kWaitModes = {"one", "all", "any"};

}  // namespace

const char* object_kind_name(ObjectKind kind) { return kObjectKinds[static_cast<std::size_t>(kind)].data(); }

TraceRecorder::TraceRecorder(TraceOutput& output) : output_(output) {}

void TraceRecorder::begin(const TraceHeader& header) {
  header_ = header;
  write_header(header.from_middle);
}

void TraceRecorder::write_header(bool from_middle) {
  const TraceHeader& header = header_;
  std::size_t bound = kFixedBytes + escaped_bound(header.backend) + escaped_bound(header.lua) +
                      escaped_bound(header.coutil) + escaped_bound(header.script) +
                      escaped_bound(header.scenario.value_or("")) + escaped_bound(header.choices) +
                      escaped_bound(header.digest);
  for (const std::string& argument : header.args) bound += escaped_bound(argument) + 1;
  write(bound, false, [&](TraceLine& line) {
    line.raw("{\"e\":\"trace\",\"v\":1,\"backend\":");
    line.string(header.backend);
    line.raw(",\"seed\":");
    line.number(header.seed);
    line.raw(",\"lua\":");
    line.string(header.lua);
    line.raw(",\"coutil\":");
    line.string(header.coutil);
    line.raw(",\"script\":");
    line.string(header.script);
    line.raw(",\"args\":[");
    for (std::size_t index = 0; index < header.args.size(); ++index) {
      if (index != 0) line.raw(",");
      line.string(header.args[index]);
    }
    line.raw("],\"scenario\":");
    header.scenario ? line.string(*header.scenario) : line.raw("null");
    line.raw(",\"choices\":");
    line.string(header.choices);
    line.raw(",\"digest\":");
    header.digest.empty() ? line.raw("null") : line.string(header.digest);
    if (from_middle) line.raw(",\"from\":\"middle\"");
    line.raw("}");
  });
}

void TraceRecorder::place(PlaceId id, std::string_view file, int line_number, std::string_view function) {
  write(kFixedBytes + escaped_bound(file) + escaped_bound(function), false, [&](TraceLine& line) {
    line.raw("{\"e\":\"place\",\"id\":");
    line.number(id);
    line.raw(",\"file\":");
    line.string(file);
    line.raw(",\"line\":");
    line.number(line_number);
    line.raw(",\"func\":");
    line.string(function);
    line.raw("}");
  });
}

void TraceRecorder::object(ObjectId id, ObjectKind kind, std::string_view name) {
  write(kFixedBytes + escaped_bound(name), false, [&](TraceLine& line) {
    line.raw("{\"e\":\"object\",\"id\":");
    line.number(id);
    line.raw(",\"kind\":");
    line.string(kObjectKinds[static_cast<std::size_t>(kind)]);
    line.raw(",\"name\":");
    line.string(name);
    line.raw("}");
  });
}

void TraceRecorder::spawn(TimeNs t, CoroutineId co, CoroutineId by, std::string_view name, PlaceId at) {
  write(kFixedBytes + escaped_bound(name), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"spawn\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"by\":");
    line.number(by);
    line.raw(",\"name\":");
    line.string(name);
    write_place(line, at);
    if (pid_ != 0) {
      line.raw(",\"pid\":");
      line.number(pid_);
    }
    line.raw("}");
  });
}

void TraceRecorder::name(CoroutineId co, std::string_view name) {
  write(kFixedBytes + escaped_bound(name), false, [&](TraceLine& line) {
    line.raw("{\"e\":\"name\"");
    write_co(line, co);
    line.raw(",\"name\":");
    line.string(name);
    line.raw("}");
  });
}

void TraceRecorder::run(TimeNs t, CoroutineId co, CoroutineId by) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"run\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"by\":");
    line.number(by);
    line.raw("}");
  });
}

void TraceRecorder::await(TimeNs t, CoroutineId co, WaitMode mode, std::span<const ObjectId> on, PlaceId at,
                          bool hears_mutex) {
  write(kFixedBytes + list_bound(on), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"await\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"mode\":");
    line.string(kWaitModes[static_cast<std::size_t>(mode)]);
    line.raw(",\"on\":");
    line.numbers(on);
    write_place(line, at);
    if (hears_mutex) line.raw(",\"op\":\"event\"");
    line.raw("}");
  });
}

void TraceRecorder::await_until(TimeNs t, CoroutineId co, ObjectId on, PlaceId at, TimeNs due) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"await\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"mode\":\"one\",\"on\":[");
    line.number(on);
    line.raw("]");
    write_place(line, at);
    line.raw(",\"due\":");
    line.number(due);
    line.raw("}");
  });
}

void TraceRecorder::yield(TimeNs t, CoroutineId co, PlaceId at) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"yield\",\"t\":");
    line.number(t);
    write_co(line, co);
    write_place(line, at);
    line.raw("}");
  });
}

void TraceRecorder::emit(TimeNs t, CoroutineId co, EmitHow how, ObjectId on, std::int64_t waiters, PlaceId at,
                         bool stored) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"emit\",\"t\":");
    line.number(t);
    write_co(line, co);
    how == EmitHow::kOne ? line.raw(",\"how\":\"one\"") : line.raw(",\"how\":\"all\"");
    line.raw(",\"on\":");
    line.number(on);
    line.raw(",\"waiters\":");
    line.number(waiters);
    write_place(line, at);
    if (stored) line.raw(",\"stored\":true");
    line.raw("}");
  });
}

// What a coroutine does to one object; `begin` is the line up to its time.
void TraceRecorder::act_on(std::string_view begin, TimeNs t, CoroutineId co, ObjectId on, PlaceId at) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw(begin);
    line.number(t);
    write_co(line, co);
    line.raw(",\"on\":");
    line.number(on);
    write_place(line, at);
    line.raw("}");
  });
}

void TraceRecorder::take(TimeNs t, CoroutineId co, ObjectId on, PlaceId at) {
  act_on("{\"e\":\"take\",\"t\":", t, co, on, at);
}

void TraceRecorder::wake(TimeNs t, CoroutineId co, CoroutineId by, ObjectId on) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"wake\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"by\":");
    line.number(by);
    line.raw(",\"on\":");
    line.number(on);
    line.raw("}");
  });
}

void TraceRecorder::cancel(TimeNs t, CoroutineId co, CoroutineId by) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"cancel\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"by\":");
    line.number(by);
    line.raw("}");
  });
}

void TraceRecorder::lock(TimeNs t, CoroutineId co, ObjectId on, PlaceId at) {
  act_on("{\"e\":\"lock\",\"t\":", t, co, on, at);
}

void TraceRecorder::unlock(TimeNs t, CoroutineId co, ObjectId on, PlaceId at) {
  act_on("{\"e\":\"unlock\",\"t\":", t, co, on, at);
}

void TraceRecorder::fulfill(TimeNs t, CoroutineId co, ObjectId on, PlaceId at) {
  act_on("{\"e\":\"fulfill\",\"t\":", t, co, on, at);
}

void TraceRecorder::pick(TimeNs t, std::span<const CoroutineId> of, CoroutineId took) {
  write(kFixedBytes + list_bound(of), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"pick\",\"t\":");
    line.number(t);
    line.raw(",\"of\":");
    line.numbers(of);
    line.raw(",\"took\":");
    line.number(took);
    line.raw("}");
  });
}

void TraceRecorder::note(TimeNs t, CoroutineId co, std::string_view text, PlaceId at) {
  write(kFixedBytes + escaped_bound(text), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"note\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"text\":");
    line.string(text);
    write_place(line, at);
    line.raw("}");
  });
}

void TraceRecorder::print(TimeNs t, CoroutineId co, std::string_view text) {
  write(kFixedBytes + escaped_bound(text), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"print\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"text\":");
    line.string(text);
    line.raw("}");
  });
}

void TraceRecorder::end(TimeNs t, CoroutineId co) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"end\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw("}");
  });
}

void TraceRecorder::end_with_error(TimeNs t, CoroutineId co, std::string_view error,
                                   std::string_view traceback) {
  write(kFixedBytes + escaped_bound(error) + escaped_bound(traceback), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"end\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"error\":");
    line.string(error);
    line.raw(",\"traceback\":");
    line.string(traceback);
    line.raw("}");
  });
}

void TraceRecorder::closed(TimeNs t, CoroutineId co, CoroutineId by) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"closed\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"by\":");
    line.number(by);
    line.raw("}");
  });
}

void TraceRecorder::lost(TimeNs t, CoroutineId co, std::span<const ObjectId> on) {
  write(kFixedBytes + list_bound(on), true, [&](TraceLine& line) {
    line.raw("{\"e\":\"lost\",\"t\":");
    line.number(t);
    write_co(line, co);
    line.raw(",\"on\":");
    line.numbers(on);
    line.raw("}");
  });
}

void TraceRecorder::stuck(TimeNs t, std::span<const CoroutineId> waiting, std::span<const CoroutineId> cycle,
                          std::string_view why) {
  write(kFixedBytes + list_bound(waiting) + list_bound(cycle) + escaped_bound(why), true,
        [&](TraceLine& line) {
          line.raw("{\"e\":\"stuck\",\"t\":");
          line.number(t);
          line.raw(",\"waiting\":");
          line.numbers(waiting);
          line.raw(",\"cycle\":");
          line.numbers(cycle);
          line.raw(",\"why\":");
          line.string(why);
          line.raw("}");
        });
}

void TraceRecorder::collect(TimeNs t, std::int64_t bytes_before, std::int64_t bytes_after) {
  write(kFixedBytes, true, [&](TraceLine& line) {
    line.raw("{\"e\":\"gc\",\"t\":");
    line.number(t);
    line.raw(",\"before\":");
    line.number(bytes_before);
    line.raw(",\"after\":");
    line.number(bytes_after);
    line.raw("}");
  });
}

void TraceRecorder::finish(TimeNs t, std::int64_t waiting, std::int64_t suspended, std::int64_t errors) {
  if (finished_) return;
  const std::int64_t events = events_ - output_.settle();
  write(kFixedBytes, false, [&](TraceLine& line) {
    line.raw("{\"e\":\"fin\",\"t\":");
    line.number(t);
    line.raw(",\"events\":");
    line.number(events);
    line.raw(",\"waiting\":");
    line.number(waiting);
    line.raw(",\"suspended\":");
    line.number(suspended);
    line.raw(",\"errors\":");
    line.number(errors);
    line.raw("}");
  });
  output_.finish();
  finished_ = true;
}

TraceRecorder::Position TraceRecorder::position() const { return {events_, output_.position(), last_sent_}; }

void TraceRecorder::rewind(Position position) {
  if (finished_) return;
  output_.rewind(position.output);
  events_ = position.events;
  last_sent_ = position.last_sent;
  early_drops_.clear();
}

bool TraceRecorder::can_rewind() const { return output_.can_rewind(); }

std::string TraceRecorder::problem() const {
  std::string text = output_.error();
  if (missing_lines_ == 0) return text;
  if (text.empty()) text = "this is a forked process, and the trace belongs to its parent";
  text += " (lines missing at the end of the trace: " + std::to_string(missing_lines_) + ")";
  return text;
}

bool TraceRecorder::needs_snapshot() const { return !finished_ && output_.needs_snapshot(); }

void TraceRecorder::begin_snapshot() {
  if (!finished_ && output_.begin_snapshot()) write_header(true);
}

void TraceRecorder::end_snapshot() {
  if (!finished_) output_.end_snapshot();
}

}  // namespace coutil
