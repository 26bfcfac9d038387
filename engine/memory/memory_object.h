// The memory as an object: its layout, and how it is made, grown and checked. Internal to engine/memory;
// others include engine/memory/memory.h.
#pragma once

#include <cstdint>

#include "engine/memory/memory.h"

namespace coutil {

enum class MemoryKind : std::uint32_t { kFixed, kResizable, kOther };

/// A fixed memory's bytes follow its head (from 1 KiB on at the next cache line). Those of a resizable one
/// are a userdata of their own, the memory's user value: so the collector counts them and finds room for them
/// as for everything of Lua's, and when the state closes they outlast every finalizer, an operation that
/// still uses them included.
struct Memory {
  char* bytes;  // never null
  std::size_t size;
  std::size_t capacity;  // of a resizable one; else the size
  std::uint32_t pins;
  MemoryKind kind;
};

/// Where the metatable is in the registry. Modules of different ages meet in a state: a change of the layout
/// changes the name.
inline constexpr char kMemoryMetatable[] = "coutil.memory.1";

/// Larger sizes are "not enough memory" without asking. Far more than there is, far less than overflows.
inline constexpr std::size_t kMaxMemoryBytes = PTRDIFF_MAX / 2;

/// Push a new memory: of `size` bytes that are not set yet, or a resizable one of 0 bytes. May raise a memory
/// error.
Memory* push_fixed_memory(lua_State* L, std::size_t size);
Memory* push_resizable_memory(lua_State* L);

/// Makes room for `size` bytes in the resizable memory at argument `argument`, without changing how many it
/// has. Raises "in use" and "not enough memory", and then nothing has changed. Finalizers may run.
void reserve(lua_State* L, int argument, std::size_t size);

/// Gives back what the resizable memory at `index` holds beyond its size, where that is much.
void trim(lua_State* L, int index);

/// The memory of argument `argument`. Raises "memory expected, got TYPE".
Memory* check_memory(lua_State* L, int argument);

/// A number of bytes. Raises "size is negative", or "not enough memory" when it is beyond all limits.
std::size_t check_size(lua_State* L, int argument);

/// Raises "in use" for argument `argument` when the memory is pinned.
void check_unpinned(lua_State* L, int argument, const Memory* memory);

/// Zero based offset of position `i` (from 1, or from the end when negative) in `size` bytes and the place
/// after them; what lies outside is `size` + 1 or more.
std::size_t offset_of(lua_Integer i, std::size_t size);

}  // namespace coutil
