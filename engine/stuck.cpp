// Stuck: see the header. A coroutine waits in lock for one mutex, and that has one owner: who waits for whom
// is a graph with at most one arrow from each, so following it ends at somebody who can go on, at an owner
// that ended, or in a cycle.
#include "engine/stuck.h"

#include <algorithm>
#include <new>

#include "engine/report.h"
#include "engine/tracing.h"

namespace coutil {
namespace {

const Object* awaited_mutex(const Coroutine* coroutine) {
  return coroutine->wait == WaitKind::kLock ? coroutine->first_node.object : nullptr;
}

// Not suspended, not running, not fresh: nothing is left of it to run.
bool has_ended(const Engine& engine, const Coroutine* coroutine) {
  if (coroutine->is_main()) return engine.main_ended;
  if (coroutine->ended || coroutine->doubted || coroutine->thread == nullptr) return true;
  if (stands_midway(*coroutine)) return false;
  if (lua_status(coroutine->thread) != LUA_OK) return true;
  lua_Debug info;
  return !lua_getstack(coroutine->thread, 0, &info) && lua_gettop(coroutine->thread) == 0;
}

// The owner, or null when it ended and so will never unlock.
Coroutine* living_owner(const Engine& engine, const Object& mutex) {
  return has_ended(engine, mutex.owner) ? nullptr : mutex.owner;
}

// Whether it stands in lock and not merely is on its way out of it.
bool waits_in_lock(const Coroutine* coroutine, const Coroutine* about_to_wait) {
  return coroutine->wait == WaitKind::kLock && !coroutine->woken &&
         (coroutine == about_to_wait || lua_status(coroutine->thread) == LUA_YIELD);
}

// Who comes after `coroutine` among those who wait for each other; null at the end, which `ended` tells.
Coroutine* next_in_chain(const Engine& engine, Coroutine* coroutine, const Coroutine* about_to_wait,
                         bool* ended) {
  Coroutine* owner = living_owner(engine, *awaited_mutex(coroutine));
  if (owner == nullptr) {
    *ended = true;
    return nullptr;
  }
  return waits_in_lock(owner, about_to_wait) ? owner : nullptr;
}

// Follows the chain from `waiter` to its end, which is null and tells in `ended` why, or to somebody in a
// cycle. Brent's cycle search (R. P. Brent, 1980): a step costs one look, and no memory is needed.
Coroutine* follow(const Engine& engine, Coroutine* waiter, const Coroutine* about_to_wait, bool* ended) {
  Coroutine* tortoise = waiter;
  std::uint64_t steps = 0;
  std::uint64_t limit = 2;
  for (Coroutine* hare = waiter;;) {
    hare = next_in_chain(engine, hare, about_to_wait, ended);
    if (hare == nullptr || hare == tortoise) return hare;
    if (++steps == limit) {
      tortoise = hare;
      steps = 0;
      limit *= 2;
    }
  }
}

bool never_ends_well(const Engine& engine, Coroutine* waiter, const Coroutine* about_to_wait) {
  bool ended = false;
  return follow(engine, waiter, about_to_wait, &ended) != nullptr || ended;
}

struct Group {
  explicit Group(std::pmr::memory_resource* memory) : waiting(memory), cycle(memory) {}
  std::pmr::vector<CoroutineId> waiting;
  std::pmr::vector<CoroutineId> cycle;
};

// Fills `group` with who is newly stuck, and the cycle among them that the first leads to. Returns that
// first.
Coroutine* collect(Engine& engine, Coroutine* about_to_wait, Group& group) noexcept {
  Coroutine* first = nullptr;
  try {
    for (CoroutineId last = 0; Coroutine* coroutine = engine.coroutines.next(last);) {
      if (coroutine->reported_stuck || coroutine->thread == nullptr) continue;
      if (!waits_in_lock(coroutine, about_to_wait) || !never_ends_well(engine, coroutine, about_to_wait))
        continue;
      if (first == nullptr) first = coroutine;
      coroutine->reported_stuck = true;
      group.waiting.push_back(coroutine->id);
    }
    if (first == nullptr) return nullptr;
    bool ended = false;
    Coroutine* in_cycle = follow(engine, first, about_to_wait, &ended);
    for (Coroutine* at = in_cycle; at != nullptr;) {
      group.cycle.push_back(at->id);
      at = next_in_chain(engine, at, about_to_wait, &ended);
      if (at == in_cycle) break;
    }
    // Told from the oldest on, wherever the search came upon it.
    std::rotate(group.cycle.begin(), std::min_element(group.cycle.begin(), group.cycle.end()),
                group.cycle.end());
    // One that was reported before is not said again: its new waiters are.
    if (in_cycle != nullptr &&
        !std::binary_search(group.waiting.begin(), group.waiting.end(), in_cycle->id)) {
      group.cycle.clear();
    }
  } catch (const std::bad_alloc&) {  // the report is shorter then
  }
  return first;
}

// Pushes "A waits ... for mutex m, held by B, which waits ...", from `first` to where the chain ends or
// closes.
void push_sentence(lua_State* L, Engine& engine, Coroutine* first, Coroutine* about_to_wait) {
  luaL_checkstack(L, 12, "coutil's report");
  push_coroutine_label(L, engine, first);
  lua_Integer count = 0;
  Coroutine* at = first;
  for (;; ++count) {
    push_wait(L, engine, at);
    push_coroutine_label(L, engine, awaited_mutex(at)->owner);
    bool ended = false;
    Coroutine* owner = next_in_chain(engine, at, about_to_wait, &ended);
    lua_pushfstring(L, "%s %s, held by %s%s", lua_tostring(L, -3), lua_tostring(L, -2), lua_tostring(L, -1),
                    ended            ? ", which ended without unlocking it"
                    : owner == first ? ""
                                     : ", which");
    lua_replace(L, -4);
    lua_pop(L, 2);
    if (owner == nullptr || owner == first) break;
    if (count == 30) {
      lua_pushliteral(L, " waits, through others, for one of them");
      lua_concat(L, 2);
      break;
    }
    at = owner;
  }
}

struct Report {
  Engine* engine;
  Coroutine* about_to_wait;
  Group* group;
};

// Protected: the group's vectors belong to the caller.
int say_group(lua_State* L) {
  auto& [engine, about_to_wait, group] = *static_cast<Report*>(lua_touserdata(L, 1));
  if (collect(*engine, about_to_wait, *group) == nullptr) return 0;
  engine->stuck = true;
  CoroutineId wanted = group->cycle.empty() ? group->waiting.front() : group->cycle.front();
  Coroutine* first = engine->coroutines.first_after(wanted - 1);
  push_sentence(L, *engine, first, about_to_wait);
  std::size_t length = 0;
  const char* why = lua_tolstring(L, -1, &length);
  if (engine->tracing != nullptr) engine->tracing->stuck(group->waiting, group->cycle, {why, length});
  push_time(L, engine->running ? engine->scheduler.instant_ns : engine->backend.clock_ns());
  auto waiting = static_cast<int>(group->waiting.size());
  const char* what = waiting == 1 ? "coroutine waits for a mutex that can never be unlocked"
                     : group->cycle.size() == group->waiting.size()
                         ? "coroutines wait for each other in a circle, and none can ever go on"
                         : "coroutines wait for mutexes that can never be unlocked";
  lua_pushfstring(L, "coutil: stuck at %s: %d %s\n", lua_tostring(L, -1), waiting, what);
  for (CoroutineId id : group->waiting) {
    Coroutine* waiter = engine->coroutines.first_after(id - 1);
    bool ended = false;
    next_in_chain(*engine, waiter, about_to_wait, &ended);
    push_coroutine_label(L, *engine, waiter);
    push_wait(L, *engine, waiter);
    push_coroutine_label(L, *engine, awaited_mutex(waiter)->owner);
    lua_pushfstring(L, "%s  %s %s, held by %s%s\n", lua_tostring(L, -4), lua_tostring(L, -3),
                    lua_tostring(L, -2), lua_tostring(L, -1),
                    ended ? ", which ended without unlocking it" : "");
    lua_replace(L, -5);
    lua_pop(L, 3);
  }
  write_report(L, *engine);
  return 0;
}

void report_group(Engine& engine, Coroutine* about_to_wait) {
  Group group(engine.memory);
  Report report{&engine, about_to_wait, &group};
  // On a stack of its own: the new waiter's frame must stay the topmost of its thread.
  call_protected(engine.reporter, engine, say_group, &report);
}

}  // namespace

void report_stuck(Engine& engine) { report_group(engine, nullptr); }

void check_new_waiter(Engine& engine, Coroutine* waiter) {
  if (never_ends_well(engine, waiter, waiter)) report_group(engine, waiter);
}

}  // namespace coutil
