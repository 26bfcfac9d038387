// The memory as an object: see memory_object.h and memory.h. Nothing here knows the module's functions.
#include "engine/memory/memory_object.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>

namespace coutil {
namespace {

constexpr int kBlock = 1;  // the user value with a resizable memory's bytes

// A resizable memory with less than this does not give back room.
constexpr std::size_t kTrimBytes = 4096;

// The kernel copies into bytes that begin on a cache line some 10 % faster than into others, and a quarter
// slower where they begin just one line further within their page than what it copies: larger ones begin on
// every second line.
constexpr std::size_t kAlignmentBytes = 128;
constexpr std::size_t kAlignedFromBytes = 1024;

// How many bytes to ask for, so that align() finds room for `size`.
constexpr std::size_t with_alignment(std::size_t size) {
  return size < kAlignedFromBytes ? size : size + kAlignmentBytes - 1;
}

// Where in that room, which begins at `room`, the `size` bytes are.
char* align(char* room, std::size_t size) {
  if (size < kAlignedFromBytes) return room;
  const std::size_t beyond = reinterpret_cast<std::uintptr_t>(room) % kAlignmentBytes;
  return beyond == 0 ? room : room + (kAlignmentBytes - beyond);
}

[[noreturn]] void raise_no_memory(lua_State* L) {
  lua_pushliteral(L, "not enough memory");  // this very string is always there, and needs none
  lua_error(L);
  std::abort();  // not reached
}

// Pushes a memory whose bytes are `own_bytes` behind its head.
Memory* push_memory(lua_State* L, MemoryKind kind, std::size_t own_bytes, int user_values) {
  void* place = lua_newuserdatauv(L, sizeof(Memory) + with_alignment(own_bytes), user_values);
  auto* memory = new (place) Memory{nullptr, own_bytes, own_bytes, 0, kind};
  memory->bytes = align(reinterpret_cast<char*>(memory + 1), own_bytes);
  luaL_setmetatable(L, kMemoryMetatable);
  return memory;
}

// Protected; its argument is a number of bytes.
int allocate(lua_State* L) {
  lua_newuserdatauv(L, static_cast<std::size_t>(lua_tointeger(L, 1)), 0);
  return 1;
}

// Pushes a block, or nothing where there is no room.
bool try_push_block(lua_State* L, std::size_t bytes) {
  lua_pushcfunction(L, allocate);
  lua_pushinteger(L, static_cast<lua_Integer>(with_alignment(bytes)));
  if (lua_pcall(L, 1, 1, 0) == LUA_OK) return true;
  lua_pop(L, 1);
  return false;
}

// Takes the block from the top of the stack; the memory at `index` has its bytes there from now on.
void set_block(lua_State* L, int index, Memory* memory, std::size_t bytes) {
  char* block = align(static_cast<char*>(lua_touserdata(L, -1)), bytes);
  std::memcpy(block, memory->bytes, memory->size);
  memory->bytes = block;
  memory->capacity = bytes;
  lua_setiuservalue(L, index, kBlock);
}

void drop_block(lua_State* L, int index, Memory* memory) {
  memory->bytes = reinterpret_cast<char*>(memory + 1);
  memory->capacity = 0;
  lua_pushnil(L);
  lua_setiuservalue(L, index, kBlock);
}

}  // namespace

Memory* to_memory(lua_State* L, int index) {
  void* place = lua_touserdata(L, index);
  if (place == nullptr || !lua_getmetatable(L, index)) return nullptr;
  luaL_getmetatable(L, kMemoryMetatable);
  const bool is_memory = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return is_memory ? static_cast<Memory*>(place) : nullptr;
}

char* memory_bytes(Memory* memory) { return memory->bytes; }

std::size_t memory_size(const Memory* memory) { return memory->size; }

void pin(Memory* memory) { ++memory->pins; }

void unpin(Memory* memory) {
  assert(memory->pins > 0);
  --memory->pins;
}

Memory* push_other_memory(lua_State* L, char* bytes, std::size_t size) {
  Memory* memory = push_memory(L, MemoryKind::kOther, 0, 0);
  if (size > 0) memory->bytes = bytes;
  memory->size = memory->capacity = size;
  return memory;
}

Memory* push_fixed_memory(lua_State* L, std::size_t size) {
  if (size > kMaxMemoryBytes) raise_no_memory(L);
  return push_memory(L, MemoryKind::kFixed, size, 0);
}

Memory* push_resizable_memory(lua_State* L) { return push_memory(L, MemoryKind::kResizable, 0, kBlock); }

void reserve(lua_State* L, int argument, std::size_t size) {
  Memory* memory = check_memory(L, argument);
  if (size <= memory->capacity) return;
  // Somewhat more for who grows step by step, if it can be had.
  std::size_t bytes = std::max(size, memory->capacity + memory->capacity / 2);
  if (bytes == size || !try_push_block(L, bytes)) {
    bytes = size;
    lua_newuserdatauv(L, with_alignment(bytes), 0);
  }
  check_unpinned(L, argument, memory);  // a finalizer may have come in between
  if (memory->capacity < bytes) {
    set_block(L, argument, memory, bytes);
  } else {
    lua_pop(L, 1);
  }
}

void trim(lua_State* L, int index) {
  Memory* memory = to_memory(L, index);
  if (memory->capacity < kTrimBytes || memory->size >= memory->capacity / 4) return;
  if (memory->size == 0) {
    drop_block(L, index, memory);
    return;
  }
  const std::size_t bytes = memory->size;
  if (!try_push_block(L, bytes)) return;
  if (memory->pins == 0 && memory->size == bytes) {
    set_block(L, index, memory, bytes);
  } else {
    lua_pop(L, 1);
  }
}

Memory* check_memory(lua_State* L, int argument) {
  Memory* memory = to_memory(L, argument);
  if (memory == nullptr) luaL_typeerror(L, argument, "memory");
  return memory;
}

std::size_t check_size(lua_State* L, int argument) {
  const lua_Integer size = luaL_checkinteger(L, argument);
  luaL_argcheck(L, size >= 0, argument, "size is negative");
  if (static_cast<lua_Unsigned>(size) > kMaxMemoryBytes) raise_no_memory(L);
  return static_cast<std::size_t>(size);
}

void check_unpinned(lua_State* L, int argument, const Memory* memory) {
  if (memory->pins > 0) luaL_argerror(L, argument, "in use");
}

std::string_view check_bytes(lua_State* L, int index) {
  if (const Memory* memory = to_memory(L, index)) return {memory->bytes, memory->size};
  std::size_t length = 0;
  const char* text = lua_tolstring(L, index, &length);
  if (text == nullptr) luaL_typeerror(L, index, "string or memory");
  return {text, length};
}

ByteRange clip_range(lua_Integer i, lua_Integer j, std::size_t size) {
  const auto end = static_cast<lua_Integer>(size);
  if (i < 0) i = i < -end ? 1 : end + i + 1;
  if (j < 0) j = j < -end ? 0 : end + j + 1;
  i = std::clamp<lua_Integer>(i, 1, end + 1);
  j = std::clamp<lua_Integer>(j, i - 1, std::max(end, i - 1));
  return {static_cast<std::size_t>(i - 1), static_cast<std::size_t>(j - i + 1)};
}

std::size_t offset_of(lua_Integer i, std::size_t size) {
  const auto end = static_cast<lua_Integer>(size);
  if (i < 0) i += end + 1;
  return i < 1 || i > end + 1 ? size + 1 : static_cast<std::size_t>(i - 1);
}

}  // namespace coutil
