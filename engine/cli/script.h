// Script: a Lua program's file, its text, and what a trace says of it. Knows nothing of backends.
#pragma once

#include <string>
#include <vector>

struct lua_State;

namespace coutil {

struct Script {
  std::string path;  // as the user typed it
  std::string text;
  std::vector<std::string> arguments;

  /// "sha256:..." of the text; with a scenario's, of the one after the other.
  std::string digest(const std::string& scenario = {}) const;
  /// The folder that holds it, "." for none in the path, and its name there.
  std::string folder() const;
  std::string file_name() const;
};

/// Reads the file. Returns what went wrong, empty when nothing.
std::string read_script(Script& script);

/// Sets the global `arg` as lua does: [0] is `name`.
void push_arguments(lua_State* L, const Script& script, const char* name);

/// Calls the chunk on top of the stack with the script's arguments. False when it raised an error; then the
/// message with its traceback is on top.
bool call_main_chunk(lua_State* L, const Script& script);

/// The same for a chunk with its `count` arguments above it, which gives `results` values.
bool call_main_chunk(lua_State* L, int count, int results);

}  // namespace coutil
