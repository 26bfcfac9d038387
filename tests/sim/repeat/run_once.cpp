// Runs tests/sim/repeat/program.lua once in a world and prints what it wrote. Started many times by the test,
// each time in other surroundings. Argument: the program's folder.
#include <cinttypes>
#include <cstdio>

#include "tests/sim/lua_world.h"

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
    return 2;
  }
  coutil::LuaRun run;
  run.folder = arguments[1];
  run.file = "program.lua";
  run.min_mark_bytes = 1 << 18;
  run.run("");
  std::printf("%s%s\nerror: %s\nstate %d, %" PRId64 " ns, %zu bytes\n", run.out.c_str(), run.err.c_str(),
              run.error.c_str(), static_cast<int>(run.state), run.now_ns, run.used_bytes);
  return run.error.empty() ? 0 : 1;
}
