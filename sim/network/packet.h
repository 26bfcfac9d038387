// Packet: what one host sends to another, with its bytes behind it in the same block of memory. It happens
// when it arrives. It must not know how hosts take it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/ip_address.h"
#include "sim/network/agenda.h"
#include "sim/network/message_marks.h"

namespace coutil::sim {

class Host;

enum class Protocol : std::uint8_t {
  kDatagram,
  kStream,
  kUnreachable,  // the answer to a datagram that nobody took; `to` sent it, `from` is where it went
};

/// What a segment of a stream says. Numbers count bytes, from a beginning that no earlier connection had.
struct Segment {
  std::uint64_t sequence = 0;
  std::uint64_t acknowledged = 0;  // the next byte expected, when `acknowledges`
  std::uint64_t window = 0;        // how many from there on are welcome
  bool synchronize = false;
  bool acknowledges = false;
  bool finish = false;
  bool reset = false;
  bool probe = false;  // carries nothing and wants an answer
};

class Packet final : public Happening {
 public:
  /// With room for `size` bytes, and for marks of a stream's messages. Null when memory ran out. `discard`
  /// ends it.
  static Packet* make(Host& sender, std::size_t size, std::size_t marks = 0) noexcept;

  /// The same once more, for a link that doubles it. Null when memory ran out.
  Packet* copy() const noexcept;

  void discard() noexcept;

  char* bytes() noexcept { return reinterpret_cast<char*>(this + 1); }
  const char* bytes() const noexcept { return reinterpret_cast<const char*>(this + 1); }
  std::size_t size() const noexcept { return size_; }

  /// Of a stream: whose bytes these are, where that is observed. The last mark ends with the last byte.
  std::span<MessageMark> marks() noexcept;
  std::span<const MessageMark> marks() const noexcept;

  /// With its headers, as links count.
  std::size_t wire_size() const noexcept;

  Protocol protocol = Protocol::kDatagram;
  int time_to_live = 64;
  IpAddress from;
  IpAddress to;
  Host* receiver = nullptr;
  Segment segment;           // of streams
  Packet* next = nullptr;    // where it waits after it arrived
  std::int64_t message = 0;  // of a datagram: its number, where that is observed

 private:
  Packet(Host& sender, std::size_t size, std::size_t marks);
  ~Packet() = default;
  void happen(TimeNs now_ns) override;

  Host* sender_;
  std::size_t size_;
  std::size_t mark_count_;  // behind the bytes
};

}  // namespace coutil::sim
