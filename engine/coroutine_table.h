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

/// A variable of the program's own Lua: the function that it calls when it frees a thread.
using ThreadFreedHook = void (*)(lua_State* L, lua_State* thread);

class CoroutineTable final {
 public:
  /// Called when Lua has freed the thread of a record, before the record is given back. No Lua call is
  /// allowed in it.
  using Freed = void (*)(void* context, Coroutine& coroutine);

  /// `hook` is where the program's own Lua tells which thread it frees; null in a stock host.
  CoroutineTable(lua_State* main_thread, std::pmr::memory_resource* memory, ThreadFreedHook* hook,
                 Freed freed, void* context);
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

  /// The record in use with the least id above `id`, or null: for going through all coroutines in order
  /// while some may come and go. Takes time in proportion to all of them at the first call, and whenever a
  /// coroutine was made since.
  Coroutine* first_after(CoroutineId id) noexcept;

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
  bool own_lua_;
  Freed freed_;
  void* context_;
  CoroutineId next_id_ = 1;
  Coroutine main_;
  std::pmr::vector<Coroutine*> pool_;
  std::pmr::vector<std::uint32_t> free_slots_;
  std::pmr::vector<std::pair<CoroutineId, Coroutine*>> order_;  // for first_after
  CoroutineId ordered_up_to_ = 0;
};

/// Room for `count` nodes in all. False when memory ran out.
bool reserve_nodes(Coroutine& coroutine, std::uint32_t count, std::pmr::memory_resource* memory) noexcept;

}  // namespace coutil
