// Looking up names: getaddrinfo in a thread of libuv's, with what it found filtered and put into the engine's
// form.
#pragma once

#include "engine/operation.h"
#include "real/event_loop.h"

namespace coutil {

class Lookup;

/// The lookups that a backend has under way, also those that nobody waits for any more.
class LookupList final {
 public:
  explicit LookupList(EventLoop& loop) : loop_(loop) {}
  LookupList(const LookupList&) = delete;
  LookupList& operator=(const LookupList&) = delete;

  void start(Operation& operation) noexcept;

  /// Touches the operation and its lookup no more.
  void cancel(Operation& operation) noexcept;

  /// Cancels what can be cancelled and will drop the results of the others. The operations are gone; the loop
  /// has to turn on until there are no lookups any more.
  void drop_all() noexcept;

 private:
  friend class Lookup;
  EventLoop& loop_;
  Lookup* first_ = nullptr;
};

}  // namespace coutil
