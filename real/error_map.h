// The error codes of libuv as those of the engine.
#pragma once

#include "engine/error_code.h"

namespace coutil {

/// What a function of libuv returned: not negative is kOk, a code that the engine has no word for kUNKNOWN.
ErrorCode error_of(long status) noexcept;

}  // namespace coutil
