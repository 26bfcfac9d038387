// A world with a TCP exchange under way over a bad link: going back to a checkpoint in the midst of it and on
// again comes out like the first time, byte by byte and to the nanosecond.
#include "sim/checkpoint.h"

#include <array>
#include <cstring>
#include <vector>

#include "sim/sim_backend.h"
#include "sim/world.h"
#include "tests/catch.h"
#include "tests/sim_network/town.h"

namespace coutil::sim {
namespace {

constexpr std::size_t kBytes = 200'000;

// What the exchange changes, all of it in the arena.
struct Exchange {
  Exchange(World& in, std::uint64_t seed)
      : world(&in), network(in.arena().resource(), seed), here(&network.add_host("here")) {
    network.add_address(*here, address_of("10.0.0.1"), 24);
    there = &network.add_host("there");
    network.add_address(*there, address_of("10.0.0.2"), 24);
    LinkSettings bad;
    bad.latency_least_ns = kMillisecond;
    bad.latency_most_ns = 9 * kMillisecond;
    bad.loss = 0.1;
    bad.duplication = 0.1;
    bad.reordering = 0.2;
    bad.reordering_delay_ns = 5 * kMillisecond;
    network.set_usual_link(bad);
  }

  World* world;
  Network network;
  Host* here;
  Host* there;
  FifoStrategy strategy;
  std::array<char, kBytes> sent{};
  std::array<char, 4096> buffer{};
  std::uint64_t digest = 14695981039346656037u;
  std::size_t came = 0;
  bool right = true;

  void note(std::uint64_t value) { digest = (digest ^ value) * 1099511628211u; }
};

BackendSocket* open(SimBackend& backend, SocketType type) {
  Request request{RequestKind::kOpenSocket};
  request.type = type;
  backend.perform(request);
  return request.socket;
}

// Until one of the two was handed over, by whichever host.
void wait(Exchange& exchange, SimBackend& one, SimBackend& other, bool (*over)(Operation*),
          Operation* operation) {
  CompletedList completed;
  while (!over(operation)) {
    one.wait_until(0, completed);
    other.wait_until(0, completed);
    if (completed.first == nullptr) one.wait_until(exchange.network.agenda().next_due_ns(), completed);
    while (Operation* ended = completed.take()) ended->number = 1;
  }
}

void live(void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  SimBackend here(exchange.strategy, *exchange.here);
  SimBackend there(exchange.strategy, *exchange.there);
  const auto over = [](Operation* operation) { return operation->number == 1; };
  Request request{RequestKind::kBind};
  request.socket = open(there, SocketType::kListen);
  request.address = address_of("10.0.0.2", 80);
  there.perform(request);
  request.kind = RequestKind::kListen;
  request.number = 5;
  there.perform(request);
  Operation connect;
  connect.kind = OperationKind::kConnect;
  connect.socket = open(here, SocketType::kStream);
  connect.address = request.address;
  here.start(connect);
  Operation accept;
  accept.kind = OperationKind::kAccept;
  accept.socket = request.socket;
  there.start(accept);
  wait(exchange, here, there, over, &connect);
  wait(exchange, here, there, over, &accept);
  for (std::size_t i = 0; i < kBytes; ++i) exchange.sent[i] = static_cast<char>(i * 7919 >> 5);
  Operation send;
  send.kind = OperationKind::kSend;
  send.socket = connect.socket;
  send.data = exchange.sent.data();
  send.size = kBytes;
  here.start(send);
  while (exchange.came < kBytes) {
    Operation receive;
    receive.kind = OperationKind::kReceive;
    receive.socket = accept.accepted;
    receive.data = exchange.buffer.data();
    receive.size = exchange.buffer.size();
    there.start(receive);
    wait(exchange, here, there, over, &receive);
    exchange.right = exchange.right && receive.error == ErrorCode::kOk &&
                     std::memcmp(&exchange.sent[exchange.came], exchange.buffer.data(), receive.count) == 0;
    exchange.came += receive.count;
    exchange.note(receive.count);
    exchange.note(static_cast<std::uint64_t>(there.clock_ns()));
    exchange.world->suspend();
  }
}

struct Outcome {
  std::uint64_t digest;
  std::size_t came;
  bool right;
  TimeNs end_ns;
  bool operator==(const Outcome&) const = default;
};

Outcome finish(World& world, Exchange& exchange) {
  while (world.state() == WorldState::kSuspended) world.resume();
  return {exchange.digest, exchange.came, exchange.right, exchange.network.agenda().now_ns()};
}

}  // namespace

TEST_CASE("a world goes back into the midst of a TCP exchange and on again") {
  if (!checkpoints_available()) return;
  World world;
  auto& exchange = *world.make<Exchange>(world, 5u);
  world.run(live, &exchange);
  for (int i = 0; i < 20; ++i) world.resume();
  CHECK(exchange.came < kBytes);
  const Checkpoint here(world);
  const Outcome first = finish(world, exchange);
  CHECK(first.right);
  CHECK(first.came == kBytes);
  for (int i = 0; i < 3; ++i) {
    here.restore(world);
    CHECK(exchange.came < kBytes);
    CHECK(finish(world, exchange) == first);
  }
}

TEST_CASE("worlds of the same seed are alike, of another they are not") {
  const auto run = [](std::uint64_t seed) {
    World world;
    auto& exchange = *world.make<Exchange>(world, seed);
    world.run(live, &exchange);
    return finish(world, exchange);
  };
  const Outcome one = run(1);
  CHECK(one.right);
  CHECK(one == run(1));
  CHECK_FALSE(one == run(2));
}

}  // namespace coutil::sim
