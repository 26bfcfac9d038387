// How far two traces tell the same run: event by event, with what their ids stood for at that point. Reads
// lines, so that what a trace says later (a new name for an old thing) does not matter. Knows the format; no
// model.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace coutil::tracer {

struct PrefixOptions {
  bool ignore_time = false;  // `t` and `due` may differ, as they do between two runs on the real backend
};

// The number of events (lines with a time) that say the same in both, from the first one on. The first lines
// of the traces, and their last ones (`fin`), are not compared. Linear; no memory beyond what differs. Both
// texts need MappedFile::kPadding readable bytes behind them.
uint64_t common_events(std::string_view first, std::string_view second, const PrefixOptions& options = {});

// The same for files. Throws TraceError where one can't be read.
uint64_t common_events_of_files(const std::string& first_path, const std::string& second_path,
                                const PrefixOptions& options = {});

}  // namespace coutil::tracer
