// CoroutineTable: see the header. Records come from blocks of 64 that stay until the table ends, so that the
// address of a record stays readable; a slot number that is given back is used again, an id never.
#include "engine/coroutine_table.h"

#include <algorithm>
#include <new>
#include <utility>

#include "engine/engine.h"
#include "engine/lua.h"

namespace coutil {
namespace {

constexpr std::size_t kBlock = 64;

Coroutine*& extra_space(lua_State* L) { return *static_cast<Coroutine**>(lua_getextraspace(L)); }

char g_threads_key;  // its address is the key of the weak table in the registry
char g_sentinel_key;

}  // namespace

// Lua keeps one for each thread that a stock host's coroutine table knows. When it is finalized the thread
// may still be revived by another finalizer, so the record is given back only when it is finalized twice.
struct CoroutineTable::Sentinel {
  CoroutineTable* table;
  Coroutine* coroutine;
};

CoroutineTable::CoroutineTable(lua_State* main_thread, CoroutineId& next_id,
                               std::pmr::memory_resource* memory, const OwnLua* own_lua, Freed freed,
                               void* context)
    : memory_(memory),
      own_lua_(own_lua),
      freed_(freed),
      context_(context),
      next_id_(next_id),
      pool_(memory),
      free_slots_(memory),
      order_(memory) {
  main_.id = next_id_++;
  main_.thread = main_thread;
  main_.table = this;
  if (own_lua_ == nullptr) return;
  extra_space(main_thread) = nullptr;  // Lua copies it into each new thread, and does not set it itself
  *own_lua_->thread_freed = &CoroutineTable::thread_freed;
}

CoroutineTable::~CoroutineTable() {
  for (Coroutine* coroutine : pool_) {
    if (coroutine->more_nodes != nullptr) {
      memory_->deallocate(coroutine->more_nodes, coroutine->more_capacity * sizeof(WaitNode));
    }
  }
  for (std::size_t block = 0; block < pool_.size(); block += kBlock) {
    memory_->deallocate(pool_[block], kBlock * sizeof(Coroutine));
  }
}

void CoroutineTable::open(lua_State* L) {
  if (own_lua_ != nullptr) return;
  luaL_checkstack(L, 5, "coutil's table of coroutines");
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_threads_key);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, collect_sentinel);
  lua_setfield(L, -2, "__gc");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_sentinel_key);
}

Coroutine* CoroutineTable::find_for(lua_State* L, lua_State* thread) {
  if (thread == main_.thread) return &main_;
  if (own_lua_ != nullptr) return extra_space(thread);
  if (!lua_checkstack(L, 4) || !lua_checkstack(thread, 1)) luaL_error(L, "not enough memory");
  Sentinel* sentinel = push_sentinel(L, thread);
  lua_pop(L, 1);
  if (sentinel == nullptr) return nullptr;
  if (sentinel->coroutine != nullptr) sentinel->coroutine->doubted = false;
  return sentinel->coroutine;
}

Coroutine* CoroutineTable::adopt_for(lua_State* L, lua_State* thread) {
  if (Coroutine* known = find_for(L, thread)) return known;
  Sentinel* sentinel = nullptr;
  if (own_lua_ == nullptr) {
    luaL_checkstack(L, 5, "coutil's record of a coroutine");
    lua_rawgetp(L, LUA_REGISTRYINDEX, &g_threads_key);
    lua_pushthread(thread);
    if (thread != L) lua_xmove(thread, L, 1);
    sentinel = static_cast<Sentinel*>(lua_newuserdatauv(L, sizeof(Sentinel), 0));
    *sentinel = {this, nullptr};
    if (Coroutine* known = find_for(L, thread)) {  // a finalizer ran on it
      lua_pop(L, 3);
      return known;
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &g_sentinel_key);
    lua_setmetatable(L, -2);
    lua_rawset(L, -3);
    lua_pop(L, 1);
  }
  Coroutine* coroutine = take_record();
  if (coroutine == nullptr) luaL_error(L, "not enough memory");
  reset(*coroutine, thread);
  if (own_lua_ != nullptr) {
    extra_space(thread) = coroutine;
  } else {
    sentinel->coroutine = coroutine;
  }
  return coroutine;
}

void CoroutineTable::abandon(Coroutine& coroutine) {
  lua_State* L = coroutine.thread;
  coroutine.ended = true;
  coroutine.thread = nullptr;
  if (own_lua_ != nullptr) {
    extra_space(L) = nullptr;
    return;
  }
  luaL_checkstack(L, 3, "coutil's record of a coroutine");
  if (Sentinel* sentinel = push_sentinel(L, L)) sentinel->coroutine = nullptr;
  lua_pop(L, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_threads_key);
  lua_pushthread(L);
  lua_pushnil(L);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

void CoroutineTable::list(lua_State* L) noexcept {
  order_.clear();
  int top = lua_gettop(L);
  try {
    if (own_lua_ != nullptr) {
      for (Coroutine* coroutine : pool_) {
        if (coroutine->thread == nullptr || own_lua_->thread_is_dead(coroutine->thread)) continue;
        order_.emplace_back(coroutine->id, coroutine);
      }
    } else {
      // The weak table has no threads any more that are about to be freed.
      lua_rawgetp(L, LUA_REGISTRYINDEX, &g_threads_key);
      lua_pushnil(L);
      while (lua_next(L, -2)) {
        Coroutine* coroutine = static_cast<Sentinel*>(lua_touserdata(L, -1))->coroutine;
        lua_pop(L, 1);
        if (coroutine != nullptr) order_.emplace_back(coroutine->id, coroutine);
      }
      lua_pop(L, 1);
    }
  } catch (const std::bad_alloc&) {
    lua_settop(L, top);  // the list is shorter then
  }
  std::sort(order_.begin(), order_.end());
}

Coroutine* CoroutineTable::first_after(CoroutineId id) const noexcept {
  auto entry = std::upper_bound(order_.begin(), order_.end(), id,
                                [](CoroutineId wanted, const auto& known) { return wanted < known.first; });
  return entry == order_.end() ? nullptr : entry->second;
}

void CoroutineTable::detach() {
  if (own_lua_ == nullptr) return;
  for (Coroutine* coroutine : pool_) {
    if (coroutine->thread != nullptr && extra_space(coroutine->thread) == coroutine) {
      extra_space(coroutine->thread) = nullptr;
    }
  }
}

// Leaves the sentinel of the thread, or nil, on the stack of `L`.
CoroutineTable::Sentinel* CoroutineTable::push_sentinel(lua_State* L, lua_State* thread) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_threads_key);
  lua_pushthread(thread);
  if (thread != L) lua_xmove(thread, L, 1);
  lua_rawget(L, -2);
  lua_remove(L, -2);
  return static_cast<Sentinel*>(lua_touserdata(L, -1));
}

int CoroutineTable::collect_sentinel(lua_State* L) {
  auto* sentinel = static_cast<Sentinel*>(lua_touserdata(L, 1));
  if (sentinel->coroutine == nullptr || engine_closed(L)) return 0;
  if (!sentinel->coroutine->doubted) {
    sentinel->coroutine->doubted = true;
    lua_getmetatable(L, 1);
    lua_setmetatable(L, 1);  // to be finalized once more
    return 0;
  }
  sentinel->table->give_back(*sentinel->coroutine);
  sentinel->coroutine = nullptr;
  return 0;
}

void CoroutineTable::thread_freed(lua_State*, lua_State* thread) {
  Coroutine* coroutine = extra_space(thread);
  if (coroutine == nullptr) return;
  static_cast<CoroutineTable*>(coroutine->table)->give_back(*coroutine);
}

Coroutine* CoroutineTable::take_record() noexcept {
  try {
    if (free_slots_.empty()) {
      pool_.reserve(pool_.size() + kBlock);
      free_slots_.reserve(pool_.size() + kBlock);
      auto* block = static_cast<Coroutine*>(memory_->allocate(kBlock * sizeof(Coroutine)));
      auto first = static_cast<std::uint32_t>(pool_.size());
      for (std::uint32_t i = 0; i < kBlock; ++i) {
        new (block + i) Coroutine;
        block[i].slot = first + i + 1;
        pool_.push_back(block + i);
        free_slots_.push_back(first + kBlock - 1 - i);
      }
    }
    Coroutine* coroutine = pool_[free_slots_.back()];
    free_slots_.pop_back();
    return coroutine;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void CoroutineTable::give_back(Coroutine& coroutine) {
  freed_(context_, coroutine);
  coroutine.thread = nullptr;
  coroutine.id = -1;
  coroutine.wait = WaitKind::kNothing;
  coroutine.wait_serial = 0;
  coroutine.doubted = false;
  free_slots_.push_back(coroutine.slot - 1);  // room was reserved with the block
}

void CoroutineTable::reset(Coroutine& coroutine, lua_State* thread) {
  Coroutine fresh;
  fresh.thread = thread;
  fresh.id = next_id_++;
  fresh.slot = coroutine.slot;
  fresh.more_nodes = coroutine.more_nodes;
  fresh.more_capacity = coroutine.more_capacity;
  fresh.table = this;
  coroutine = fresh;
}

bool reserve_nodes(Coroutine& coroutine, std::uint32_t count, std::pmr::memory_resource* memory) noexcept {
  if (count <= coroutine.more_capacity + 1) return true;
  std::uint32_t capacity = std::max<std::uint32_t>(4, count + count / 2);
  try {
    auto* nodes = static_cast<WaitNode*>(memory->allocate(capacity * sizeof(WaitNode)));
    for (std::uint32_t i = 0; i < capacity; ++i) new (nodes + i) WaitNode;
    if (coroutine.more_nodes != nullptr) {
      memory->deallocate(coroutine.more_nodes, coroutine.more_capacity * sizeof(WaitNode));
    }
    coroutine.more_nodes = nodes;
    coroutine.more_capacity = capacity;
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace coutil
