// The text of the Lua program behind `coutil bench`.
#pragma once

namespace coutil {

extern const char kBenchScript[];

}  // namespace coutil
