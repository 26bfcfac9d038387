// Several engines, each with a Lua state of its own, that record into one trace: ids are unique, the last
// line counts all, the programs that are thrown away are over, and `coutil trace check` finds nothing wrong.
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <string>
#include <vector>

#include "engine/coutil.h"
#include "engine/engine.h"
#include "engine/lua.h"
#include "engine/recording.h"
#include "sim/network/network.h"
#include "sim/sim_backend.h"
#include "tests/catch.h"
#include "tests/trace_recorder/trace_files.h"
#include "tracer/lane.h"
#include "tracer/trace_check.h"
#include "tracer/trace_reader.h"

namespace coutil {
namespace {

using tracer::TraceModel;

// Two hosts, any number of programs, one trace in a file.
class Town {
 public:
  struct Program {
    std::unique_ptr<std::pmr::unsynchronized_pool_resource> memory;
    lua_State* L = nullptr;
    Engine* engine = nullptr;
    std::unique_ptr<SimBackend> backend;
  };

  explicit Town(std::uint64_t keep_bytes = 0)
      : path_((std::filesystem::temp_directory_path() / "coutil-engines.trace").string()),
        network_(std::pmr::new_delete_resource(), 1),
        recording_(testing::sample_header()) {
    for (const char* name : {"a", "b"}) {
      recording_.add_host(static_cast<HostId>(hosts_.size() + 1), name, {});
      hosts_.push_back(&network_.add_host(name));
    }
    REQUIRE(recording_.start(path_, keep_bytes, false).empty());
  }

  ~Town() {
    for (Program& program : programs_) {
      if (program.L != nullptr) lua_close(program.L);
    }
    std::filesystem::remove(path_);
  }

  Program& start(std::size_t host, const char* name, CoroutineId by = kScheduler) {
    Program& program = programs_.emplace_back();
    program.backend = std::make_unique<SimBackend>(strategy_, *hosts_[host]);
    program.memory = std::make_unique<std::pmr::unsynchronized_pool_resource>();
    program.L = lua_newstate(allocate, program.memory.get());
    luaL_openlibs(program.L);
    Options options;
    options.backend = program.backend.get();
    options.memory = program.memory.get();
    options.recording = &recording_;
    options.watch = true;
    options.ids = &ids_;
    options.trace_host = static_cast<HostId>(host + 1);
    options.pid = static_cast<std::int64_t>(programs_.size());
    options.program = name;
    options.started_by = by;
    options.report = [](void*, std::string_view) {};
    program.engine = open_engine(program.L, options);
    return program;
  }

  static void run(Program& program, const char* chunk) {
    const int status = luaL_dostring(program.L, chunk);
    INFO((status == LUA_OK ? "" : lua_tostring(program.L, -1)));
    REQUIRE(status == LUA_OK);
  }

  TimeNs now() { return network_.agenda().now_ns(); }
  TraceRecorder& recorder() { return *recording_.recorder(); }

  Outcome exits(Program& program, int status) {
    const Outcome outcome = finish_program(program.L);
    recorder().process(now(), program.engine->pid, "exit", {}, status);
    return outcome;
  }

  // As where its memory is thrown away, which here goes with the town.
  void is_killed(Program& program) {
    discard_program(*program.engine);
    recorder().process(now(), program.engine->pid, "signal", "kill", 0);
    program.L = nullptr;
  }

  TraceModel finish() {
    CHECK(finish_recording(recording_, ids_, now()).empty());
    TraceModel model = tracer::read_trace(path_, {.keep_defects = true});
    const tracer::CheckReport report = tracer::check_trace(model);
    for (const tracer::Defect& defect : report.violations)
      UNSCOPED_INFO(defect.line << ": " << defect.sentence);
    CHECK(report.count == 0);
    return model;
  }

  Recording& recording() { return recording_; }
  TraceIds& ids() { return ids_; }

 private:
  static void* allocate(void* memory, void* block, std::size_t old_bytes, std::size_t new_bytes) {
    auto& pool = *static_cast<std::pmr::unsynchronized_pool_resource*>(memory);
    void* moved = new_bytes != 0 ? pool.allocate(new_bytes) : nullptr;
    if (block != nullptr) {
      if (moved != nullptr) std::memcpy(moved, block, std::min(old_bytes, new_bytes));
      pool.deallocate(block, old_bytes);
    }
    return moved;
  }

  std::string path_;
  FifoStrategy strategy_;
  sim::Network network_;
  std::vector<sim::Host*> hosts_;
  Recording recording_;
  TraceIds ids_;
  std::vector<Program> programs_ = reserved();

  static std::vector<Program> reserved() {
    std::vector<Program> programs;
    programs.reserve(16);
    return programs;
  }
};

constexpr const char* kWaiter = R"(
  event = require "coutil.event"
  waiter = coroutine.wrap(function() while true do event.awaitany("ready") end end)
  waiter()
)";

TEST_CASE("the lines of two programs lie in one trace, and each program's runs nest") {
  Town town;
  Town::Program& first = town.start(0, "first.lua");
  Town::run(first, kWaiter);
  Town::Program& second = town.start(1, "second.lua", 1);
  Town::run(second, kWaiter);
  Town::run(second, "event.emitone('ready') idle = coroutine.wrap(coroutine.yield) idle()");
  Town::run(first, "event.emitone('ready') require('coutil.trace').note('done')");
  CHECK(town.exits(second, 0).waiting == 1);
  CHECK(town.exits(first, 0).waiting == 1);
  const TraceModel model = town.finish();
  REQUIRE(model.fin());
  CHECK(model.fin()->waiting == 2);
  CHECK(model.fin()->suspended == 1);
  REQUIRE(model.programs().size() == 2);
  CHECK(model.programs()[0].main_coroutine == 0);
  CHECK(model.coroutines()[model.programs()[1].main_coroutine].by == 1);
  CHECK(model.coroutines()[model.programs()[1].main_coroutine].name == "second.lua");
  CHECK(model.coroutines().size() == 5);
  // Both wait on a value of the same name: two objects.
  CHECK(model.objects().size() == 2);
  CHECK(model.objects()[0].name == model.objects()[1].name);
  for (std::uint32_t e = 0; e < model.event_count(); e++) {
    if (model.coroutine(e) == tracer::kNone) continue;
    CHECK(model.line_text(e).find(model.coroutines()[model.coroutine(e)].host == 0
                                      ? "\"host\":1"
                                      : "\"host\":2") != std::string_view::npos);
  }
}

TEST_CASE("a program whose memory is thrown away is over, and the others go on") {
  Town town;
  Town::Program& first = town.start(0, "first.lua");
  Town::run(first, kWaiter);
  Town::Program& second = town.start(1, "second.lua");
  Town::run(second, kWaiter);
  town.is_killed(second);
  Town::Program& third = town.start(1, "second.lua");
  Town::run(third, kWaiter);
  town.is_killed(third);
  Town::run(first, "event.emitone('ready')");
  town.exits(first, 1);
  const TraceModel model = town.finish();
  CHECK(model.fin()->waiting == 1);
  const tracer::Lanes lanes(model);
  const tracer::Program& killed = model.programs()[1];
  for (const std::uint32_t co : killed.coroutines)
    CHECK(lanes.lanes()[co].final_state == tracer::State::kKilled);
  CHECK(lanes.lanes()[model.programs()[0].main_coroutine].final_state == tracer::State::kEnded);
}

TEST_CASE("a host that crashes ends the programs that it runs") {
  Town town;
  Town::Program& first = town.start(0, "first.lua");
  for (int i = 0; i < 2; i++) {
    Town::Program& other = town.start(1, "other.lua");
    Town::run(other, kWaiter);
    discard_program(*other.engine);
    other.L = nullptr;
  }
  town.recorder().fault(town.now(), {.what = "crash", .host = 2});
  Town::Program& again = town.start(1, "other.lua");
  Town::run(again, kWaiter);
  town.exits(first, 0);
  const TraceModel model = town.finish();
  CHECK(model.fin()->waiting == 1);
}

TEST_CASE("programs that still run at the end are counted") {
  Town town;
  Town::Program& first = town.start(0, "first.lua");
  Town::Program& second = town.start(1, "second.lua");
  Town::run(second, kWaiter);
  town.exits(first, 0);
  const TraceModel model = town.finish();
  CHECK(model.fin()->waiting == 1);
  CHECK(second.engine->tracing == nullptr);
}

TEST_CASE("what begins in the middle describes the programs of all") {
  const std::string path = (std::filesystem::temp_directory_path() / "coutil-engines-middle.trace").string();
  {
    Town town;
    Town::Program& first = town.start(0, "first.lua");
    Town::Program& second = town.start(1, "second.lua");
    Town::run(first, kWaiter);
    Town::run(second, kWaiter);
    town.finish();
    Town::run(first, ("assert(require('coutil.trace').start('" + path + "'))").c_str());
    Town::run(second, "event.emitone('ready')");
    Town::run(first, "event.emitone('ready') assert(require('coutil.trace').stop())");
    CHECK(second.engine->tracing == nullptr);
  }
  const TraceModel model = tracer::read_trace(path, {.keep_defects = true});
  const tracer::CheckReport report = tracer::check_trace(model);
  for (const tracer::Defect& defect : report.violations)
    UNSCOPED_INFO(defect.line << ": " << defect.sentence);
  CHECK(report.count == 0);
  CHECK(model.hosts().size() == 2);
  CHECK(model.programs().size() == 2);
  CHECK(model.coroutines().size() == 4);
  REQUIRE(model.fin());
  CHECK(model.fin()->waiting == 2);
  std::filesystem::remove(path);
}

TEST_CASE("where only the end is kept, each segment describes the programs of all") {
  Town town(16 << 10);
  Town::Program& first = town.start(0, "first.lua");
  Town::Program& second = town.start(1, "second.lua");
  Town::run(first, kWaiter);
  Town::run(second, kWaiter);
  for (int i = 0; i < 200; i++) {
    Town::run(i % 2 == 0 ? first : second,
              "local system = require 'coutil.system' "
              "local co = coroutine.wrap(function() for i = 1, 5 do system.pause() event.emitone('ready') "
              "end end) "
              "co() system.run()");
  }
  town.exits(second, 0);
  town.exits(first, 0);
  const TraceModel model = town.finish();
  CHECK(model.header().from_middle);
  CHECK(model.hosts().size() == 2);
  CHECK(model.fin()->waiting == 2);
}

}  // namespace
}  // namespace coutil
