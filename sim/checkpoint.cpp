// Copies the used heap and the live parts of the fibres' stacks out of the arena, and in again.
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

std::size_t live_bytes(const Fibre& fibre) {
  return static_cast<std::size_t>(fibre.stack_end() - fibre.live_begin());
}

}  // namespace

bool checkpoints_available() noexcept { return COUTIL_ADDRESS_SANITIZER == 0; }

Checkpoint::Checkpoint(const World& world) {
  require_host("a checkpoint is taken on the host: suspend the world first");
  heap_bytes_ = world.arena().used_bytes();
  for (const Fibre* fibre = world.first_fibre(); fibre != nullptr; fibre = fibre->next())
    stacks_bytes_ += live_bytes(*fibre);
  copy_ = std::make_unique_for_overwrite<std::byte[]>(heap_bytes_ + stacks_bytes_);
  std::memcpy(copy_.get(), world.arena().start(), heap_bytes_);
  std::byte* stacks = copy_.get() + heap_bytes_;
  for (const Fibre* fibre = world.first_fibre(); fibre != nullptr; fibre = fibre->next()) {
    std::memcpy(stacks, fibre->live_begin(), live_bytes(*fibre));
    stacks += live_bytes(*fibre);
  }
}

void Checkpoint::restore(World& world) const {
  require_host("a checkpoint is restored on the host: suspend the world first");
  std::memcpy(world.arena().start(), copy_.get(), heap_bytes_);
  // The heap is back, so the world's fibres are those of that moment.
  const std::byte* stacks = copy_.get() + heap_bytes_;
  for (const Fibre* fibre = world.first_fibre(); fibre != nullptr; fibre = fibre->next()) {
    std::memcpy(fibre->live_begin(), stacks, live_bytes(*fibre));
    stacks += live_bytes(*fibre);
  }
}

}  // namespace coutil
