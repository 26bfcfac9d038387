// SendRecord: what libuv needs to go on with a send that the system did not take at once, and a pool of them,
// so that sending takes no memory from the system in the long run. It knows no socket.
#pragma once

#include <uv.h>

#include "engine/operation.h"

namespace coutil {

struct SendRecord {
  union {
    uv_write_t write;
    uv_udp_send_t datagram;
  };
  Operation* operation = nullptr;  // null once it was handed over because the socket was closed
  SendRecord* next = nullptr;      // of the same socket, or of the pool
  SendRecord** link = nullptr;     // what points to this one in the socket's list

  SendRecord() : datagram{} {}
};

/// The sends that a socket has under way.
class SendList final {
 public:
  SendRecord* first() const { return first_; }

  void add(SendRecord& record) {
    record.next = first_;
    record.link = &first_;
    if (first_ != nullptr) first_->link = &record.next;
    first_ = &record;
  }

  void remove(SendRecord& record) {
    *record.link = record.next;
    if (record.next != nullptr) record.next->link = record.link;
  }

 private:
  SendRecord* first_ = nullptr;
};

class SendPool final {
 public:
  SendPool() = default;
  ~SendPool() {
    while (SendRecord* record = free_) {
      free_ = record->next;
      delete record;
    }
  }
  SendPool(const SendPool&) = delete;
  SendPool& operator=(const SendPool&) = delete;

  /// Null when memory ran out.
  SendRecord* take() noexcept;
  void give_back(SendRecord& record) noexcept {
    record.next = free_;
    free_ = &record;
  }

 private:
  SendRecord* free_ = nullptr;
};

}  // namespace coutil
