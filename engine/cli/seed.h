// The seed of a run as people write it: on the command line and in COUTIL_SEED, for the program and for the
// module alike. Knows neither.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace coutil {

inline constexpr const char* kSeedExpected = "a whole number from 0 to 18446744073709551615 is expected";

/// Takes digits only. False when the text is anything else, or too big; `seed` is left alone then.
inline bool parse_seed(std::string_view text, std::uint64_t& seed) {
  const char* last = text.data() + text.size();
  auto [end, error] = std::from_chars(text.data(), last, seed, 10);
  return error == std::errc() && end == last;
}

}  // namespace coutil
