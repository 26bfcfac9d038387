// `coutil learn`: the course. Gives the runner of lessons a way to run one program in the simulation.
#pragma once

namespace coutil {

/// argv[0] is the word "learn". Returns the exit code.
int learn_command(int argc, char** argv);

}  // namespace coutil
