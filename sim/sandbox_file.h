// The file objects of the sandbox's io library: userdata that hold a stream of the host's file system, whose
// own are all the bytes. Their results and messages are those of Lua's own io library on Linux.
#pragma once

#include "sim/sandbox.h"

namespace coutil {

/// A userdata with the library's metatable. `stream` is `own`, or one of the sandbox's standard streams.
struct SandboxFile {
  sim::FileStream* stream;
  sim::FileStream own;

  bool is_open() const noexcept { return stream->is_open(); }
  bool is_standard() const noexcept { return stream != &own; }
};

/// Makes the file's metatable, once for a Lua state.
void make_file_type(lua_State* state);

/// Pushes a new file that is closed, to be opened.
SandboxFile& push_file(lua_State* state);

/// Pushes a new file and opens it, in a mode of fopen's. Returns an errno; then the file is a closed one.
int open_file(lua_State* state, Sandbox& sandbox, const char* name, const char* mode);

/// The same for a path: of the script itself, or of a module that was found.
int open_file_at(lua_State* state, Sandbox& sandbox, sim::HostPath& path, const char* mode);

/// The file at `index`, or nullptr when there is something else. Raises nothing.
SandboxFile* test_file(lua_State* state, int index);

/// The open file at `index`; raises what the library raises for others and for closed ones.
SandboxFile& check_open_file(lua_State* state, int index);

/// Pushes true, or nil, the error's text (after `name`, if there is one) and the error.
int push_result(lua_State* state, int error, const char* name = nullptr);

/// Reads the formats that stand from `first` up, as file:read does, from the file at `file_index`. Pushes
/// the results and returns their number.
int read_formats(lua_State* state, int file_index, int first);

/// Writes the arguments from `first` up to the file at `file_index`, and pushes the file. To a terminal they
/// are told as one text.
int write_arguments(lua_State* state, int file_index, int first);

/// Closes the file at `index` and pushes the results of file:close.
int close_file(lua_State* state, int index);

/// Pushes the iterator over the formats from `first` up of the file at index 1.
void push_lines(lua_State* state, int first, bool close_at_end);

}  // namespace coutil
