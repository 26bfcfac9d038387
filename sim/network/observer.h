// NetworkObserver: who hears what becomes of the messages of a simulated network, for a trace. A message is a
// datagram, or the bytes of one send of a stream. It must not know what a trace is, nor the parts of the
// network.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/backend.h"

namespace coutil::sim {

enum class DropReason : std::uint8_t {
  kLoss,           // the link's chance
  kCut,            // a partition
  kQueue,          // of a link with a limit: full
  kTimeToLive,     // too many hops
  kNoHost,         // nobody has the address
  kHostDown,       // the sender's or the receiver's
  kNobodyListens,  // at that port or connection
  kBufferFull,     // the receiver's; a stream sends it again
  kClosed,         // with the socket, before anybody read it
  kNoMemory,
};

/// "loss", "cut", ...
const char* drop_reason_name(DropReason why) noexcept;

class NetworkObserver {
 public:
  /// The number of a message that is about to be sent; not 0.
  virtual std::int64_t next_message() noexcept = 0;

  /// So many bytes of a message, or of a copy of it, were lost. Of a stream they may be sent again.
  virtual void dropped(TimeNs now_ns, std::int64_t message, std::size_t bytes, DropReason why) noexcept = 0;

 protected:
  ~NetworkObserver() = default;
};

}  // namespace coutil::sim
