// Memories: writable bytes as a Lua value, and the module `memory` that makes them. This header is for the
// C++ side, which moves bytes in and out of them. It knows nothing of the engine, of sockets, or of a
// backend.
#pragma once

#include <cstddef>
#include <string_view>

#include "engine/lua.h"

namespace coutil {

/// What a memory's userdata holds. Two modules loaded into one Lua state, each with this code inside, share
/// their memories.
struct Memory;

/// The memory at `index`; null when the value is none. It lives as long as Lua reaches the value.
Memory* to_memory(lua_State* L, int index);

/// Where the bytes are: never null, and the same place until the memory is resized. Any allocation by Lua may
/// run a finalizer, and that may resize it; who keeps the place over one pins the memory.
char* memory_bytes(Memory* memory);
std::size_t memory_size(const Memory* memory);

/// While there are more pins than unpins, the bytes stay where they are: to resize the memory is the error
/// "in use". A pin does not keep the memory from being collected; anchor its value for that.
void pin(Memory* memory);
void unpin(Memory* memory);

/// Pushes a memory, of type "other", over bytes that are not Lua's. They must be there for as long as Lua
/// can reach the value. May raise a memory error.
Memory* push_other_memory(lua_State* L, char* bytes, std::size_t size);

/// As Lua's luaopen functions: pushes the module's table, which is the same one for the whole state.
int open_memory(lua_State* L);

/// The bytes of the string, number (as its text) or memory at `index`, valid as memory_bytes are. Raises the
/// argument error "string or memory expected, got TYPE".
std::string_view check_bytes(lua_State* L, int index);

/// A part of some bytes; it lies inside of them, also when it is empty.
struct ByteRange {
  std::size_t offset;  // from zero
  std::size_t length;
};

/// The part from position i to position j of `size` bytes, clipped as string.sub clips: both count from 1, or
/// from the end when negative.
ByteRange clip_range(lua_Integer i, lua_Integer j, std::size_t size);

}  // namespace coutil
