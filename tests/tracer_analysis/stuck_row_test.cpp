// Who is stuck, at every row of the traces of random programs: as brute force has it over a replay of the
// lines, as the run itself said, and since the row that made it so.
#include <algorithm>
#include <random>
#include <sstream>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer_analysis/random_run.h"
#include "tests/tracer_analysis/random_waits.h"
#include "tests/tracer_analysis/replay_oracle.h"
#include "tracer/board_index.h"
#include "tracer/lane.h"
#include "tracer/wait_graph.h"

namespace coutil::tracer {
namespace {

using test::ReplayOracle;

std::vector<nlohmann::json> timed_lines(const std::string& text) {
  std::vector<nlohmann::json> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    nlohmann::json parsed = nlohmann::json::parse(line);
    if (parsed.contains("t") && parsed["e"] != "fin") out.push_back(std::move(parsed));
  }
  return out;
}

std::set<int64_t> ids(const TraceModel& model, const std::vector<uint32_t>& coroutines) {
  std::set<int64_t> out;
  for (const uint32_t co : coroutines) out.insert(model.coroutines()[co].id);
  return out;
}

struct Seen {
  size_t rows = 0, stuck_rows = 0, several = 0;
};

// The cycle of a graph holds together, and closed as the row it names took effect.
void require_cycle(const WaitGraph& graph) {
  const auto& cycle = graph.cycle();
  for (size_t i = 0; i < cycle.size(); i++) {
    const uint32_t to = cycle[(i + 1) % cycle.size()];
    REQUIRE(graph.nodes()[cycle[i]].stuck());
    REQUIRE(std::any_of(graph.edges_begin(cycle[i]), graph.edges_end(cycle[i]),
                        [&](const GraphEdge& edge) { return edge.to == to && edge.in_cycle; }));
  }
  REQUIRE((graph.closed_row() == kNone) == graph.stuck().empty());
}

// Goes through all rows of a trace; `engine`: its `stuck` lines are an engine's.
void compare(const std::string& text, bool engine, Seen& seen) {
  const TempTrace file(text);
  const TraceModel model = file.load();
  const std::vector<nlohmann::json> lines = timed_lines(text);
  REQUIRE(lines.size() == model.event_count());
  ReplayOracle oracle;
  const BoardIndex index(model);
  BoardCursor cursor(index);
  std::map<int64_t, uint32_t> since;  // by who is stuck
  for (uint32_t e = 0; e < lines.size(); e++) {
    oracle.step(lines[e]);
    const WaitGraph graph(cursor.after(e));
    const std::set<int64_t> stuck = oracle.stuck();
    CAPTURE(e, lines[e].dump());
    REQUIRE(ids(model, graph.stuck()) == stuck);
    require_cycle(graph);
    // The engine says it right after the row that made it so.
    const bool told = e + 1 == lines.size() || lines[e + 1]["e"] != "stuck";
    if (engine && told && !oracle.is_unsettled()) REQUIRE(oracle.said() == stuck);
    std::map<int64_t, uint32_t> now;
    for (const int64_t who : stuck) now[who] = since.count(who) != 0 ? since[who] : e;
    since = now;
    for (const uint32_t co : graph.stuck()) {
      const uint32_t row = graph.nodes()[graph.node_of(co)].stuck_since;
      const int64_t who = model.coroutines()[co].id;
      if (row == since[who]) continue;
      // It is stuck for another reason than at first: an owner who was stuck was closed or collected.
      REQUIRE(row > since[who]);
      REQUIRE((lines[row]["e"] == "closed" || lines[row]["e"] == "lost" || lines[row]["e"] == "end"));
    }
    seen.rows++;
    seen.stuck_rows += stuck.empty() ? 0 : 1;
    seen.several += stuck.size() > 1 ? 1 : 0;
  }
}

#ifdef COUTIL_TEST_FEWER
constexpr unsigned kPrograms = 500;
#else
constexpr unsigned kPrograms = 10000;
#endif

}  // namespace

TEST_CASE("at every row of a run those are stuck whom brute force and the run itself call so") {
  Seen seen;
  unsigned stuck_runs = 0;
  for (unsigned seed = 1; seed <= kPrograms; seed++) {
    CAPTURE(seed);
    const test::RandomRun run = test::run_random_program(seed);
    compare(run.trace, true, seen);
    const bool said = run.trace.find("\n{\"e\":\"stuck\"") != std::string::npos;
    REQUIRE(run.stuck == said);
    stuck_runs += said ? 1 : 0;
  }
  CHECK(stuck_runs > kPrograms / 10);  // else the programs are too tame
  CHECK(stuck_runs < kPrograms - kPrograms / 10);
  CHECK(seen.several > kPrograms / 10);
}

TEST_CASE("waits for one, all and any of several mutexes are stuck as brute force has it") {
  Seen seen;
  for (unsigned seed = 1; seed <= kPrograms; seed++) {
    CAPTURE(seed);
    compare(test::random_waits_trace(seed), false, seen);
  }
  CHECK(seen.several > kPrograms / 4);
  CHECK(seen.several < seen.rows / 2);
}

}  // namespace coutil::tracer
