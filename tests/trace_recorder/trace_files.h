// What the tests of the trace recorder share: a folder of their own, reading traces back, and a small made-up
// program to record. Must not know Lua.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "engine/trace_recorder.h"

namespace coutil::testing {

/// A folder that is removed, with what is in it, at the end of the test.
class TemporaryFolder final {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::vector<std::string> names() const;
  std::uint64_t bytes() const;  // of all files together

 private:
  std::string folder_;
};

std::string read_file(const std::string& path);

TraceHeader sample_header();

/// The objects of a trace, each line parsed. Fails the test when a line is no valid JSON.
std::vector<nlohmann::json> parse_trace(const std::string& bytes);

/// The whole lines of a trace whose writer was killed. Fails the test when anything but NUL bytes or one line
/// without its newline follows them.
std::string whole_lines(const std::string& bytes);

/// Fails the test when an id is used before it is defined or defined twice, when times fall, when the first
/// line is no header, or when `fin` counts wrongly.
void require_sound(const std::vector<nlohmann::json>& lines, bool finished);

/// A program with some coroutines that start, say numbered notes, wait and end, at random but the same for
/// the same seed. It answers when the recorder wants a snapshot.
class MadeUpProgram final {
 public:
  MadeUpProgram(TraceRecorder& recorder, std::uint32_t seed) : recorder_(recorder), random_(seed) {}

  void begin();
  void step();
  void finish() { recorder_.finish(time_, 0, static_cast<std::int64_t>(living_.size()), 0); }
  std::int64_t notes() const { return notes_; }

 private:
  void say_everything_again();

  TraceRecorder& recorder_;
  std::mt19937 random_;
  std::vector<CoroutineId> living_;
  CoroutineId last_id_ = 0;
  TimeNs time_ = 0;
  std::int64_t notes_ = 0;
};

}  // namespace coutil::testing
