// `coutil env`: see the header. The modules lie in ../lib, seen from this program.
#include "engine/cli/env_command.h"

#include <cstdio>
#include <filesystem>
#include <string>

namespace coutil {
namespace {

// In single quotes for the shell, whatever is in it.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

}  // namespace

int env_command() {
  std::error_code error;
  auto library = std::filesystem::read_symlink("/proc/self/exe", error).parent_path().parent_path() / "lib";
  if (error || !std::filesystem::exists(library / "coutil.so")) {
    std::fprintf(stderr, "coutil: %s is missing; build the target coutil_module\n",
                 (library / "coutil.so").c_str());
    return 2;
  }
  // The default paths stay, at the end (";;").
  std::printf("export LUA_CPATH=%s\"${LUA_CPATH:-;;}\"\n", quoted(library.string() + "/?.so;").c_str());
  return 0;
}

}  // namespace coutil
