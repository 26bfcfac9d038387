// Connection: one end of a TCP connection as a kernel keeps it: sequence numbers, windows, retransmissions,
// the bytes to be sent and those that nobody read yet. It outlives its socket until the peer has all. It
// knows the socket only as who wants to hear of what happens; rules as in RFC 9293, congestion as in RFC
// 5681.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/error_code.h"
#include "sim/network/agenda.h"
#include "sim/network/byte_ring.h"
#include "sim/network/message_marks.h"
#include "sim/network/packet.h"
#include "sim/network/port_table.h"

namespace coutil::sim {

class Host;
class StreamSocket;

/// What a connection takes from its program before it says "not now", and what it holds for it unread. About
/// what Linux arrives at over its loopback.
inline constexpr std::size_t kSendBufferBytes = 2560 << 10;
inline constexpr std::size_t kReceiveBufferBytes = 3072 << 10;

class Connection final : public Happening {
 public:
  enum class State : std::uint8_t { kClosed, kConnecting, kAccepting, kOpen };

  /// Network::make makes one, for a socket, or for a peer that connects (null). Throws std::bad_alloc.
  Connection(Host& host, StreamSocket* socket);
  ~Connection();

  // For the socket. Those with a time act at once; results are heard by the socket later.

  /// Begins. An error is one that is known at once. Throws std::bad_alloc.
  ErrorCode connect(const IpAddress& to, TimeNs now_ns);

  /// How many bytes `send` would take.
  std::size_t send_room() const noexcept;

  /// Takes bytes of a message (0: nobody observes), at most send_room(). Throws std::bad_alloc.
  void send(const char* bytes, std::size_t count, std::int64_t message, TimeNs now_ns);

  /// No more is sent after what was taken.
  void finish(TimeNs now_ns) noexcept;

  /// Copies up to `size` bytes that came in order, and how many they were.
  std::size_t receive(char* to, std::size_t size, TimeNs now_ns) noexcept;

  /// Whose byte `receive` would give first; 0: nobody observes.
  std::int64_t input_message() const noexcept { return in_marks_.at(first_unread()); }

  bool has_input() const noexcept { return in_.size() > 0; }
  bool has_peer_finished() const noexcept { return peer_finished_; }
  bool has_ended() const noexcept { return peer_finished_ || state_ == State::kClosed; }
  bool may_send() const noexcept { return state_ == State::kOpen && !finishing_; }

  /// Why it broke, once.
  ErrorCode take_error() noexcept;
  bool is_broken() const noexcept { return error_ != ErrorCode::kOk; }

  /// The socket is gone. With bytes unread the peer hears a reset; else it gets what was taken, then the end.
  void leave(TimeNs now_ns) noexcept;

  /// Ends at once, with a reset for the peer.
  void abort(TimeNs now_ns) noexcept;

  /// Ends at once and tells nobody.
  void vanish() noexcept;

  /// Whose it is from now on; one that came by a listening socket.
  void belong_to(StreamSocket& socket) noexcept { socket_ = &socket; }

  void set_no_delay(bool no_delay, TimeNs now_ns) noexcept;
  bool no_delay() const noexcept { return no_delay_; }

  /// Asks a silent peer after so many seconds whether it is there; 0: never.
  void set_keep_alive(std::int64_t seconds, TimeNs now_ns) noexcept;
  std::int64_t keep_alive() const noexcept { return keep_alive_s_; }

  State state() const noexcept { return state_; }
  Host& host() const noexcept { return *host_; }
  const IpAddress& local() const noexcept { return port.local; }
  const IpAddress& remote() const noexcept { return remote_; }

  // For who finds it.

  /// A connection that a peer asks for. Throws std::bad_alloc.
  void accept(const Packet& request, TimeNs now_ns);

  /// Takes a segment, and may be destroyed by it.
  void take(Packet& packet, TimeNs now_ns);

  PortUse port;                         // its own address
  Connection* next_in_table = nullptr;  // of the host's connections
  Connection* next_in_queue = nullptr;  // of those that wait to be accepted
  bool in_queue = false;
  std::size_t lingering_place = 0;  // among those of the host

 private:
  void happen(TimeNs now_ns) override;

  // Ends (connection.cpp).
  void break_off(ErrorCode error) noexcept;
  void tell_opened() noexcept;
  void forget_peer() noexcept;
  void destroy_if_over(TimeNs now_ns) noexcept;

  // Sending (connection_output.cpp).
  std::uint64_t end_of_output() const noexcept { return unacknowledged_ + out_.size(); }
  bool is_end_sent() const noexcept { return finishing_ && sent_most_ > end_of_output(); }
  void measure_segments() noexcept;
  void push(TimeNs now_ns) noexcept;
  void transmit(std::uint64_t sequence, std::size_t size, bool finish, TimeNs now_ns) noexcept;
  void transmit_opening(TimeNs now_ns) noexcept;
  void transmit_acknowledgement(TimeNs now_ns, bool probe = false) noexcept;
  void dispatch(Packet& packet, TimeNs now_ns) noexcept;
  void retransmit(TimeNs now_ns) noexcept;
  void set_timer(TimeNs now_ns, bool anew) noexcept;
  TimeNs patience_ns() const noexcept;
  std::uint64_t welcome_until() const noexcept;

  // Receiving (connection_input.cpp).
  void take_while_connecting(const Packet& packet, TimeNs now_ns) noexcept;
  bool take_while_accepting(Packet& packet, TimeNs now_ns) noexcept;
  void take_acknowledgement(const Packet& packet, TimeNs now_ns) noexcept;
  void take_progress(std::uint64_t acknowledged, TimeNs now_ns) noexcept;
  void measure_round_trip(TimeNs now_ns) noexcept;
  bool take_bytes(Packet& packet, TimeNs now_ns) noexcept;
  void keep_early(Packet& packet) noexcept;
  bool append(const Packet& packet) noexcept;
  void opened(const Packet& packet) noexcept;
  void tell_socket(TimeNs now_ns) noexcept;
  std::uint64_t first_unread() const noexcept { return expected_ - (peer_finished_ ? 1 : 0) - in_.size(); }
  void tell_unread_lost() noexcept;

  Host* host_;
  StreamSocket* socket_;
  IpAddress remote_;
  State state_ = State::kClosed;
  ErrorCode error_ = ErrorCode::kOk;
  bool in_table_ = false;
  bool left_ = false;            // by its socket: nobody reads
  bool finishing_ = false;       // the end is to be sent after the last byte
  bool end_arrived_ = false;     // there, as the peer acknowledged
  bool peer_finished_ = false;   // its end came, after its last byte
  bool finished_first_ = false;  // before the peer: it lingers
  bool lingers_ = false;         // both have all; only a repeated end is answered
  bool no_delay_ = false;
  bool tells_later_ = false;  // its socket has yet to hear that it is open
  bool unreachable_ = false;  // there is no such host
  std::int64_t keep_alive_s_ = 0;

  // What is sent. The opening counts as one byte, and so does the end.
  ByteRing out_;
  MessageMarks out_marks_;
  std::uint64_t unacknowledged_ = 0;  // the first byte that the peer may not have; out_ begins there
  std::uint64_t next_ = 0;            // to be sent next
  std::uint64_t sent_most_ = 0;       // the furthest `next_` ever was
  std::uint64_t welcome_edge_ = 0;    // up to where the peer takes bytes
  std::uint64_t congestion_window_ = 0;
  std::uint64_t slow_start_until_ = UINT64_MAX;
  std::uint64_t recovery_until_ = 0;  // what was sent when a loss was seen
  int same_acknowledgements_ = 0;
  int retries_ = 0;  // without an answer
  int probes_ = 0;   // questions, answered or not, whether the peer takes bytes again
  std::size_t segment_size_ = 1460;
  std::uint64_t timed_sequence_ = 0;  // of the byte whose way there and back is measured; 0: none
  TimeNs timed_since_ns_ = 0;
  TimeNs round_trip_ns_ = 0;  // smoothed; 0: not measured yet
  TimeNs round_trip_variation_ns_ = 0;

  // What is received.
  ByteRing in_;
  MessageMarks in_marks_;
  std::uint64_t expected_ = 0;      // the next byte
  std::uint64_t offered_edge_ = 0;  // up to where the peer was told that bytes are welcome
  Packet* early_ = nullptr;         // came before others that are missing, in order
};

/// A segment has arrived at `host`.
void take_segment(Host& host, Packet& packet, TimeNs now_ns);

}  // namespace coutil::sim
