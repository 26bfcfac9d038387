// See the header. All of it goes through the C library's block functions, for buffers of many megabytes.
#include "engine/memory/byte_search.h"

#include <algorithm>
#include <cstring>

namespace coutil {

void fill_bytes(char* to, std::size_t length, std::string_view pattern) {
  std::size_t done = std::min(length, pattern.size());
  std::memmove(to, pattern.data(), done);
  // From here on the pattern is read where it was just written; each round doubles it.
  while (done < length) {
    const std::size_t more = std::min(done, length - done);
    std::memcpy(to + done, to, more);
    done += more;
  }
}

std::size_t find_bytes(std::string_view bytes, std::string_view wanted) {
  if (wanted.empty()) return 0;
  const void* place = ::memmem(bytes.data(), bytes.size(), wanted.data(), wanted.size());
  if (place == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(place) - bytes.data());
}

std::size_t first_difference(std::string_view a, std::string_view b) {
  constexpr std::size_t kStride = 256;
  const std::size_t length = std::min(a.size(), b.size());
  std::size_t offset = 0;
  while (length - offset >= kStride && std::memcmp(a.data() + offset, b.data() + offset, kStride) == 0) {
    offset += kStride;
  }
  while (offset < length && a[offset] == b[offset]) ++offset;
  return offset == a.size() && offset == b.size() ? std::string_view::npos : offset;
}

}  // namespace coutil
