// Opening the outputs that have a path. Must not know what the lines mean.
#include "engine/trace_output.h"

#include "engine/trace_file_output.h"
#include "engine/trace_last_output.h"
#include "engine/trace_stream_output.h"

namespace coutil {

OpenedTrace open_trace_file(const std::string& path) {
  OpenedTrace opened;
  opened.output = TraceFileOutput::open(path, opened.error);
  if (!opened.output && opened.error.empty()) opened.output = TraceStreamOutput::open(path, opened.error);
  return opened;
}

OpenedTrace open_trace_last(const std::string& path, std::uint64_t keep_bytes) {
  OpenedTrace opened;
  opened.output = TraceLastOutput::open(path, keep_bytes, opened.error);
  return opened;
}

}  // namespace coutil
