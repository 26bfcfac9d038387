// coutil.so: the modules for a stock lua5.4, which finds luaopen_coutil_event and the rest here. The engine
// is opened at the first of them, as COUTIL_BACKEND, COUTIL_SEED and COUTIL_TRACE say. It links no Lua.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string>

#include "engine/cli/no_world.h"
#include "engine/cli/seed.h"
#include "engine/coutil.h"
#include "engine/lua.h"
#include "engine/recording.h"
#include "real/real_backend.h"
#include "sim/sim_backend.h"

namespace coutil {
namespace {

// What one Lua state's engine stands on. Freed when the state closes, after the engine.
struct StockHost {
  std::unique_ptr<Strategy> strategy;
  std::unique_ptr<Backend> backend;
  std::unique_ptr<Recording> recording;
};

char g_host_key;

int close_host(lua_State* L) {
  auto** host = static_cast<StockHost**>(lua_touserdata(L, 1));
  delete *host;
  *host = nullptr;
  return 0;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// Returns what is wrong with the environment, empty when nothing.
std::string set_up(StockHost& host, const char* lua_version) {
  std::string backend = variable("COUTIL_BACKEND");
  std::string seed_text = variable("COUTIL_SEED");
  std::uint64_t seed = 0;
  if (!seed_text.empty() && !parse_seed(seed_text, seed))
    return "COUTIL_SEED is '" + seed_text + "'; " + kSeedExpected;
  if (backend == "sim") {
    host.strategy = std::make_unique<FifoStrategy>();
    host.backend = std::make_unique<SimBackend>(*host.strategy, std::pmr::new_delete_resource(), seed);
  } else if (backend.empty() || backend == "real") {
    host.backend = std::make_unique<RealBackend>();
  } else {
    return "COUTIL_BACKEND is '" + backend + "'; real or sim is expected";
  }
  TraceHeader header;
  header.backend = host.backend->name();
  header.seed = seed;
  header.lua = lua_version;
  header.coutil = kVersion;
  header.choices = "fifo";
  host.recording = std::make_unique<Recording>(header);
  std::string trace = variable("COUTIL_TRACE");
  return trace.empty() ? "" : host.recording->start(trace, 0, false);
}

// Leaves a message on the stack when it returns false.
bool set_up_protected(lua_State* L, StockHost** place) {
  lua_getglobal(L, "_VERSION");
  const char* version = lua_tostring(L, -1);
  char message[512] = "";
  try {
    *place = new StockHost;
    std::string failed = set_up(**place, version != nullptr ? version : "Lua");
    std::snprintf(message, sizeof message, "%s", failed.c_str());
  } catch (const std::exception& error) {
    std::snprintf(message, sizeof message, "%s", error.what());
  }
  lua_pop(L, 1);
  if (*message == '\0') return true;
  lua_pushstring(L, message);
  return false;
}

int open_module(lua_State* L, const char* module) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &g_host_key) == LUA_TNIL) {
    auto** place = static_cast<StockHost**>(lua_newuserdatauv(L, sizeof(StockHost*), 0));
    *place = nullptr;
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, close_host);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);  // before the engine's: finalized after it
    if (!set_up_protected(L, place)) return luaL_error(L, "coutil: %s", lua_tostring(L, -1));
    Options options;
    options.backend = (*place)->backend.get();
    options.recording = (*place)->recording.get();
    open_engine(L, options);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &g_host_key);
  }
  return push_module(L, module);
}

}  // namespace
}  // namespace coutil

#define COUTIL_MODULE(name)                                                                   \
  extern "C" __attribute__((visibility("default"))) int luaopen_coutil_##name(lua_State* L) { \
    return coutil::open_module(L, #name);                                                     \
  }

COUTIL_MODULE(event)
COUTIL_MODULE(queued)
COUTIL_MODULE(mutex)
COUTIL_MODULE(promise)
COUTIL_MODULE(spawn)
COUTIL_MODULE(system)
COUTIL_MODULE(trace)

extern "C" __attribute__((visibility("default"))) int luaopen_coutil_sim(lua_State* L) {
  return coutil::refuse_sim(L);
}
