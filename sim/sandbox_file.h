// The file objects of the sandbox's io library. They hold their whole content as a Lua string and a
// position, so that nothing of an open file lies outside the Lua state and a checkpoint has all of it.
#pragma once

#include <cstddef>

#include "sim/sandbox.h"

namespace coutil {

enum class FileKind { kStdin, kStdout, kStderr, kReading };

/// A userdata with one user value: the content of a kReading file.
struct SandboxFile {
  FileKind kind;
  bool closed;
  std::size_t position;
};

/// Makes the file's metatable, once for a Lua state.
void make_file_type(lua_State* state);

/// Pushes a new file; kReading takes its content from the top of the stack.
SandboxFile& push_file(lua_State* state, FileKind kind);

/// The file at `index`, or nullptr when there is something else.
SandboxFile* test_file(lua_State* state, int index);

/// The open file at `index`; raises what the library raises for others and for closed ones.
SandboxFile& check_open_file(lua_State* state, int index);

/// Reads the formats that stand from `first` up, as file:read does, from the file at `file_index`. Pushes
/// the results and returns their number.
int read_formats(lua_State* state, int file_index, int first, const char* function);

/// Writes the arguments from `first` up to the file at `file_index`, told as one text, and pushes the file.
int write_arguments(lua_State* state, int file_index, int first);

/// Closes the file at `index` and pushes the results of file:close.
int close_file(lua_State* state, int index);

/// Pushes the iterator over the formats from `first` up of the file at index 1.
void push_lines(lua_State* state, int first, bool close_at_end);

}  // namespace coutil
