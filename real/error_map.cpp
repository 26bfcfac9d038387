// libuv's codes by their names: see the header.
#include "real/error_map.h"

#include <uv.h>

namespace coutil {

ErrorCode error_of(long status) noexcept {
  if (status >= 0) return ErrorCode::kOk;
  switch (status) {
#define COUTIL_CASE(name, text) \
  case UV_##name:               \
    return ErrorCode::k##name;
    COUTIL_ERROR_CODES(COUTIL_CASE)
#undef COUTIL_CASE
    default:
      return ErrorCode::kUNKNOWN;
  }
}

}  // namespace coutil
