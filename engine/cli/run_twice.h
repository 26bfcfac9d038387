// `coutil run --twice`: runs a program two times in the simulation, in different surroundings, and shows the
// first place at which the traces differ. It starts this very program for each run and knows traces as files.
#pragma once

#include "engine/cli/run_command.h"

namespace coutil {

/// Returns the exit code of the first run when the traces are equal, kTracesDiffer when they are not. The
/// options were settled; the backend is sim.
int run_twice(const RunOptions& options, const Script& script);

}  // namespace coutil
