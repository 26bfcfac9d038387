// CoroutineTable: which record belongs to which Lua thread. In the program's own Lua the record is found
// through the thread's extra space and given back when Lua frees the thread; in a stock host, whose extra
// space is not ours, through a weak table with a sentinel for each thread. Knows nothing of waiting.
#pragma once

#include <memory_resource>
#include <utility>
#include <vector>

#include "engine/coroutine.h"

struct lua_State;

namespace coutil {

/// A Lua of the host's own, built with engine/lua/lua_hooks.h: what the engine uses of it. See there.
struct OwnLua {
  void (**thread_freed)(lua_State* L, lua_State* thread);             // &coutil_lua_thread_freed
  int (*thread_is_dead)(lua_State* thread);                           // coutil_lua_thread_is_dead
  void (*prefetch)(const lua_State* thread);                          // coutil_lua_prefetch
  void* (*userdata)(lua_State* L, int index, const void* metatable);  // coutil_lua_userdata
};

class CoroutineTable final {
 public:
  /// Called when Lua has freed the thread of a record, before the record is given back. No Lua call is
  /// allowed in it.
  using Freed = void (*)(void* context, Coroutine& coroutine);

  /// `own_lua` is null in a stock host. `next_id` is the number that the main program gets, and counts on
  /// from there.
  CoroutineTable(lua_State* main_thread, CoroutineId& next_id, std::pmr::memory_resource* memory,
                 const OwnLua* own_lua, Freed freed, void* context);
  ~CoroutineTable();
  CoroutineTable(const CoroutineTable&) = delete;
  CoroutineTable& operator=(const CoroutineTable&) = delete;

  /// Makes the weak table of a stock host. May raise a Lua error.
  void open(lua_State* L);

  Coroutine& main() { return main_; }

  /// The record of the thread `L`, or null.
  Coroutine* find(lua_State* L) { return find_for(L, L); }
  Coroutine* find_for(lua_State* L, lua_State* thread);

  /// The record of the thread `L`, made when there is none. May raise a memory error.
  Coroutine* adopt(lua_State* L) { return adopt_for(L, L); }

  /// The same for another thread than the running one.
  Coroutine* adopt_for(lua_State* L, lua_State* thread);

  /// The thread's record will be looked up no more: a new one is made when it is adopted again. For a
  /// thread that its host reset and used again.
  void abandon(Coroutine& coroutine);

  /// Lists the coroutines that live, for first_after. Stays true while Lua's collector is stopped and no
  /// coroutine is made. Needs 4 slots on the stack of `L`.
  void list(lua_State* L) noexcept;

  /// The listed coroutine with the least id above `id`, or null. The main program is not among them.
  Coroutine* first_after(CoroutineId id) const noexcept;

  /// The same, whose id becomes `last`: begins with 0 and goes through all.
  Coroutine* next(CoroutineId& last) const noexcept {
    Coroutine* coroutine = first_after(last);
    if (coroutine != nullptr) last = coroutine->id;
    return coroutine;
  }

  /// Forgets all threads, because the Lua state closes.
  void detach();

 private:
  struct Sentinel;
  static int collect_sentinel(lua_State* L);
  static void thread_freed(lua_State* L, lua_State* thread);
  Coroutine* take_record() noexcept;
  void give_back(Coroutine& coroutine);
  void reset(Coroutine& coroutine, lua_State* thread);
  Sentinel* push_sentinel(lua_State* L, lua_State* thread);

  std::pmr::memory_resource* memory_;
  const OwnLua* own_lua_;
  Freed freed_;
  void* context_;
  CoroutineId& next_id_;
  Coroutine main_;
  std::pmr::vector<Coroutine*> pool_;
  std::pmr::vector<std::uint32_t> free_slots_;
  std::pmr::vector<std::pair<CoroutineId, Coroutine*>> order_;  // for first_after
};

/// Room for `count` nodes in all. False when memory ran out.
bool reserve_nodes(Coroutine& coroutine, std::uint32_t count, std::pmr::memory_resource* memory) noexcept;

}  // namespace coutil
