// The words for why a message was lost: see the header.
#include "sim/network/observer.h"

namespace coutil::sim {

const char* drop_reason_name(DropReason why) noexcept {
  static constexpr const char* kNames[] = {"loss",         "cut",       "queue full",     "time to live",
                                           "no such host", "host down", "nobody listens", "buffer full",
                                           "closed",       "no memory"};
  return kNames[static_cast<int>(why)];
}

}  // namespace coutil::sim
