// SHA-256, for the digest in the first line of a trace. For telling files apart, not for secrets. Must not
// know what it digests.
#pragma once

#include <string>
#include <string_view>

namespace coutil {

/// The SHA-256 of `bytes` as 64 small hexadecimal digits. Formulas and constants: FIPS 180-4, sections 4.1.2,
/// 4.2.2, 5 and 6.2.
std::string sha256_hex(std::string_view bytes);

}  // namespace coutil
