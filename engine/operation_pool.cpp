// The records of operations: see the header. They come in blocks, which are given back all at once at the
// end.
#include "engine/operation_pool.h"

#include <new>

namespace coutil {

OperationPool::~OperationPool() {
  for (EngineOperation* block : blocks_) memory_->deallocate(block, sizeof(EngineOperation) * kBlock);
}

bool OperationPool::add_block() noexcept {
  try {
    blocks_.reserve(blocks_.size() + 1);
    auto* block = static_cast<EngineOperation*>(memory_->allocate(sizeof(EngineOperation) * kBlock));
    blocks_.push_back(block);
    for (std::size_t i = kBlock; i-- > 0;) {
      auto* operation = new (block + i) EngineOperation;
      operation->next = free_;
      free_ = operation;
    }
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace coutil
