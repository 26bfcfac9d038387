// memory.so: the module `memory` alone, for a stock lua5.4. Of the rest of coutil it knows nothing, and
// shares its memories with coutil.so when that is loaded too.
#include "engine/memory/memory.h"

extern "C" __attribute__((visibility("default"))) int luaopen_memory(lua_State* L) {
  return coutil::open_memory(L);
}
