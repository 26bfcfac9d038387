// The pool of send records: see the header.
#include "real/send_record.h"

#include <new>

namespace coutil {

SendRecord* SendPool::take() noexcept {
  SendRecord* record = free_;
  if (record == nullptr) return new (std::nothrow) SendRecord;
  free_ = record->next;
  return record;
}

}  // namespace coutil
