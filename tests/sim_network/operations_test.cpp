// Random requests and operations on sockets of two hosts, with cancels, closes, crashes and memory that runs
// out: nothing breaks, every operation ends once or was taken back, and a seed always does the same.
#include <deque>
#include <memory>
#include <new>
#include <vector>

#include "tests/catch.h"
#include "tests/sim_network/town.h"

namespace coutil::sim {
namespace {

#ifdef COUTIL_TEST_FEWER
constexpr std::uint64_t kPrograms = 60;
constexpr int kLastFailure = 400;
#else
constexpr std::uint64_t kPrograms = 600;
constexpr int kLastFailure = 3000;
#endif

/// Gives memory until its patience is over.
class ShortMemory final : public std::pmr::memory_resource {
 public:
  int left = -1;  // allocations until one fails; negative: none does
  std::int64_t bytes = 0;

 private:
  void* do_allocate(std::size_t size, std::size_t alignment) override {
    if (left == 0) {
      left = -1;
      throw std::bad_alloc();
    }
    if (left > 0) --left;
    bytes += static_cast<std::int64_t>(size);
    return std::pmr::new_delete_resource()->allocate(size, alignment);
  }
  void do_deallocate(void* block, std::size_t size, std::size_t alignment) override {
    bytes -= static_cast<std::int64_t>(size);
    std::pmr::new_delete_resource()->deallocate(block, size, alignment);
  }
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }
};

struct Slot {
  BackendSocket* socket;
  SocketType type;
  std::size_t host;
  std::unique_ptr<Tried> reader;
  std::unique_ptr<Tried> writer;
};

class RandomProgram {
 public:
  RandomProgram(std::uint64_t seed, ShortMemory& memory) : town_(2, seed, &memory), random_(seed, "program") {
    LinkSettings settings;
    settings.latency_most_ns = 3 * kMillisecond;
    settings.loss = seed % 3 == 0 ? 0.1 : 0;
    settings.duplication = seed % 4 == 0 ? 0.1 : 0;
    town_.set_links(0, 1, settings);
    town_.set_links(0, 0, settings);
  }

  /// What it did and what came of it, as one number.
  std::uint64_t run(int steps) {
    for (int i = 0; i < steps; ++i) step();
    town_.pass(5 * kSecond);
    for (Slot& slot : slots_) give_up(slot);
    while (!slots_.empty()) close(slots_.size() - 1);
    town_.pass(2000 * kSecond);
    settle_orphans();
    return digest_;
  }

  Town& town() { return town_; }
  bool left_something() {
    return town_.network.agenda().next_due_ns() != kNever || town_.host(0).connections.any() != nullptr;
  }

 private:
  std::size_t draw(std::size_t bound) { return random_.below(bound); }
  void note(std::uint64_t value) { digest_ = (digest_ ^ value) * 1099511628211u; }

  void step() {
    if (slots_.size() < 4 || (slots_.size() < 30 && draw(8) == 0)) return open();
    const std::size_t index = draw(slots_.size());
    Slot& slot = slots_[index];
    settle(slot);
    switch (draw(12)) {
      case 0:
        return note(town_.pass(static_cast<TimeNs>(draw(20)) * kMillisecond));
      case 1:
        return draw(3) == 0 ? close(index) : give_up(slot);
      case 2:
        return ask(slot);
      case 3:
      case 4:
      case 5:
        return read(slot);
      default:
        return write(slot);
    }
  }

  void open() {
    Request request{RequestKind::kOpenSocket};
    request.type = static_cast<SocketType>(draw(3));
    const std::size_t host = draw(2);
    if (town_.perform(request, host) != ErrorCode::kOk) return;
    slots_.push_back({request.socket, request.type, host, nullptr, nullptr});
    Request bind{RequestKind::kBind};
    bind.socket = request.socket;
    bind.address = wildcard_or_own(host, draw(3) == 0 ? 0 : 7000 + draw(6));
    note(static_cast<std::uint64_t>(town_.perform(bind, host)));
    if (request.type != SocketType::kListen) return;
    Request listen{RequestKind::kListen};
    listen.socket = request.socket;
    listen.number = static_cast<std::int64_t>(draw(4));
    note(static_cast<std::uint64_t>(town_.perform(listen, host)));
  }

  IpAddress wildcard_or_own(std::size_t host, std::size_t port) {
    const char* own = host == 0 ? "10.0.0.1" : "10.0.0.2";
    return address_of(draw(2) == 0 ? "0.0.0.0" : own, static_cast<std::uint16_t>(port));
  }

  IpAddress somewhere() {
    static const char* const kHosts[] = {"10.0.0.1", "10.0.0.2", "10.0.0.2", "127.0.0.1", "239.0.0.1"};
    return address_of(kHosts[draw(5)], static_cast<std::uint16_t>(7000 + draw(6)));
  }

  void ask(Slot& slot) {
    static constexpr RequestKind kKinds[] = {RequestKind::kLocalAddress,    RequestKind::kPeerAddress,
                                             RequestKind::kConnectDatagram, RequestKind::kDisconnectDatagram,
                                             RequestKind::kJoinGroup,       RequestKind::kLeaveGroup,
                                             RequestKind::kSetOption,       RequestKind::kListen};
    Request request{kKinds[draw(8)]};
    if (request.kind == RequestKind::kListen && slot.type != SocketType::kListen) return;
    request.socket = slot.socket;
    request.address = somewhere();
    request.option = static_cast<SocketOption>(draw(6));
    request.value.flag = draw(2) == 0;
    request.value.number = static_cast<std::int64_t>(draw(4));
    request.number = 3;
    note(static_cast<std::uint64_t>(town_.perform(request, slot.host)));
  }

  void read(Slot& slot) {
    if (slot.reader != nullptr) return;
    if (slot.type == SocketType::kListen) {
      slot.reader = std::make_unique<Tried>(OperationKind::kAccept, slot.socket);
    } else {
      slot.reader = std::make_unique<TriedReceive>(slot.socket, 1 + draw(30000));
    }
    town_.start(*slot.reader, slot.host);
  }

  void write(Slot& slot) {
    if (slot.writer != nullptr || slot.type == SocketType::kListen) return;
    const std::size_t way = slot.type == SocketType::kStream ? draw(8) : 2 + draw(6);
    if (way == 0) {
      slot.writer = std::make_unique<TriedConnect>(slot.socket, somewhere());
    } else if (way == 1) {
      slot.writer = std::make_unique<Tried>(OperationKind::kShutdown, slot.socket);
    } else if (way < 5) {
      slot.writer = std::make_unique<TriedSend>(slot.socket, std::string(draw(60000), 'x'));
      slot.writer->has_address = slot.type == SocketType::kDatagram;
      slot.writer->address = somewhere();
    } else {
      std::size_t count = 0;
      note(static_cast<std::uint64_t>(town_.try_send(slot.socket, std::string(draw(3000), 'x'), &count)));
      return;
    }
    town_.start(*slot.writer, slot.host);
  }

  // Takes up what ended.
  void settle(Slot& slot) {
    if (slot.writer != nullptr && slot.writer->done) {
      note(static_cast<std::uint64_t>(slot.writer->error) + 100);
      slot.writer.reset();
    }
    if (slot.reader == nullptr || !slot.reader->done) return;
    note(static_cast<std::uint64_t>(slot.reader->error) + 200);
    note(slot.reader->count + static_cast<std::uint64_t>(town_.now()));
    const bool accepted = slot.reader->error == ErrorCode::kOk && slot.type == SocketType::kListen;
    BackendSocket* socket = slot.reader->accepted;
    slot.reader.reset();
    if (accepted) slots_.push_back({socket, SocketType::kStream, slot.host, nullptr, nullptr});
  }

  void give_up(Slot& slot) {
    for (std::unique_ptr<Tried>* held : {&slot.reader, &slot.writer}) {
      if (*held == nullptr || (*held)->done) continue;
      if (town_.backend(slot.host).cancel(**held)) {
        held->reset();
      } else {
        orphans_.push_back(std::move(*held));
      }
    }
  }

  // Its operations end with the next look.
  void close(std::size_t index) {
    Slot& slot = slots_[index];
    town_.close(slot.socket, slot.host);
    for (std::unique_ptr<Tried>* held : {&slot.reader, &slot.writer}) {
      if (*held != nullptr) orphans_.push_back(std::move(*held));
    }
    slots_.erase(slots_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  void settle_orphans() {
    for (auto& orphan : orphans_) {
      CHECK(orphan->done);
      if (orphan->kind == OperationKind::kAccept && orphan->error == ErrorCode::kOk)
        town_.close(orphan->accepted);
      note(static_cast<std::uint64_t>(orphan->error) + 300);
    }
    town_.pass(2000 * kSecond);
  }

  Town town_;
  RandomStream random_;
  std::deque<Slot> slots_;  // one more leaves the others where they are
  std::vector<std::unique_ptr<Tried>> orphans_;
  std::uint64_t digest_ = 14695981039346656037u;
};

}  // namespace

TEST_CASE("random operations end, leave nothing, and repeat") {
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    INFO("seed " << seed);
    std::uint64_t digests[2];
    for (std::uint64_t& digest : digests) {
      ShortMemory memory;
      {
        RandomProgram program(seed, memory);
        digest = program.run(400);
        CHECK_FALSE(program.left_something());
      }
      REQUIRE(memory.bytes == 0);
    }
    REQUIRE(digests[0] == digests[1]);
  }
}

TEST_CASE("memory that runs out anywhere breaks nothing") {
  for (int failure = 1; failure < kLastFailure; failure += 1 + failure / 100) {
    INFO("failure " << failure);
    ShortMemory memory;
    {
      RandomProgram program(static_cast<std::uint64_t>(failure % 7 + 1), memory);
      memory.left = failure;
      program.run(200);
    }
    REQUIRE(memory.bytes == 0);
  }
}

TEST_CASE("a crash in the midst of anything leaves nothing") {
  for (std::uint64_t seed = 1; seed <= kPrograms / 10; ++seed) {
    ShortMemory memory;
    {
      RandomProgram program(seed, memory);
      for (std::size_t i = 0; i < 2; ++i) program.town().host(i).crash();
    }
    REQUIRE(memory.bytes == 0);
  }
}

}  // namespace coutil::sim
