// Recording: one trace after another of one engine, or of several that share it - the output, the recorder,
// what the header says, the hosts. It lies outside of the memory that the simulation's checkpoints copy. It
// must not know Lua.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/trace_output.h"
#include "engine/trace_recorder.h"

namespace coutil {

class Recording final {
 public:
  /// The header's `from_middle` is set here, as recording begins.
  explicit Recording(TraceHeader header);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// Begins a trace into a file; `keep_bytes` other than 0 keeps only the end (--trace-last). Returns what
  /// went wrong, empty when nothing. The present trace, if any, must have been stopped.
  std::string start(const std::string& path, std::uint64_t keep_bytes, bool from_middle);

  /// The same into an output that the caller made.
  void start(std::unique_ptr<TraceOutput> output, bool from_middle);

  /// A host of a trace of several: said now and at the beginning of every further trace. The same id again
  /// takes the former one's place. Throws std::bad_alloc.
  void add_host(HostId id, std::string_view name, std::vector<std::string> addresses);

  /// Says the hosts (again), where a trace or a segment begins.
  void say_hosts();

  /// Null while nothing is recorded.
  TraceRecorder* recorder() { return recorder_.get(); }
  bool is_recording() const { return recorder_ != nullptr; }
  TraceOutput* output() { return output_.get(); }

  /// Writes the last line and closes the file. Returns what went wrong since the start, empty when nothing.
  std::string stop(TimeNs t, std::int64_t waiting, std::int64_t suspended, std::int64_t errors);

 private:
  struct Host {
    HostId id;
    std::string name;
    std::vector<std::string> addresses;
  };

  TraceHeader header_;
  std::vector<Host> hosts_;
  std::unique_ptr<TraceOutput> output_;
  std::unique_ptr<TraceRecorder> recorder_;
  // Of former traces: finished, and kept because somebody may be in the midst of them
  // (Engine::retired_tracing).
  std::vector<std::pair<std::unique_ptr<TraceOutput>, std::unique_ptr<TraceRecorder>>> retired_;
};

}  // namespace coutil
