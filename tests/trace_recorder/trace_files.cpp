// Reading traces back, and a made-up program to record. Must not know Lua.
#include "tests/trace_recorder/trace_files.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/catch.h"

namespace coutil::testing {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string pattern = fs::temp_directory_path().string() + "/coutil-trace-XXXXXX";
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  folder_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    found.push_back(entry.path().filename().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::uint64_t TemporaryFolder::bytes() const {
  std::uint64_t sum = 0;
  for (const std::string& name : names()) sum += fs::file_size(path(name));
  return sum;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TraceHeader sample_header() {
  TraceHeader header;
  header.backend = "sim";
  header.seed = 7;
  header.lua = "Lua 5.4.4";
  header.coutil = "0.1.0";
  header.script = "two.lua";
  header.choices = "fifo";
  return header;
}

std::vector<nlohmann::json> parse_trace(const std::string& bytes) {
  std::vector<nlohmann::json> lines;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t end = bytes.find('\n', at);
    if (end == std::string::npos) FAIL("no newline at the end: " << bytes.substr(at));
    lines.push_back(nlohmann::json::parse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                          bytes.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false));
    if (lines.back().is_discarded()) FAIL("no JSON: " << bytes.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string whole_lines(const std::string& bytes) {
  const std::size_t last_newline = bytes.rfind('\n');
  const std::size_t end = last_newline == std::string::npos ? 0 : last_newline + 1;
  const std::string whole = bytes.substr(0, end);
  REQUIRE(whole.find('\0') == std::string::npos);
  return whole;
}

void require_sound(const std::vector<nlohmann::json>& lines, bool finished) {
  REQUIRE(!lines.empty());
  REQUIRE(lines[0]["e"] == "trace");
  std::set<std::int64_t> coroutines = {0};
  std::int64_t events = 0;
  std::int64_t time = 0;
  for (std::size_t index = 1; index < lines.size(); ++index) {
    const nlohmann::json& line = lines[index];
    if (line["e"] == "trace") FAIL("a second header in line " << index + 1);
    if (!line.contains("t")) continue;
    if (line["t"] < time) FAIL("time falls in line " << index + 1);
    time = line["t"];
    if (line["e"] == "fin") {
      CHECK(index == lines.size() - 1);
      CHECK(line["events"] == events);
      continue;
    }
    ++events;
    if (line["e"] == "spawn") {
      if (!coroutines.insert(line["co"].get<std::int64_t>()).second) FAIL("defined twice: " << line);
    } else if (coroutines.count(line["co"].get<std::int64_t>()) == 0) {
      FAIL("not defined: " << line);
    }
  }
  if (finished) CHECK(lines.back()["e"] == "fin");
}

void MadeUpProgram::begin() {
  recorder_.begin(sample_header());
  recorder_.place(1, "two.lua", 4, "waiter");
  recorder_.object(1, ObjectKind::kEvent, "ready");
}

void MadeUpProgram::say_everything_again() {
  recorder_.begin_snapshot();
  recorder_.place(1, "two.lua", 4, "waiter");
  recorder_.object(1, ObjectKind::kEvent, "ready");
  for (const CoroutineId co : living_) {
    recorder_.spawn(time_, co, 0, "worker", 1);
    recorder_.yield(time_, co, 1);
  }
  recorder_.end_snapshot();
}

void MadeUpProgram::step() {
  if (recorder_.needs_snapshot()) say_everything_again();
  time_ += static_cast<TimeNs>(random_() % 5000);
  const std::uint32_t dice = random_() % 10;
  if (living_.empty() || (dice == 0 && living_.size() < 40)) {
    living_.push_back(++last_id_);
    recorder_.spawn(time_, last_id_, 0, "worker", 1);
    recorder_.run(time_, last_id_, 0);
    recorder_.yield(time_, last_id_, 1);
    return;
  }
  const std::size_t index = random_() % living_.size();
  const CoroutineId co = living_[index];
  recorder_.run(time_, co, 0);
  if (dice == 1) {
    recorder_.end(time_, co);
    living_.erase(living_.begin() + static_cast<std::ptrdiff_t>(index));
    return;
  }
  const std::int64_t number = ++notes_;
  recorder_.note(time_, co, std::to_string(number) + std::string(random_() % 30, '.'), 1);
  recorder_.yield(time_, co, 1);
}

}  // namespace coutil::testing
