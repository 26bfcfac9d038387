// Copies the used heap and the live part of the fibre's stack out of the arena, and in again.
#include "sim/checkpoint.h"

#include <cstring>
#include <stdexcept>

namespace coutil {
namespace {

void require_host(const char* what) {
  if (!checkpoints_available()) {
    throw std::logic_error(
        "checkpoints are not available under AddressSanitizer: execute from the start instead");
  }
  if (World::on_fibre()) throw std::logic_error(what);
}

}  // namespace

bool checkpoints_available() noexcept { return COUTIL_ADDRESS_SANITIZER == 0; }

Checkpoint::Checkpoint(const World& world) {
  require_host("a checkpoint is taken on the host: suspend the world first");
  const Fibre* fibre = world.fibre();
  heap_bytes_ = world.arena().used_bytes();
  stack_bytes_ = fibre == nullptr ? 0 : static_cast<std::size_t>(fibre->stack_end() - fibre->live_begin());
  copy_ = std::make_unique_for_overwrite<std::byte[]>(heap_bytes_ + stack_bytes_);
  std::memcpy(copy_.get(), world.arena().start(), heap_bytes_);
  if (fibre != nullptr) std::memcpy(copy_.get() + heap_bytes_, fibre->live_begin(), stack_bytes_);
}

void Checkpoint::restore(World& world) const {
  require_host("a checkpoint is restored on the host: suspend the world first");
  std::memcpy(world.arena().start(), copy_.get(), heap_bytes_);
  // The heap is back, so the world's fibre is the one of that moment.
  const Fibre* fibre = world.fibre();
  if (fibre != nullptr) std::memcpy(fibre->live_begin(), copy_.get() + heap_bytes_, stack_bytes_);
}

}  // namespace coutil
