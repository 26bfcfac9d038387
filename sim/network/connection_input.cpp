// What a connection makes of the segments that come: opening, acknowledgements, bytes in their order, the
// end, resets.
#include <algorithm>
#include <new>

#include "sim/network/connection.h"
#include "sim/network/host.h"
#include "sim/network/listen_socket.h"
#include "sim/network/network.h"
#include "sim/network/stream_socket.h"

namespace coutil::sim {

namespace {

constexpr int kSameForLoss = 3;

// A segment that nobody expects is answered by a reset, but for a reset.
void refuse(Host& host, const Packet& packet, TimeNs now_ns) noexcept {
  if (packet.segment.reset) return;
  Packet* answer = Packet::make(host, 0);
  if (answer == nullptr) return;
  answer->protocol = Protocol::kStream;
  answer->from = packet.to;
  answer->to = packet.from;
  answer->segment.reset = true;
  if (packet.segment.acknowledges) {
    answer->segment.sequence = packet.segment.acknowledged;
  } else {
    answer->segment.acknowledges = true;
    answer->segment.acknowledged = packet.segment.sequence + packet.size() + packet.segment.synchronize;
  }
  Network& network = host.network();
  network.send(*answer, host, network.receiver_of(host, packet.from), now_ns);
}

// A peer asks for a connection: it gets one where somebody listens and has room for it.
void take_request(Host& host, const Packet& packet, TimeNs now_ns) {
  ListenSocket* listener = ListenSocket::find(host, packet.to);
  if (listener == nullptr) return refuse(host, packet, now_ns);
  if (!listener->has_room()) return;  // it will ask again
  Connection* connection = nullptr;
  try {
    connection = host.network().make<Connection>(host, nullptr);
    connection->accept(packet, now_ns);
  } catch (const std::bad_alloc&) {
    if (connection != nullptr) connection->vanish();
  }
}

}  // namespace

void take_segment(Host& host, Packet& packet, TimeNs now_ns) {
  if (Connection* connection = host.connections.find(packet.to, packet.from)) {
    return connection->take(packet, now_ns);
  }
  const Segment& segment = packet.segment;
  if (segment.synchronize && !segment.acknowledges && !segment.reset) {
    take_request(host, packet, now_ns);
  } else {
    refuse(host, packet, now_ns);
  }
  host.network().lose(packet, DropReason::kNobodyListens);
}

void Connection::accept(const Packet& request, TimeNs now_ns) {
  port.local = request.to;  // not in the table of ports: the listening socket has it, and what shares may too
  remote_ = request.from;
  host_->connections.add(*this);
  in_table_ = true;
  state_ = State::kAccepting;
  unacknowledged_ = next_ = host_->network().next_connection() << 32;
  sent_most_ = unacknowledged_ + 1;
  expected_ = offered_edge_ = request.segment.sequence + 1;
  measure_segments();
  transmit_opening(now_ns);
}

// Consumes the packet. What can destroy the connection comes last.
void Connection::take(Packet& packet, TimeNs now_ns) {
  if (state_ == State::kConnecting) {
    take_while_connecting(packet, now_ns);
    return packet.discard();
  }
  const Segment& segment = packet.segment;
  if (segment.reset) {
    const bool ours = segment.sequence >= expected_ && segment.sequence <= offered_edge_;
    packet.discard();
    if (!ours || (end_arrived_ && peer_finished_)) return;  // what was to come has come, and gone
    return break_off(peer_finished_ ? ErrorCode::kEPIPE : ErrorCode::kECONNRESET);
  }
  const bool both_connect = state_ == State::kAccepting && segment.acknowledges;
  if (segment.synchronize && !both_connect) {  // once more, or from a peer that forgot this connection
    if (state_ == State::kAccepting) {
      transmit_opening(now_ns);
    } else {
      transmit_acknowledgement(now_ns);
    }
    return packet.discard();
  }
  if (state_ == State::kAccepting && !take_while_accepting(packet, now_ns)) return;
  const bool probe = segment.probe;
  take_acknowledgement(packet, now_ns);
  if (packet.size() == 0 && !segment.finish) {
    packet.discard();
    if (probe) transmit_acknowledgement(now_ns);
  } else if (!take_bytes(packet, now_ns)) {
    return abort(now_ns);
  }
  tell_socket(now_ns);
  destroy_if_over(now_ns);
}

void Connection::opened(const Packet& packet) noexcept {
  state_ = State::kOpen;
  ++unacknowledged_;
  next_ = unacknowledged_;
  welcome_edge_ = packet.segment.acknowledged + packet.segment.window;
  retries_ = 0;
  agenda().remove(*this);
}

void Connection::take_while_connecting(const Packet& packet, TimeNs now_ns) noexcept {
  const Segment& segment = packet.segment;
  if (segment.acknowledges && segment.acknowledged != unacknowledged_ + 1) {
    return refuse(*host_, packet, now_ns);  // of an earlier connection
  }
  if (segment.reset) {
    if (segment.acknowledges) break_off(ErrorCode::kECONNREFUSED);
    return;
  }
  if (!segment.synchronize) return;
  expected_ = offered_edge_ = segment.sequence + 1;
  if (!segment.acknowledges) {  // both connect at once
    state_ = State::kAccepting;
    return transmit_opening(now_ns);
  }
  if (retries_ == 0) measure_round_trip(now_ns);
  opened(packet);
  transmit_acknowledgement(now_ns);
  if (host_->is_own(remote_)) {
    // On one machine all of the opening is done before who connects hears of it: who listens does first.
    tells_later_ = true;
    return agenda().plan(*this, now_ns + (now_ns - timed_since_ns_) / 2);
  }
  socket_->connected(ErrorCode::kOk);
}

// False: it stays as it is, or is no more, and the packet is gone.
bool Connection::take_while_accepting(Packet& packet, TimeNs now_ns) noexcept {
  const bool right = packet.segment.acknowledges && packet.segment.acknowledged > unacknowledged_ &&
                     packet.segment.acknowledged <= sent_most_;
  ListenSocket* listener = nullptr;
  if (right && socket_ == nullptr) {
    listener = ListenSocket::find(*host_, port.local);
    if (listener == nullptr) {
      host_->network().lose(packet, DropReason::kNobodyListens);
      abort(now_ns);
      return false;
    }
  }
  if (!right || (listener != nullptr && !listener->has_room())) {
    host_->network().lose(packet, right ? DropReason::kBufferFull : DropReason::kNobodyListens);
    return false;
  }
  if (retries_ == 0) measure_round_trip(now_ns);
  opened(packet);
  if (listener != nullptr) {
    listener->add(*this);
  } else {
    socket_->connected(ErrorCode::kOk);
  }
  return true;
}

void Connection::measure_round_trip(TimeNs now_ns) noexcept {
  const TimeNs measured = std::max<TimeNs>(1, now_ns - timed_since_ns_);
  timed_sequence_ = 0;
  if (round_trip_ns_ == 0) {
    round_trip_ns_ = measured;
    round_trip_variation_ns_ = measured / 2;
    return;
  }
  const TimeNs difference = measured > round_trip_ns_ ? measured - round_trip_ns_ : round_trip_ns_ - measured;
  round_trip_variation_ns_ += (difference - round_trip_variation_ns_) / 4;
  round_trip_ns_ += (measured - round_trip_ns_) / 8;
}

void Connection::take_acknowledgement(const Packet& packet, TimeNs now_ns) noexcept {
  const Segment& segment = packet.segment;
  if (!segment.acknowledges || segment.acknowledged > sent_most_) return;
  const std::uint64_t edge = segment.acknowledged + segment.window;
  const bool wider = edge > welcome_edge_;
  const bool nothing_sent = unacknowledged_ == sent_most_;
  if (wider || nothing_sent) retries_ = 0;
  if (wider) {
    welcome_edge_ = edge;
    probes_ = 0;
  }
  if (segment.acknowledged > unacknowledged_) {
    take_progress(segment.acknowledged, now_ns);
  } else if (segment.acknowledged == unacknowledged_ && !nothing_sent && !wider && packet.size() == 0 &&
             ++same_acknowledgements_ == kSameForLoss && unacknowledged_ >= recovery_until_) {
    slow_start_until_ = std::max<std::uint64_t>((next_ - unacknowledged_) / 2, 2 * segment_size_);
    congestion_window_ = slow_start_until_;
    recovery_until_ = sent_most_;
    const std::size_t size = std::min<std::size_t>(segment_size_, out_.size());
    transmit(unacknowledged_, size, is_end_sent() && size == out_.size(), now_ns);
  }
  push(now_ns);
  if (nothing_sent) set_timer(now_ns, true);  // who was asked has answered
}

// The peer has more than before.
void Connection::take_progress(std::uint64_t acknowledged, TimeNs now_ns) noexcept {
  const bool all = is_end_sent() && acknowledged > end_of_output();
  const std::uint64_t bytes = acknowledged - unacknowledged_ - (all ? 1 : 0);
  out_.drop(bytes);
  out_marks_.drop_until(acknowledged);
  unacknowledged_ = acknowledged;
  next_ = std::max(next_, acknowledged);
  end_arrived_ = end_arrived_ || all;
  if (end_arrived_) unacknowledged_ = sent_most_;
  same_acknowledgements_ = 0;
  retries_ = 0;
  if (timed_sequence_ != 0 && acknowledged >= timed_sequence_) measure_round_trip(now_ns);
  if (acknowledged < recovery_until_) {  // the next one that is missing
    const std::size_t size = std::min<std::size_t>(segment_size_, out_.size());
    if (next_ > acknowledged) transmit(acknowledged, size, is_end_sent() && size == out_.size(), now_ns);
  }
  if (congestion_window_ < slow_start_until_) {
    congestion_window_ += std::min<std::uint64_t>(bytes, segment_size_);
  } else {
    congestion_window_ += std::max<std::uint64_t>(1, segment_size_ * segment_size_ / congestion_window_);
  }
  congestion_window_ = std::min<std::uint64_t>(congestion_window_, 2 * kReceiveBufferBytes);
  agenda().remove(*this);
  set_timer(now_ns, true);
}

// Takes the packet. False: nobody reads any more, and the peer must hear that.
bool Connection::take_bytes(Packet& packet, TimeNs now_ns) noexcept {
  const std::uint64_t first = packet.segment.sequence;
  const std::uint64_t last = first + packet.size();
  if (left_ && packet.size() > 0 && last > expected_) {
    host_->network().lose(packet, DropReason::kClosed);
    return false;
  }
  if (first > expected_) {
    keep_early(packet);
  } else if (!append(packet)) {
    host_->network().lose(packet, DropReason::kBufferFull);
  } else {
    while (early_ != nullptr && early_->segment.sequence <= expected_) {
      Packet* kept = early_;
      if (!append(*kept)) break;
      early_ = kept->next;
      kept->discard();
    }
    packet.discard();
  }
  transmit_acknowledgement(now_ns);
  return true;
}

// Whatever of it is new. False: there was no room.
bool Connection::append(const Packet& packet) noexcept {
  const std::uint64_t last = packet.segment.sequence + packet.size();
  if (last > expected_) {
    const std::size_t known = expected_ - packet.segment.sequence;
    const std::size_t count = packet.size() - known;
    if (in_.size() + count > kReceiveBufferBytes) return false;
    try {
      in_.append(packet.bytes() + known, count);
    } catch (const std::bad_alloc&) {
      return false;  // it comes again
    }
    for (const MessageMark& mark : packet.marks()) {
      if (mark.end > expected_) in_marks_.add(mark.end, mark.message);
    }
    expected_ = last;
  }
  if (packet.segment.finish && last == expected_ && !peer_finished_) {
    peer_finished_ = true;
    ++expected_;
  }
  return true;
}

// Keeps it until those before it came.
void Connection::keep_early(Packet& packet) noexcept {
  Packet** link = &early_;
  while (*link != nullptr && (*link)->segment.sequence < packet.segment.sequence) link = &(*link)->next;
  const bool known = *link != nullptr && (*link)->segment.sequence == packet.segment.sequence &&
                     (*link)->size() >= packet.size();
  if (known) return packet.discard();
  if (packet.segment.sequence + packet.size() > offered_edge_)
    return host_->network().lose(packet, DropReason::kBufferFull);
  packet.next = *link;
  *link = &packet;
}

std::size_t Connection::receive(char* to, std::size_t size, TimeNs now_ns) noexcept {
  const std::size_t count = std::min(size, in_.size());
  in_marks_.drop_until(first_unread() + count);
  in_.copy(0, to, count);
  in_.drop(count);
  // A peer that was held up hears of the room once there is a good deal of it.
  if (state_ == State::kOpen && !peer_finished_ && welcome_until() - offered_edge_ >= kReceiveBufferBytes / 2)
    transmit_acknowledgement(now_ns);
  return count;
}

// What came and nobody will read.
void Connection::tell_unread_lost() noexcept {
  std::uint64_t begin = first_unread();
  const std::uint64_t end = begin + in_.size();
  const MessageMark* mark = in_marks_.find(begin);
  for (std::size_t left = in_marks_.count(begin, end); left > 0; --left, ++mark) {
    host_->network().tell_lost(mark->message, mark->end - begin, DropReason::kClosed);
    begin = mark->end;
  }
}

void Connection::tell_socket(TimeNs now_ns) noexcept {
  if (socket_ == nullptr) return;
  if (has_input() || peer_finished_) socket_->input_came();
  socket_->room_came(now_ns);
}

}  // namespace coutil::sim
