// The error codes of libuv as those of the engine. What they mean in words, the engine knows
// (engine/error_code.h).
#pragma once

#include "engine/error_code.h"

namespace coutil {

/// What a function of libuv returned: not negative is kOk, a code that the engine has no word for kUNKNOWN.
ErrorCode error_of(long status) noexcept;

}  // namespace coutil
