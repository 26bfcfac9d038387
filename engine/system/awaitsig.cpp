// system.awaitsig: the signals by the manual's words, and the wait for one. What catches them is the
// backend's.
#include <csignal>
#include <iterator>
#include <string_view>

#include "engine/operations.h"
#include "engine/system/system_functions.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

struct Signal {
  int number;
  const char* name;
};

constexpr Signal kSignals[] = {
    {SIGABRT, "abort"},       {SIGTTIN, "bgread"},    {SIGTTOU, "bgwrite"},    {SIGCHLD, "child"},
    {SIGALRM, "clocktime"},   {SIGCONT, "continue"},  {SIGXCPU, "cpulimit"},   {SIGPROF, "cputimall"},
    {SIGVTALRM, "cputimprc"}, {SIGTRAP, "debug"},     {SIGXFSZ, "filelimit"},  {SIGHUP, "hangup"},
    {SIGINT, "interrupt"},    {SIGPIPE, "loosepipe"}, {SIGPOLL, "polling"},    {SIGQUIT, "quit"},
    {SIGTSTP, "stop"},        {SIGSYS, "sysargerr"},  {SIGTERM, "terminate"},  {SIGURG, "urgsock"},
    {SIGUSR1, "user1"},       {SIGUSR2, "user2"},     {SIGWINCH, "winresize"},
};

// What a process may be ended by and nobody can wait for.
constexpr Signal kOtherSignals[] = {
    {SIGBUS, "SIGBUS"},       {SIGFPE, "SIGFPE"},   {SIGILL, "SIGILL"},
    {SIGKILL, "SIGKILL"},     {SIGSEGV, "SIGSEGV"}, {SIGSTOP, "SIGSTOP"},
#ifdef SIGSTKFLT
    {SIGSTKFLT, "SIGSTKFLT"},
#endif
#ifdef SIGPWR
    {SIGPWR, "SIGPWR"},
#endif
};

static_assert(std::size(kSignals) == Engine::kSignalCount);

int raise_invalid(lua_State* L, std::string_view name) {
  for (std::string_view uncatchable : {"kill", "SIGKILL", "SIGSTOP"}) {
    if (name == uncatchable) {
      return luaL_argerror(L, 1, lua_pushfstring(L, "invalid signal '%s': it can't be caught", name.data()));
    }
  }
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  lua_pushfstring(L, "invalid signal '%s', expected one of", name.data());
  luaL_addvalue(&buffer);
  for (const Signal& signal : kSignals) {
    luaL_addstring(&buffer, signal.number == kSignals[0].number ? " " : ", ");
    luaL_addstring(&buffer, signal.name);
  }
  luaL_pushresult(&buffer);
  return luaL_argerror(L, 1, lua_tostring(L, -1));
}

int check_signal(lua_State* L) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(L, 1, &size);
  std::string_view name(text, size);
  int place = 0;
  for (const Signal& signal : kSignals) {
    if (name == signal.name) return place;
    ++place;
  }
  return raise_invalid(L, name);
}

int give_true(lua_State* L, Engine&, EngineOperation&) {
  lua_pushboolean(L, 1);
  return 1;
}

}  // namespace

const char* signal_name(int number) {
  for (const Signal& signal : kSignals) {
    if (signal.number == number) return signal.name;
  }
  for (const Signal& signal : kOtherSignals) {
    if (signal.number == number) return signal.name;
  }
  return nullptr;
}

// system.awaitsig (signal)
int system_awaitsig(lua_State* L) {
  Engine& engine = engine_of(L);
  int place = check_signal(L);
  check_can_suspend(L);
  lua_settop(L, 1);
  Awaited awaited{OperationKind::kSignal, ObjectKind::kSignal};
  awaited.slot = &engine.signal_slots[place];
  awaited.name_index = 1;
  EngineOperation* operation = begin_operation(L, engine, awaited);
  operation->signal = kSignals[place].number;
  operation->give = give_true;
  return await_operation(L, engine, operation);
}

}  // namespace coutil
