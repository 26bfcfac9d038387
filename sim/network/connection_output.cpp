// What a connection sends, and when: windows, segments, retransmission, congestion.
#include <algorithm>
#include <new>

#include "sim/network/connection.h"
#include "sim/network/host.h"
#include "sim/network/network.h"

namespace coutil::sim {

namespace {

constexpr TimeNs kLeastPatienceNs = 200'000'000;
constexpr TimeNs kFirstPatienceNs = 1'000'000'000;
constexpr TimeNs kMostPatienceNs = 120'000'000'000;
constexpr int kFirstSegments = 10;

}  // namespace

// The MTU of the way is known from the start, as on one's own network.
void Connection::measure_segments() noexcept {
  std::size_t mtu = 1500;
  Host* peer = host_->network().receiver_of(*host_, remote_);
  try {
    if (peer != nullptr) mtu = host_->network().link(*host_, *peer).settings().mtu;
  } catch (const std::bad_alloc&) {  // the usual one, then
  }
  const std::size_t headers = remote_.domain == Domain::kIpv4 ? 40 : 60;
  segment_size_ = mtu > headers + 100 ? mtu - headers : 100;
  congestion_window_ = kFirstSegments * segment_size_;
}

std::size_t Connection::send_room() const noexcept {
  return out_.size() < kSendBufferBytes ? kSendBufferBytes - out_.size() : 0;
}

void Connection::send(const char* bytes, std::size_t count, std::int64_t message, TimeNs now_ns) {
  out_.append(bytes, count);
  if (message != 0 && count > 0) out_marks_.add(end_of_output(), message);
  push(now_ns);
}

// Sends what the peer takes and the network seems to bear. A small segment waits while others are under way
// (RFC 1122, 4.2.3.4), unless the program wants no delay.
void Connection::push(TimeNs now_ns) noexcept {
  if (state_ != State::kOpen) return;
  const std::uint64_t end = end_of_output();
  const std::uint64_t edge = std::min(welcome_edge_, unacknowledged_ + congestion_window_);
  while (next_ <= end && !end_arrived_) {
    const std::size_t pending = end - next_;
    const std::size_t room = edge > next_ ? edge - next_ : 0;
    const std::size_t size = std::min({pending, room, segment_size_});
    const bool finish = finishing_ && size == pending;
    if (size == 0 && !finish) break;
    const bool small = size < segment_size_ && !finish && next_ > unacknowledged_;
    if (small && (!no_delay_ || size < pending)) break;
    transmit(next_, size, finish, now_ns);
    next_ += size + (finish ? 1 : 0);
    sent_most_ = std::max(sent_most_, next_);
  }
  set_timer(now_ns, false);
}

void Connection::transmit(std::uint64_t sequence, std::size_t size, bool finish, TimeNs now_ns) noexcept {
  Packet* packet = Packet::make(*host_, size, out_marks_.count(sequence, sequence + size));
  if (packet == nullptr) return;  // as if it were lost
  out_.copy(sequence - unacknowledged_, packet->bytes(), size);
  const MessageMark* mark = out_marks_.find(sequence);
  for (MessageMark& copy : packet->marks()) {
    copy = *mark++;
    copy.end = std::min(copy.end, sequence + size);
  }
  packet->segment.sequence = sequence;
  packet->segment.finish = finish;
  if (sequence < sent_most_) {
    timed_sequence_ = 0;  // an answer would not tell which of them it is to
  } else if (timed_sequence_ == 0) {
    timed_sequence_ = sequence + size + (finish ? 1 : 0);
    timed_since_ns_ = now_ns;
  }
  packet->segment.acknowledges = true;
  dispatch(*packet, now_ns);
}

void Connection::transmit_opening(TimeNs now_ns) noexcept {
  if (Packet* packet = Packet::make(*host_, 0)) {
    packet->segment.synchronize = true;
    packet->segment.sequence = unacknowledged_;
    packet->segment.acknowledges = state_ == State::kAccepting;
    dispatch(*packet, now_ns);
  }
  if (retries_ == 0) timed_since_ns_ = now_ns;
  next_ = unacknowledged_ + 1;
  agenda().plan(*this, now_ns + patience_ns());
}

void Connection::transmit_acknowledgement(TimeNs now_ns, bool probe) noexcept {
  Packet* packet = Packet::make(*host_, 0);
  if (packet == nullptr) return;
  packet->segment.acknowledges = true;
  packet->segment.probe = probe;
  packet->segment.sequence = next_;
  dispatch(*packet, now_ns);
}

// Fills in what all segments say.
void Connection::dispatch(Packet& packet, TimeNs now_ns) noexcept {
  packet.protocol = Protocol::kStream;
  packet.from = port.local;
  packet.to = remote_;
  offered_edge_ = welcome_until();
  packet.segment.acknowledged = expected_;
  packet.segment.window = offered_edge_ - expected_;
  Network& network = host_->network();
  network.send(packet, *host_, network.receiver_of(*host_, remote_), now_ns);
}

std::uint64_t Connection::welcome_until() const noexcept {
  const std::size_t room = in_.size() < kReceiveBufferBytes ? kReceiveBufferBytes - in_.size() : 0;
  return std::max(offered_edge_, expected_ + room);
}

// Nothing was heard for too long: begins again where the peer stands.
void Connection::retransmit(TimeNs now_ns) noexcept {
  const std::uint64_t under_way = next_ - unacknowledged_;
  slow_start_until_ = std::max<std::uint64_t>(under_way / 2, 2 * segment_size_);
  congestion_window_ = segment_size_;
  same_acknowledgements_ = 0;
  recovery_until_ = sent_most_;
  next_ = unacknowledged_;
  push(now_ns);
}

// How long an answer may take (RFC 6298), twice as long at each try.
TimeNs Connection::patience_ns() const noexcept {
  TimeNs patience = kFirstPatienceNs;
  if (round_trip_ns_ > 0)
    patience = std::max(kLeastPatienceNs, round_trip_ns_ + 4 * round_trip_variation_ns_);
  return std::min(kMostPatienceNs, patience << std::min(std::max(retries_, probes_), 16));
}

}  // namespace coutil::sim
