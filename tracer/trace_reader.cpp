// The whole of a trace at once.
#include "tracer/trace_reader.h"

#include "tracer/trace_loader.h"

namespace coutil::tracer {

TraceModel read_trace(const std::string& path, const ReadOptions& options) {
  TraceLoader loader(path, options);
  while (loader.read_chunk()) {
  }
  return loader.finish();
}

}  // namespace coutil::tracer
