// What a run came to beside its verdict: each hint where it is due, and none where it is not.
#include <fmt/format.h>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tracer/findings.h"
#include "tracer/timeline_holds.h"

namespace coutil::tracer {
namespace {

constexpr std::string_view kObjects =
    R"({"e":"place","id":1,"file":"run.lua","line":4,"func":"worker"}
{"e":"object","id":1,"kind":"event","name":"ready"}
{"e":"object","id":2,"kind":"mutex","name":"a"}
{"e":"object","id":3,"kind":"mutex","name":"b"}
{"e":"object","id":4,"kind":"mutex","name":"gate"}
{"e":"object","id":5,"kind":"turn","name":"its turn"}
)";

// Writes the rows of a run, a microsecond apart.
class Script {
 public:
  explicit Script(int coroutines) {
    for (int co = 1; co <= coroutines; co++) spawn(co);
  }
  Script& spawn(int co) {
    add(fmt::format("\"spawn\",\"t\":{},\"co\":{},\"by\":0,\"name\":\"c{}\"", now(), co, co));
    return run(co);
  }
  Script& run(int co) { return add(fmt::format("\"run\",\"t\":{},\"co\":{},\"by\":0", now(), co)); }
  Script& lock(int co, int on) { return on_object("lock", co, on); }
  Script& unlock(int co, int on) { return on_object("unlock", co, on); }
  Script& end(int co) { return add(fmt::format("\"end\",\"t\":{},\"co\":{}", now(), co)); }
  Script& await(int co, int on) {
    return add(
        fmt::format("\"await\",\"t\":{},\"co\":{},\"mode\":\"one\",\"on\":[{}],\"at\":1", now(), co, on));
  }
  Script& wake(int co, int on) {
    add(fmt::format("\"wake\",\"t\":{},\"co\":{},\"by\":-1,\"on\":{}", now(), co, on));
    return add(fmt::format("\"run\",\"t\":{},\"co\":{},\"by\":-1", now(), co));
  }
  Script& give_way(int co) { return await(co, 5).wake(co, 5); }
  Script& emit(int co, int on, int waiters, const char* more = "") {
    return add(fmt::format("\"emit\",\"t\":{},\"co\":{},\"how\":\"one\",\"on\":{},\"waiters\":{}{}", now(),
                           co, on, waiters, more));
  }
  std::string text() const {
    return std::string(kHeaderLine) + "\n" + std::string(kObjects) + rows_ +
           fmt::format(
               "{{\"e\":\"fin\",\"t\":{},\"events\":{},\"waiting\":1,\"suspended\":0,\"errors\":0}}\n", now(),
               count_);
  }

 private:
  int now() const { return count_ * 1000; }
  Script& on_object(const char* kind, int co, int on) {
    return add(fmt::format("\"{}\",\"t\":{},\"co\":{},\"on\":{},\"at\":1", kind, now(), co, on));
  }
  Script& add(const std::string& keys) {
    rows_ += "{\"e\":" + keys + "}\n";
    count_++;
    return *this;
  }
  std::string rows_;
  int count_ = 0;
};

struct Loaded {
  explicit Loaded(const Script& script)
      : file(script.text()),
        model(file.load()),
        lanes(model),
        holds(model),
        verdict(find_verdict(lanes, holds)) {}
  RunHints hints() const { return find_hints(lanes, verdict); }
  const TempTrace file;
  const TraceModel model;
  const Lanes lanes;
  const Holds holds;
  const Verdict verdict;
};

constexpr int kReady = 1, kA = 2, kB = 3, kGate = 4;

// Two workers that take two mutexes one after the other, the second one in the other order.
Script crossed(bool give_way, int gate) {
  Script script(2);
  for (int co = 1; co <= 2; co++) {
    if (gate != 0) script.lock(co, gate);
    script.lock(co, co == 1 ? kA : kB);
    if (give_way) script.give_way(co);
    script.lock(co, co == 1 ? kB : kA).unlock(co, kA).unlock(co, kB);
    if (gate != 0) script.unlock(co, gate);
    if (co == 1) script.await(1, kReady);
  }
  return script.emit(2, kReady, 1).wake(1, kReady).end(1).end(2);
}

}  // namespace

TEST_CASE("an emit that nobody heard, before a wait that never ended, is a lost wake-up") {
  const Loaded lost(Script(1).emit(1, kReady, 0).await(1, kReady));
  REQUIRE(lost.hints().lost_wakes.size() == 1);
  const LostWake wake = lost.hints().lost_wakes.front();
  CHECK(lost.model.kind(wake.emit) == Kind::kEmit);
  CHECK(lost.model.kind(wake.await) == Kind::kAwait);
  const std::vector<Finding> findings = find_findings(lost.lanes, lost.verdict);
  REQUIRE(!findings.empty());
  CHECK(findings.front().title == "Lost wake-up: nobody heard ready");
  CHECK(findings.front().event == wake.emit);
  CHECK(findings.front().sentence.find("run.lua:4") != std::string::npos);
}

TEST_CASE("a worker that idles, an event that was kept, and one heard since are no lost wake-ups") {
  CHECK(Loaded(Script(1).await(1, kReady)).hints().lost_wakes.empty());
  CHECK(Loaded(Script(1).emit(1, kReady, 0, ",\"stored\":true").await(1, kReady)).hints().lost_wakes.empty());
  const Script heard = Script(2)
                           .emit(1, kReady, 0)
                           .await(2, kReady)
                           .emit(1, kReady, 1)
                           .wake(2, kReady)
                           .await(2, kReady)
                           .end(1);
  CHECK(Loaded(heard).hints().lost_wakes.empty());
}

TEST_CASE("two orders of two mutexes could deadlock where one of the two gives way in between") {
  const Loaded loaded(crossed(true, 0));
  const std::vector<LockOrderCycle> cycles = loaded.hints().lock_orders;
  REQUIRE(cycles.size() == 1);
  REQUIRE(cycles.front().size() == 2);
  CHECK(cycles.front()[0].coroutine != cycles.front()[1].coroutine);
  CHECK(cycles.front()[0].held == cycles.front()[1].wanted);
  CHECK(cycles.front()[1].held == cycles.front()[0].wanted);
}

TEST_CASE("a common gate, one order, one coroutine, or nobody who gives way: no deadlock is possible") {
  CHECK(Loaded(crossed(true, kGate)).hints().lock_orders.empty());
  CHECK(Loaded(crossed(false, 0)).hints().lock_orders.empty());
  Script alone(1);
  alone.lock(1, kA).give_way(1).lock(1, kB).unlock(1, kA).unlock(1, kB);
  CHECK(Loaded(alone.lock(1, kB).give_way(1).lock(1, kA).end(1)).hints().lock_orders.empty());
  Script same(2);
  for (int co = 1; co <= 2; co++) same.lock(co, kA).give_way(co).lock(co, kB).unlock(co, kB).unlock(co, kA);
  CHECK(Loaded(same).hints().lock_orders.empty());
}

TEST_CASE("who never lived at the same time can't deadlock") {
  for (const bool together : {false, true}) {
    Script script(together ? 2 : 1);
    script.lock(1, kA).give_way(1).lock(1, kB).unlock(1, kB).unlock(1, kA).end(1);
    if (!together) script.spawn(2);
    script.lock(2, kB).give_way(2).lock(2, kA).unlock(2, kA).unlock(2, kB).end(2);
    CHECK(Loaded(script).hints().lock_orders.size() == (together ? 1U : 0U));
  }
}

TEST_CASE("waits in locks are added up by mutex, plain waits for its event are not") {
  Script script(2);
  script.lock(1, kA).await(2, kA).unlock(1, kA);
  script.wake(2, kA).lock(2, kA).unlock(2, kA).end(2).end(1);
  const Loaded loaded(script);
  const std::vector<Contention> contention = loaded.hints().contention;
  REQUIRE(contention.size() == 1);
  CHECK(contention.front().waits == 1);
  CHECK(contention.front().waited_ns == 4000);
  CHECK(loaded.model.object_label(contention.front().object) == "a");
}

}  // namespace coutil::tracer
