// Lanes as text: see the header. The tracer reads files: the text is put into one without a name.
#include "lessons/runner/lanes_text.h"

#include <sys/mman.h>
#include <unistd.h>

#include <exception>
#include <string>
#include <string_view>

#include "engine/lua.h"
#include "tracer/lane.h"
#include "tracer/text_lanes.h"
#include "tracer/trace_reader.h"

namespace coutil::lessons {
namespace {

// Returns whether `answer` has the lanes; else it says what is wrong.
bool draw(std::string_view trace, const tracer::TextOptions& options, std::string& answer) {
  const int file = memfd_create("coutil lanes", MFD_CLOEXEC);
  if (file < 0) {
    answer = "no memory for a trace";
    return false;
  }
  bool well = true;
  try {
    std::size_t done = 0;
    while (done < trace.size()) {
      const ssize_t count = write(file, trace.data() + done, trace.size() - done);
      if (count <= 0) break;
      done += static_cast<std::size_t>(count);
    }
    const tracer::TraceModel model = tracer::read_trace("/proc/self/fd/" + std::to_string(file));
    answer = tracer::draw_text_lanes(tracer::Lanes(model), options);
  } catch (const std::exception& error) {
    answer = error.what();
    well = false;
  }
  close(file);
  return well;
}

bool flag(lua_State* L, const char* name) {
  lua_getfield(L, 2, name);
  const bool is_set = lua_toboolean(L, -1) != 0;
  lua_pop(L, 1);
  return is_set;
}

std::size_t number(lua_State* L, const char* name, std::size_t otherwise) {
  lua_getfield(L, 2, name);
  const lua_Integer value = luaL_optinteger(L, -1, static_cast<lua_Integer>(otherwise));
  lua_pop(L, 1);
  return value > 0 ? static_cast<std::size_t>(value) : otherwise;
}

}  // namespace

int lanes_text(lua_State* L) {
  std::size_t size = 0;
  const char* trace = luaL_checklstring(L, 1, &size);
  lua_settop(L, 2);
  if (lua_isnil(L, 2)) {
    lua_newtable(L);
    lua_replace(L, 2);
  }
  tracer::TextOptions options;
  options.width = number(L, "width", options.width);
  options.lanes = number(L, "lanes", options.lanes);
  options.color = flag(L, "color");
  options.ascii = flag(L, "ascii");
  std::string answer;
  if (!draw({trace, size}, options, answer)) lua_pushnil(L);
  lua_pushlstring(L, answer.data(), answer.size());
  return lua_gettop(L) - 2;
}

}  // namespace coutil::lessons
