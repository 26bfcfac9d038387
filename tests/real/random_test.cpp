// Random operations on many connections at once, with giving up and closing at any moment: every operation
// ends once, no byte is lost, doubled or out of order, and nothing is touched that was given up.
#include <array>
#include <deque>
#include <random>

#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {
namespace {

// The byte at a place of every stream.
char byte_at(std::size_t place) { return static_cast<char>(place * 7 + place / 251); }

std::string bytes(std::size_t from, std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = byte_at(from + i);
  return text;
}

struct End {
  BackendSocket* socket = nullptr;
  std::size_t sent = 0;
  std::size_t received = 0;
  std::unique_ptr<TriedReceive> receive;
  std::deque<std::unique_ptr<TriedSend>> sends;  // in their order
};

class Chaos {
 public:
  explicit Chaos(unsigned seed) : random_(seed) {
    for (int i = 0; i < 8; i += 2) connect(i);
  }

  void step() {
    const int number = pick(8);
    End& end = ends_[number];
    switch (pick(12)) {
      case 0:
        if (pick(30) == 0) reconnect(number & ~1);
        break;
      case 1:
        give_up(end);
        break;
      case 2:
      case 3:
      case 4:
        receive(end);
        break;
      case 5:
      case 6:
        try_send(end);
        break;
      case 7:
        if (end.sends.size() < 5) send(end);
        break;
      case 8:
        trial_.close(trial_.open(pick(2) == 0 ? SocketType::kStream : SocketType::kDatagram));
        break;
      default:
        trial_.look();
        collect();
    }
  }

  // All that was sent comes, on those that were not closed.
  void finish() {
    for (int i = 0; i < 8; ++i) {
      End& end = ends_[i];
      for (int turn = 0; turn < 10000 && end.received < ends_[i ^ 1].sent; ++turn) {
        receive(end);
        trial_.wait(*end.receive);
        collect();
      }
      CHECK(end.received == ends_[i ^ 1].sent);
    }
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

  void connect(int number) {
    auto [near, far] = trial_.connection();
    ends_[number] = End();
    ends_[number].socket = near;
    ends_[number + 1] = End();
    ends_[number + 1].socket = far;
    collect();
  }

  void reconnect(int number) {
    for (int i : {number, number + 1}) {
      CHECK(trial_.close(ends_[i].socket) == ErrorCode::kOk);
    }
    trial_.look();
    for (int i : {number, number + 1}) {
      if (ends_[i].receive) CHECK(ends_[i].receive->done);
      for (auto& send : ends_[i].sends) {
        CHECK(send->done);
        CHECK((send->error == ErrorCode::kClosed || send->error == ErrorCode::kOk));
      }
    }
    connect(number);
  }

  void receive(End& end) {
    if (end.receive) return;
    end.receive = std::make_unique<TriedReceive>(end.socket, 1 + pick(1 << pick(18)));
    trial_.start(*end.receive);
  }

  void give_up(End& end) {
    if (!end.receive || end.receive->done) return;
    CHECK(trial_.backend().cancel(*end.receive));
    end.receive.reset();
  }

  void try_send(End& end) {
    std::size_t count = 0;
    const ErrorCode error = trial_.try_send(end.socket, bytes(end.sent, 1 + pick(1 << pick(18))), &count);
    if (error == ErrorCode::kOk) {
      end.sent += count;
    } else {
      CHECK(error == ErrorCode::kEAGAIN);
    }
  }

  void send(End& end) {
    const std::size_t size = 1 + static_cast<std::size_t>(pick(1 << pick(20)));
    end.sends.push_back(std::make_unique<TriedSend>(end.socket, bytes(end.sent, size)));
    end.sent += size;
    trial_.start(*end.sends.back());
    CHECK_FALSE(trial_.backend().cancel(*end.sends.back()));
  }

  void collect() {
    for (End& end : ends_) {
      while (!end.sends.empty() && end.sends.front()->done) {
        CHECK(end.sends.front()->error == ErrorCode::kOk);
        end.sends.pop_front();
      }
      if (!end.receive || !end.receive->done) continue;
      REQUIRE(end.receive->error == ErrorCode::kOk);
      const std::size_t count = end.receive->count;
      REQUIRE(end.receive->text() == bytes(end.received, count));
      end.received += count;
      end.receive.reset();
    }
  }

  Trial trial_;
  std::mt19937 random_;
  std::array<End, 8> ends_;
};

}  // namespace

TEST_CASE("random operations on many connections") {
  const auto seed = GENERATE(1U, 2U, 3U);
  Chaos chaos(seed);
  for (int i = 0; i < 6000; ++i) chaos.step();
  chaos.finish();
}

}  // namespace coutil
