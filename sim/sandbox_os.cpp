// The os library: virtual time on a calendar without zones, the environment and the files of the host, the C
// locale, and no way to other processes.
#include <climits>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "sim/calendar.h"
#include "sim/sandbox_file.h"

namespace coutil {
namespace {

constexpr TimeNs kNsPerSecond = 1'000'000'000;
constexpr std::size_t kMaxFormattedBytes = 250;

TimeNs read_clock_ns(lua_State* state) {
  const Sandbox& sandbox = sandbox_of(state);
  return sandbox.read_clock_ns(sandbox.clock_data);
}

// Whole seconds that have passed, also before the run's beginning.
std::int64_t now_seconds(lua_State* state) {
  const Sandbox& sandbox = sandbox_of(state);
  const TimeNs shown_ns = sandbox.read_wall_clock_ns(sandbox.clock_data);
  const std::int64_t seconds = shown_ns / kNsPerSecond;
  return kSimEpochSeconds + (shown_ns % kNsPerSecond < 0 ? seconds - 1 : seconds);
}

int clock(lua_State* state) {
  lua_pushnumber(state,
                 static_cast<lua_Number>(read_clock_ns(state)) / static_cast<lua_Number>(kNsPerSecond));
  return 1;
}

void set_field(lua_State* state, const char* name, std::int64_t value) {
  lua_pushinteger(state, value);
  lua_setfield(state, -2, name);
}

/// Into the table at the top.
void set_calendar_fields(lua_State* state, const std::tm& calendar) {
  set_field(state, "year", calendar.tm_year + std::int64_t{1900});
  set_field(state, "month", calendar.tm_mon + 1);
  set_field(state, "day", calendar.tm_mday);
  set_field(state, "hour", calendar.tm_hour);
  set_field(state, "min", calendar.tm_min);
  set_field(state, "sec", calendar.tm_sec);
  set_field(state, "yday", calendar.tm_yday + 1);
  set_field(state, "wday", calendar.tm_wday + 1);
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "isdst");
}

/// The field `name` of the table at the top less `origin`, which must fit an int; without one, `absent`, or
/// an error if that is negative.
int calendar_field(lua_State* state, const char* name, int absent, std::int64_t origin) {
  const int type = lua_getfield(state, -1, name);
  int is_integer = 0;
  std::int64_t value = lua_tointegerx(state, -1, &is_integer);
  lua_pop(state, 1);
  if (is_integer == 0) {
    if (type != LUA_TNIL) return luaL_error(state, "field '%s' is not an integer", name);
    if (absent < 0) return luaL_error(state, "field '%s' missing in date table", name);
    return absent;
  }
  if (value < INT_MIN + origin || value > INT_MAX + origin) {
    return luaL_error(state, "field '%s' is out-of-bound", name);
  }
  return static_cast<int>(value - origin);
}

int time_of_table(lua_State* state) {
  luaL_checktype(state, 1, LUA_TTABLE);
  lua_settop(state, 1);
  std::tm calendar{};
  calendar.tm_year = calendar_field(state, "year", -1, 1900);
  calendar.tm_mon = calendar_field(state, "month", -1, 1);
  calendar.tm_mday = calendar_field(state, "day", -1, 0);
  calendar.tm_hour = calendar_field(state, "hour", 12, 0);
  calendar.tm_min = calendar_field(state, "min", 0, 0);
  calendar.tm_sec = calendar_field(state, "sec", 0, 0);
  const std::int64_t seconds = seconds_from_calendar(calendar);
  const std::optional<std::tm> normal = calendar_from_seconds(seconds);
  // The C library answers -1 for an error, so Lua has no way to say this second.
  if (!normal || seconds == -1) {
    return luaL_error(state, "time result cannot be represented in this installation");
  }
  set_calendar_fields(state, *normal);
  lua_pushinteger(state, seconds);
  return 1;
}

int time(lua_State* state) {
  if (!lua_isnoneornil(state, 1)) return time_of_table(state);
  lua_pushinteger(state, now_seconds(state));
  return 1;
}

/// The length of the conversion after '%' at `format`, with `left` bytes to go; an error if it is none of
/// those that Lua allows (those of C99).
std::size_t conversion_bytes(lua_State* state, const char* format, std::size_t left) {
  const auto one_of = [](const char* set, char letter) {
    return letter != '\0' && std::strchr(set, letter) != nullptr;
  };
  if (left >= 1 && one_of("aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%", format[0])) return 1;
  if (left >= 2 && format[0] == 'E' && one_of("cCxXyY", format[1])) return 2;
  if (left >= 2 && format[0] == 'O' && one_of("deHImMSuUVwWy", format[1])) return 2;
  luaL_argerror(state, 1, lua_pushfstring(state, "invalid conversion specifier '%%%s'", format));
  return 0;
}

void push_formatted(lua_State* state, const char* format, std::size_t left, const std::tm& calendar) {
  luaL_Buffer result;
  luaL_buffinit(state, &result);
  while (left > 0) {
    if (*format != '%') {
      luaL_addchar(&result, *format);
      ++format;
      --left;
      continue;
    }
    const std::size_t bytes = conversion_bytes(state, format + 1, left - 1);
    char conversion[4] = "%";
    std::memcpy(conversion + 1, format + 1, bytes);
    char* space = luaL_prepbuffsize(&result, kMaxFormattedBytes);
    luaL_addsize(&result, std::strftime(space, kMaxFormattedBytes, conversion, &calendar));
    format += 1 + bytes;
    left -= 1 + bytes;
  }
  luaL_pushresult(&result);
}

int date(lua_State* state) {
  std::size_t bytes = 0;
  const char* format = luaL_optlstring(state, 1, "%c", &bytes);
  const std::int64_t seconds = lua_isnoneornil(state, 2) ? now_seconds(state) : luaL_checkinteger(state, 2);
  std::optional<std::tm> calendar = calendar_from_seconds(seconds);
  if (!calendar) return luaL_error(state, "date result cannot be represented in this installation");
  if (*format == '!') {
    calendar->tm_zone = "GMT";  // as the C library calls it then
    ++format;
    --bytes;
  }
  if (std::strcmp(format, "*t") == 0) {
    lua_createtable(state, 0, 9);
    set_calendar_fields(state, *calendar);
  } else {
    push_formatted(state, format, bytes, *calendar);
  }
  return 1;
}

int getenv(lua_State* state) {
  luaL_checkstring(state, 1);
  lua_getiuservalue(state, lua_upvalueindex(1), kEnvironment);
  lua_pushvalue(state, 1);
  lua_rawget(state, -2);
  return 1;
}

int setlocale(lua_State* state) {
  static const char* const kCategories[] = {"all",     "collate", "ctype", "monetary",
                                            "numeric", "time",    nullptr};
  const char* locale = luaL_optstring(state, 1, "C");
  luaL_checkoption(state, 2, "all", kCategories);
  const bool known = *locale == '\0' || std::strcmp(locale, "C") == 0 || std::strcmp(locale, "POSIX") == 0;
  lua_pushstring(state, known ? "C" : nullptr);
  return 1;
}

int tmpname(lua_State* state) {
  sim::HostPath path;
  if (sandbox_of(state).files->make_temporary(path) != 0) {
    return luaL_error(state, "unable to generate a unique filename");
  }
  lua_pushlstring(state, path.text, path.length);
  return 1;
}

int remove(lua_State* state) {
  const char* name = luaL_checkstring(state, 1);
  const Sandbox& sandbox = sandbox_of(state);
  return push_result(state, sandbox.files->remove(sandbox.working_folder, name), name);
}

int rename(lua_State* state) {
  const char* from = luaL_checkstring(state, 1);
  const char* to = luaL_checkstring(state, 2);
  const Sandbox& sandbox = sandbox_of(state);
  return push_result(state, sandbox.files->rename(sandbox.working_folder, from, to));
}

int exit(lua_State* state) {
  const int exit_code = lua_isboolean(state, 1) ? (lua_toboolean(state, 1) != 0 ? EXIT_SUCCESS : EXIT_FAILURE)
                                                : static_cast<int>(luaL_optinteger(state, 1, EXIT_SUCCESS));
  const Sandbox& sandbox = sandbox_of(state);
  const bool close = lua_toboolean(state, 2) != 0;
  if (sandbox.may_end != nullptr && !sandbox.may_end(sandbox.end_data)) {
    return luaL_error(
        state,
        "os.exit: neither a scenario file nor a function that the simulation calls can end a program; "
        "use sim.fail to end the run");
  }
  if (!close) close_program_files(state, true);  // else lua_close does so, after what finalizers write
  sandbox.end_program(sandbox.end_data, exit_code, close);
  return luaL_error(state, "os.exit: end_program returned, and must not");
}

int execute(lua_State* state) {
  if (!lua_isnoneornil(state, 1)) {
    return luaL_error(state,
                      "os.execute is refused in the simulation: what another process does can't be repeated; "
                      "use the real backend (coutil run --backend real)");
  }
  lua_pushboolean(state, 0);  // there is no shell
  return 1;
}

constexpr luaL_Reg kFunctions[] = {{"clock", &clock},         {"time", &time},       {"date", &date},
                                   {"getenv", &getenv},       {"exit", &exit},       {"execute", &execute},
                                   {"setlocale", &setlocale}, {"tmpname", &tmpname}, {"remove", &remove},
                                   {"rename", &rename},       {nullptr, nullptr}};

}  // namespace

void close_os(lua_State* state) {
  lua_getglobal(state, LUA_OSLIBNAME);
  set_functions(state, kFunctions);
  lua_pop(state, 1);
}

}  // namespace coutil
