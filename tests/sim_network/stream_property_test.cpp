// Streams over bad ways: what was received is always the beginning of what was sent, and all of it once the
// way is well. Each round draws its links, sizes and cuts from its number.
#include <algorithm>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/sim_network/town.h"

namespace coutil::sim {
namespace {

#ifdef COUTIL_TEST_FEWER
constexpr std::uint64_t kRounds = 100;
#else
constexpr std::uint64_t kRounds = 1000;
#endif

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>((i * 2654435761u) >> 13);
  return text;
}

// A number in [0, most].
std::size_t draw(RandomStream& random, std::size_t most) { return random.below(most + 1); }

LinkSettings draw_link(RandomStream& random) {
  LinkSettings settings;
  settings.latency_least_ns = static_cast<TimeNs>(draw(random, 30)) * kMillisecond;
  settings.latency_most_ns = settings.latency_least_ns + static_cast<TimeNs>(draw(random, 30)) * kMillisecond;
  settings.spread = static_cast<Spread>(draw(random, 2));
  settings.jitter_ns = static_cast<TimeNs>(draw(random, 5)) * kMillisecond;
  settings.loss = static_cast<double>(draw(random, 25)) / 100;
  settings.duplication = static_cast<double>(draw(random, 20)) / 100;
  settings.reordering = static_cast<double>(draw(random, 30)) / 100;
  settings.reordering_delay_ns = static_cast<TimeNs>(draw(random, 100)) * kMillisecond;
  if (draw(random, 2) == 0)
    settings.bits_per_second = 1'000'000 + static_cast<std::int64_t>(draw(random, 20'000'000));
  settings.queue_bytes = 10'000 + draw(random, 200'000);
  settings.mtu = 200 + draw(random, 1300);
  return settings;
}

// One direction: sends piece by piece, receives into memories of any size, and looks at what came.
class Flow {
 public:
  Flow(Town& town, BackendSocket* from, std::size_t from_host, BackendSocket* to, std::size_t to_host,
       std::string all)
      : town_(town),
        from_(from),
        to_(to),
        from_host_(from_host),
        to_host_(to_host),
        all_(std::move(all)),
        send_(from, ""),
        receive_(to, 1),
        shutdown_(OperationKind::kShutdown, from) {}

  // Starts what can be started. False: what came is not what was sent, or it failed.
  bool go_on(RandomStream& random) {
    if (!sending_ && sent_ < all_.size()) {
      const std::size_t size =
          std::min(1 + draw(random, draw(random, 4) == 0 ? 60000 : 900), all_.size() - sent_);
      send_.memory = all_.substr(sent_, size);
      send_.data = send_.memory.data();
      send_.size = size;
      send_.done = false;
      sent_ += size;
      town_.start(send_, from_host_);
      sending_ = true;
    } else if (!sending_ && !ending_) {
      town_.start(shutdown_, from_host_);
      ending_ = true;
    }
    if (!receiving_ && !ended_) {
      receive_.memory.assign(1 + draw(random, draw(random, 2) == 0 ? 60000 : 500), '.');
      receive_.data = receive_.memory.data();
      receive_.size = receive_.memory.size();
      receive_.done = false;
      town_.start(receive_, to_host_);
      receiving_ = true;
    }
    return look();
  }

  bool look() {
    if (sending_ && send_.done) {
      sending_ = false;
      if (send_.error != ErrorCode::kOk) return false;
    }
    if (!receiving_ || !receive_.done) return true;
    receiving_ = false;
    if (receive_.error == ErrorCode::kEOF) {
      ended_ = true;
      return came_ == all_.size();
    }
    if (receive_.error != ErrorCode::kOk || came_ + receive_.count > sent_) return false;
    if (all_.compare(came_, receive_.count, receive_.memory, 0, receive_.count) != 0) return false;
    came_ += receive_.count;
    return true;
  }

  bool is_over() const { return ended_ && shutdown_.done; }
  std::size_t came() const { return came_; }

 private:
  Town& town_;
  BackendSocket* from_;
  BackendSocket* to_;
  std::size_t from_host_;
  std::size_t to_host_;
  std::string all_;
  TriedSend send_;
  TriedReceive receive_;
  Tried shutdown_;
  bool sending_ = false;
  bool receiving_ = false;
  bool ending_ = false;
  bool ended_ = false;
  std::size_t sent_ = 0;
  std::size_t came_ = 0;
};

// Empty when all went well.
std::string run_round(std::uint64_t number) {
  RandomStream random(number, "round");
  Town town(2, number);
  auto [near, far] = town.connection(0, 1);
  Link& there = town.network.link(town.host(0), town.host(1));
  Link& back = town.network.link(town.host(1), town.host(0));
  there.change(draw_link(random));
  back.change(draw_link(random));
  Flow forth(town, near, 0, far, 1, pattern(draw(random, 150'000)));
  Flow home(town, far, 1, near, 0, pattern(draw(random, draw(random, 1) * 100'000)));
  for (int turn = 0; !forth.is_over() || !home.is_over(); ++turn) {
    for (Flow* flow : {&forth, &home}) {
      if (!flow->go_on(random)) return "wrong after " + std::to_string(flow->came());
    }
    if (draw(random, 60) == 0) (draw(random, 1) == 0 ? there : back).cut();
    if (draw(random, 20) == 0) there.mend(), back.mend();
    if (turn == 1500) {  // from here on all is well
      there.mend(), back.mend();
      there.change({});
      back.change({});
    }
    if (turn > 60'000) return "not over after " + std::to_string(forth.came());
    town.pass(static_cast<TimeNs>(draw(random, 40)) * kMillisecond);
  }
  town.close(near, 0);
  town.close(far, 1);
  town.pass(300 * kSecond);
  if (town.network.agenda().next_due_ns() != kNever) return "something is still planned";
  if (town.host(0).connections.any() != nullptr || town.host(1).connections.any() != nullptr)
    return "a connection is left";
  return "";
}

}  // namespace

TEST_CASE("streams keep order and lose nothing over bad ways") {
  for (std::uint64_t number = 1; number <= kRounds; ++number) {
    const std::string wrong = run_round(number);
    INFO("round " << number);
    REQUIRE(wrong == "");
  }
}

TEST_CASE("the same seed gives the same times") {
  const auto times = [](std::uint64_t seed) {
    Town town(2, seed);
    auto [near, far] = town.connection(0, 1);
    RandomStream random(3, "links");
    town.set_links(0, 1, draw_link(random));
    std::vector<TimeNs> all;
    for (int i = 0; i < 50; ++i) {
      CHECK(town.try_send(near, pattern(3000)) == ErrorCode::kOk);
      for (std::size_t came = 0; came < 3000;) {
        TriedReceive receive(far, 3000);
        town.start(receive, 1);
        REQUIRE(town.wait(receive, 1) == ErrorCode::kOk);
        came += receive.count;
        all.push_back(town.now());
      }
    }
    return all;
  };
  CHECK(times(1) == times(1));
  CHECK(times(1) != times(2));
}

}  // namespace coutil::sim
