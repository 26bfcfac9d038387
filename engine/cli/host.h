// Hosts: what runs one script in one Lua state, on the real backend or in a simulated world.
#pragma once

#include <functional>
#include <string>

#include "engine/cli/run_command.h"
#include "engine/coutil.h"

namespace coutil {

class Recording;

struct HostResult {
  bool ran = false;     // false: the script could not be loaded; nothing was run
  bool raised = false;  // the main program raised an error
  bool exited = false;  // it called os.exit
  int exit_code = 0;    // what it gave to os.exit
  bool failed = false;  // sim: a check was broken, or a program other than the script failed
  Outcome outcome;
  std::string problem;  // why it could not be loaded, or what the recording could not do
};

/// Both print the main program's error on standard error as it happens. `recording` may be null.
/// On the machine os.exit ends the process: `leave` is called before it does, when the trace has its end.
HostResult run_on_real(const Script& script, Recording* recording, const std::function<void()>& leave);
HostResult run_in_simulation(const RunOptions& options, const Script& script, Recording* recording);

}  // namespace coutil
