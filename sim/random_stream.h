// Random numbers that repeat: a stream is named, so that drawing more from one never shifts another.
// The algorithm is xoshiro256** by Blackman and Vigna (https://prng.di.unimi.it/xoshiro256starstar.c),
// its state filled by splitmix64 from the seed and the FNV-1a hash of the name, as its authors advise.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace coutil {

class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view name) noexcept;

  /// 64 random bits.
  std::uint64_t next() noexcept;

  /// A number in [0, bound), each as likely as the others. `bound` is not 0.
  std::uint64_t below(std::uint64_t bound) noexcept;

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace coutil
