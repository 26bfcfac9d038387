// `coutil env`: the variables that let a stock lua5.4 find the modules.
#pragma once

namespace coutil {

/// Prints lines for a shell's eval. Returns the exit code.
int env_command();

}  // namespace coutil
