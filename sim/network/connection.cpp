// How connections begin and end, and what they do when nothing comes: see the header.
#include "sim/network/connection.h"

#include <algorithm>

#include "sim/network/address_rules.h"
#include "sim/network/host.h"
#include "sim/network/network.h"
#include "sim/network/stream_socket.h"

namespace coutil::sim {

namespace {

constexpr int kOpeningRetries = 6;  // 127 seconds in all, as on Linux
constexpr int kRetries = 15;
constexpr int kLeftRetries = 8;  // when nobody is there to be told
constexpr int kKeepAliveProbes = 10;
constexpr TimeNs kSecondNs = 1'000'000'000;
constexpr TimeNs kNoSuchHostNs = 3 * kSecondNs;
constexpr TimeNs kLingerNs = 60 * kSecondNs;

}  // namespace

Connection::Connection(Host& host, StreamSocket* socket)
    : Happening(host.network().agenda()),
      host_(&host),
      socket_(socket),
      out_(host.network().memory()),
      out_marks_(host.network().memory()),
      in_(host.network().memory()),
      in_marks_(host.network().memory()) {}

Connection::~Connection() {
  forget_peer();
  if (lingers_) host_->stop_lingering(*this);
  host_->stream_ports.remove(port);
}

ErrorCode Connection::connect(const IpAddress& to, TimeNs now_ns) {
  IpAddress target = on_the_wire(to);
  if (is_multicast(target) || host_->is_broadcast(target)) return ErrorCode::kENETUNREACH;
  if (is_wildcard(target)) target = loopback(target.domain, target.port);
  IpAddress source;
  ErrorCode error = host_->choose_source(on_the_wire(port.local), target, source);
  if (error != ErrorCode::kOk) return error;
  source.port = port.local.port;
  if (!port.is_held()) {
    source.port = host_->stream_ports.next_ephemeral(target.port);
    if (source.port == 0) return ErrorCode::kEADDRNOTAVAIL;
  }
  if (host_->connections.find(source, target) != nullptr) return ErrorCode::kEADDRNOTAVAIL;
  const IpAddress before = port.local;
  remote_ = target;
  if (port.is_held()) {
    port.local = source;
  } else {
    host_->stream_ports.hold(port, source);
  }
  try {
    host_->connections.add(*this);
  } catch (...) {
    if (!port.shares) host_->stream_ports.remove(port);
    port.local = before;
    throw;
  }
  in_table_ = true;
  state_ = State::kConnecting;
  error_ = ErrorCode::kOk;
  unacknowledged_ = next_ = host_->network().next_connection() << 32;
  sent_most_ = unacknowledged_ + 1;
  peer_finished_ = finishing_ = end_arrived_ = false;
  retries_ = 0;
  measure_segments();
  unreachable_ = host_->network().receiver_of(*host_, target) == nullptr;
  if (unreachable_) {
    agenda().plan(*this, now_ns + kNoSuchHostNs);
  } else {
    transmit_opening(now_ns);
  }
  return ErrorCode::kOk;
}

void Connection::finish(TimeNs now_ns) noexcept {
  if (finishing_) return;
  finishing_ = true;
  finished_first_ = !peer_finished_;
  push(now_ns);
}

ErrorCode Connection::take_error() noexcept {
  const ErrorCode error = error_;
  error_ = ErrorCode::kOk;
  return error;
}

void Connection::leave(TimeNs now_ns) noexcept {
  socket_ = nullptr;
  tells_later_ = false;
  left_ = true;
  tell_unread_lost();
  if (state_ == State::kOpen && in_.size() > 0) return abort(now_ns);
  if (state_ != State::kOpen) return vanish();
  finish(now_ns);
  set_timer(now_ns, false);
  destroy_if_over(now_ns);
}

void Connection::abort(TimeNs now_ns) noexcept {
  if (state_ == State::kOpen || state_ == State::kAccepting) {
    if (Packet* packet = Packet::make(*host_, 0)) {
      packet->segment.reset = true;
      packet->segment.sequence = sent_most_;
      dispatch(*packet, now_ns);
    }
  }
  vanish();
}

void Connection::vanish() noexcept { host_->network().destroy(this); }

// Nothing comes from the peer or goes to it any more.
void Connection::forget_peer() noexcept {
  agenda().remove(*this);
  if (in_table_) host_->connections.remove(*this);
  in_table_ = false;
  out_.clear();
  while (early_ != nullptr) {
    Packet* packet = early_;
    early_ = packet->next;
    packet->discard();
  }
  state_ = State::kClosed;
}

void Connection::tell_opened() noexcept {
  if (tells_later_ && socket_ != nullptr) socket_->connected(ErrorCode::kOk);
  tells_later_ = false;
}

// It ends with an error, which its socket finds when it looks.
void Connection::break_off(ErrorCode error) noexcept {
  const bool connecting = state_ == State::kConnecting;
  tell_opened();
  forget_peer();
  error_ = error;
  if (socket_ != nullptr) {
    if (connecting && !port.shares) host_->stream_ports.remove(port);
    if (connecting) {
      error_ = ErrorCode::kOk;
      socket_->connected(error);
    } else {
      socket_->connection_broke();
    }
  } else if (!in_queue) {
    vanish();
  }
}

// When both ends have all it is gone, but who ended first lingers: the peer may ask for the last
// acknowledgement again.
void Connection::destroy_if_over(TimeNs now_ns) noexcept {
  if (!left_ || !end_arrived_ || !peer_finished_) return;
  if (!finished_first_) return vanish();
  if (!lingers_) host_->linger(*this);
  lingers_ = true;
  in_.clear();
  out_.clear();
  agenda().plan(*this, now_ns + kLingerNs, Weight::kQuiet);
}

void Connection::set_no_delay(bool no_delay, TimeNs now_ns) noexcept {
  no_delay_ = no_delay;
  if (no_delay && state_ == State::kOpen) push(now_ns);
}

void Connection::set_keep_alive(std::int64_t seconds, TimeNs now_ns) noexcept {
  keep_alive_s_ = seconds;
  if (state_ == State::kOpen) set_timer(now_ns, true);
}

// The time of a silent peer: it is planned anew whenever something is sent or comes. What nobody can see, as
// a question to a peer that is there, is quiet, so that the world's end is found.
void Connection::set_timer(TimeNs now_ns, bool anew) noexcept {
  if (state_ != State::kOpen || tells_later_) return;
  const bool sent = unacknowledged_ < sent_most_;
  if (sent || out_.size() > 0) {
    if (anew || !is_planned())
      agenda().plan(*this, now_ns + patience_ns(),
                    !sent && retries_ == 0 ? Weight::kQuiet : Weight::kExpected);
  } else if (left_) {
    agenda().plan(*this, now_ns + kLingerNs, Weight::kQuiet);
  } else if (keep_alive_s_ > 0) {
    const TimeNs idle_ns =
        retries_ == 0 ? std::min(keep_alive_s_, std::int64_t{1} << 31) * kSecondNs : kSecondNs;
    agenda().plan(*this, now_ns + idle_ns, retries_ == 0 ? Weight::kQuiet : Weight::kExpected);
  } else {
    agenda().remove(*this);
  }
}

void Connection::happen(TimeNs now_ns) {
  if (unreachable_ && state_ == State::kConnecting) return break_off(ErrorCode::kEHOSTUNREACH);
  if (state_ == State::kConnecting || state_ == State::kAccepting) {
    if (++retries_ > kOpeningRetries) return break_off(ErrorCode::kETIMEDOUT);
    return transmit_opening(now_ns);
  }
  if (state_ != State::kOpen) return;
  if (tells_later_) {
    tell_opened();
    return set_timer(now_ns, true);
  }
  const bool sent = unacknowledged_ < sent_most_;
  if (!sent && out_.size() == 0) {
    if (left_) return vanish();
    if (keep_alive_s_ == 0) return;
    if (++retries_ > kKeepAliveProbes) return break_off(ErrorCode::kETIMEDOUT);
    transmit_acknowledgement(now_ns, true);
    return set_timer(now_ns, true);
  }
  if (++retries_ > (left_ ? kLeftRetries : kRetries)) return break_off(ErrorCode::kETIMEDOUT);
  if (sent) {
    retransmit(now_ns);
  } else {
    ++probes_;
    transmit_acknowledgement(now_ns, true);
  }
  set_timer(now_ns, true);
}

}  // namespace coutil::sim
