// The loop of processes: turns in order, waits, ends, crashes, and checkpoints amid many fibres. What
// processes run here is a function in C++ with a backend of its own.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/checkpoint.h"
#include "sim/network/network.h"
#include "sim/process/process_table.h"
#include "sim/sim_backend.h"
#include "sim/world.h"
#include "tests/catch.h"

namespace coutil::sim {
namespace {

constexpr TimeNs kMs = 1'000'000;

// In the arena, as all that a run changes.
struct Journal {
  char text[512] = {};
  std::size_t size = 0;
  void add(const Process& process, char what) {
    text[size++] = static_cast<char>('0' + process.pid());
    text[size++] = what;
    text[size++] = ' ';
  }
};

/// Each process pauses thrice, as long as its number says, and writes what it does into the journal.
class Pausing final : public ProcessBody {
 public:
  Pausing(World& world, Journal& journal) : world_(&world), journal_(&journal) {}

  int run(Process& process) override {
    FifoStrategy strategy;
    SimBackend backend(strategy, process);
    for (int i = 0; i < 3; ++i) {
      CompletedList completed;
      backend.wait_until(backend.clock_ns() + process.pid() * kMs, completed);
      journal_->add(process, static_cast<char>('a' + i));
      if (suspends && process.pid() == 2 && i == 1) world_->suspend();
    }
    return static_cast<int>(process.pid());
  }
  void discard(Process& process) noexcept override { journal_->add(process, process.crashed() ? '!' : '-'); }
  bool hand_over_files(Process&, const int (&)[3], ProcessSetup&) override { return true; }
  void add_files(Host&) override {}
  void boot(Host& host) override { start(host); }

  Process& start(Host& host) { return host_table->start(host, nullptr, ProcessSetup(host_table->memory())); }

  ProcessTable* host_table = nullptr;
  bool suspends = false;

 private:
  World* world_;
  Journal* journal_;
};

struct Stage {
  explicit Stage(int hosts) {
    network = world.make<Network>(world.arena().resource(), 1);
    journal = world.make<Journal>();
    body = world.make<Pausing>(world, *journal);
    table = world.make<ProcessTable>(world, *network, *body, 1);
    body->host_table = table;
    for (int i = 1; i <= hosts; ++i) body->start(network->add_host("host" + std::to_string(i)));
  }
  Host& host(std::size_t number) { return *network->hosts()[number - 1]; }

  World world;
  Network* network;
  Journal* journal;
  Pausing* body;
  ProcessTable* table;
};

}  // namespace

// Of equal times the one that was set first comes first: 3b before 2c.
TEST_CASE("processes run when their time comes, in order") {
  Stage stage(3);
  CHECK(stage.table->run());
  CHECK(std::string(stage.journal->text) == "1a 2a 1b 3a 1c 2b 3b 2c 3c ");
  CHECK(stage.table->find(stage.host(1), 1) == nullptr);
}

TEST_CASE("a process is killed, another crashes with its host and is booted again") {
  Stage stage(3);
  stage.table->send_signal(*stage.table->main_process(stage.host(1)), 15);
  stage.table->crash(stage.host(2));
  CHECK_FALSE(stage.host(2).is_up());
  stage.table->restart(stage.host(2));
  CHECK(stage.table->run());
  CHECK(std::string(stage.journal->text) == "1- 2! 3a 4a 3b 4b 3c 4c ");
}

TEST_CASE("a paused host's processes go on when it does") {
  Stage stage(2);
  stage.table->pause(stage.host(1));
  CHECK(stage.table->run());
  CHECK(std::string(stage.journal->text) == "2a 2b 2c ");
  stage.table->resume(stage.host(1));
  CHECK(stage.table->run());
  CHECK(std::string(stage.journal->text) == "2a 2b 2c 1a 1b 1c ");
}

TEST_CASE("the run ends with the leading process, unless something holds it") {
  Stage stage(3);
  stage.table->set_leading(*stage.table->main_process(stage.host(1)));
  stage.table->keep_on();
  CHECK(stage.table->run());
  CHECK(std::string(stage.journal->text) == "1a 2a 1b 3a 1c 2b 3b 2c 3c ");
}

TEST_CASE("a killed process gives its memory back") {
  Stage stage(1);
  const std::size_t before = stage.world.arena().live_bytes();
  for (int i = 0; i < 100; ++i) {
    Process& process = stage.body->start(stage.host(1));
    REQUIRE(process.heap.allocate_block(100'000) != nullptr);
    stage.table->crash(stage.host(1));
    stage.host(1).restart();
  }
  CHECK(stage.world.arena().live_bytes() <= before);
}

TEST_CASE("a checkpoint amid many fibres leads to the same end each time") {
  if (!checkpoints_available()) return;
  Stage stage(3);
  stage.body->suspends = true;
  REQUIRE_FALSE(stage.table->run());
  Checkpoint checkpoint(stage.world);
  const std::string so_far = stage.journal->text;
  CHECK(so_far == "1a 2a 1b 3a 1c 2b ");
  std::string first;
  for (int i = 0; i < 5; ++i) {
    while (!stage.table->run()) {
    }
    if (i == 0) first = stage.journal->text;
    CHECK(std::string(stage.journal->text) == first);
    checkpoint.restore(stage.world);
    CHECK(std::string(stage.journal->text) == so_far);
  }
  CHECK(first == "1a 2a 1b 3a 1c 2b 3b 2c 3c ");
}

}  // namespace coutil::sim
