// A file that is cut off while it is mapped: what is read of it afterwards reads as nothing, and nobody dies
// of SIGBUS.
#include <filesystem>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/trace_check.h"
#include "tracer/trace_document.h"
#include "tracer/trace_loader.h"
#include "tracer/trace_summary.h"

namespace coutil::tracer {
namespace {

std::string long_trace() { return generate_trace({.seed = 5, .events = 30000, .coroutines = 12}).text; }

// In the first page, on its edge, behind it, in the middle, nearly nothing.
std::vector<size_t> cuts(size_t size) { return {0, 1, 4095, 4096, 4097, size / 3, size / 2 + 7, size - 1}; }

}  // namespace

TEST_CASE("a trace that was read is cut off, and its texts are asked for") {
  const std::string text = long_trace();
  for (const size_t left : cuts(text.size())) {
    CAPTURE(left);
    const TempTrace trace(text);
    const TraceModel model = trace.load();
    const Lanes lanes(model);
    std::filesystem::resize_file(trace.path(), left);
    size_t empty = 0;
    for (uint32_t e = 0; e < model.event_count(); e += 7) {
      CHECK(model.describe(e).size() < 2000);
      empty += model.line_text(e).empty() || model.line_text(e).front() != '{' ? 1 : 0;
    }
    CHECK((left + 4096 > text.size() || empty > 0));
    CHECK_FALSE(summary_json(lanes).empty());
    CHECK_FALSE(summary_text(lanes, 100, false).empty());
    check_trace(model);
  }
}

TEST_CASE("a trace is cut off while it is read") {
  const std::string text = long_trace();
  for (const size_t left : cuts(text.size())) {
    for (const int chunks : {0, 1, 9}) {
      CAPTURE(left, chunks);
      const TempTrace trace(text);
      ReadOptions options;
      options.scan = {.chunk_bytes = 4096, .thread_from = chunks == 9 ? size_t{1} : size_t{1} << 30};
      try {
        TraceLoader loader(trace.path(), options);
        for (int i = 0; i < chunks; i++) loader.read_chunk();
        std::filesystem::resize_file(trace.path(), left);
        while (loader.read_chunk()) {
        }
        const TraceModel model = loader.finish();
        const Lanes lanes(model);
        CHECK_FALSE(summary_json(lanes).empty());
      } catch (const TraceError& error) {
        CHECK(error.text().size() > 5);
      }
    }
  }
}

TEST_CASE("a trace is cut off while it is shown, and written anew") {
  const std::string text = long_trace();
  const TempTrace trace(text);
  TraceDocument document(trace.path());
  const auto settle = [&document] {
    do {
      document.advance();
    } while (!document.is_settled());
  };
  settle();
  const uint32_t rows = document.facts()->model().event_count();
  std::filesystem::resize_file(trace.path(), 100);
  for (uint32_t e = 0; e < rows; e += 11) document.facts()->model().describe(e);
  for (int i = 0; i < 200; i++) document.advance();
  FILE* file = std::fopen(trace.path().c_str(), "wb");
  const std::string other = generate_trace({.seed = 6, .events = 500}).text;
  std::fwrite(other.data(), 1, other.size(), file);
  std::fclose(file);
  while (document.load_count() == 1 || !document.is_settled()) document.advance();
  CHECK(document.facts()->model().event_count() < rows);
  CHECK(document.facts()->model().event_count() > 400);
}

}  // namespace coutil::tracer
