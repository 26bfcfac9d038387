// The random strategy's draw.
#include "sim/strategy.h"

namespace coutil {

std::size_t RandomStrategy::choose(std::span<const CoroutineId> ready) { return stream_.below(ready.size()); }

}  // namespace coutil
