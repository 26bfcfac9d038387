// MessageMarks: which message each byte of one direction of a stream belongs to: a mark for each message, in
// order, up to where it goes. Empty where nobody observes the network. It must not know connections.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <vector>

namespace coutil::sim {

struct MessageMark {
  std::uint64_t end = 0;  // the sequence number behind its last byte
  std::int64_t message = 0;
};

class MessageMarks final {
 public:
  explicit MessageMarks(std::pmr::memory_resource* memory) noexcept : marks_(memory) {}

  /// The bytes up to `end`, which are behind those marked before, belong to `message`. Does nothing when no
  /// memory is left: they are of no known message then.
  void add(std::uint64_t end, std::int64_t message) noexcept;

  /// The message of the byte with this number; 0 where it is not known.
  std::int64_t at(std::uint64_t sequence) const noexcept;

  /// How many marks the bytes from `begin` up to `end` have, and the first of them. Its end, and that of the
  /// last, may lie beyond.
  std::size_t count(std::uint64_t begin, std::uint64_t end) const noexcept;
  const MessageMark* find(std::uint64_t begin) const noexcept;

  /// Nobody asks for bytes before this one any more.
  void drop_until(std::uint64_t sequence) noexcept;

 private:
  std::pmr::vector<MessageMark> marks_;
  std::size_t first_ = 0;  // those before are dropped
};

}  // namespace coutil::sim
