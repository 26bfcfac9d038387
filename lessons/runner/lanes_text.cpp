// Lanes and differences as text: see the header.
#include "lessons/runner/lanes_text.h"

#include <sys/mman.h>
#include <unistd.h>

#include <exception>
#include <string>
#include <string_view>

#include "engine/lua.h"
#include "tracer/lane.h"
#include "tracer/text_lanes.h"
#include "tracer/trace_divergence.h"
#include "tracer/trace_reader.h"

namespace coutil::lessons {
namespace {

// A file without a name that holds the text; the tracer reads files.
class NamelessFile {
 public:
  explicit NamelessFile(std::string_view text) : file_(memfd_create("coutil trace", MFD_CLOEXEC)) {
    while (!text.empty()) {
      const ssize_t count = write(file_, text.data(), text.size());
      if (count <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  ~NamelessFile() { close(file_); }
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

// Returns whether `answer` has the lanes; else it says what is wrong.
bool draw(std::string_view trace, const tracer::TextOptions& options, std::string& answer) {
  try {
    const NamelessFile file(trace);
    const tracer::TraceModel model = tracer::read_trace(file.path());
    answer = tracer::draw_text_lanes(tracer::Lanes(model), options);
    return true;
  } catch (const std::exception& error) {
    answer = error.what();
    return false;
  }
}

// Traces that can't be read differ from the beginning.
tracer::Divergence compare(std::string_view trace, std::string_view other) {
  try {
    const NamelessFile first(trace);
    const NamelessFile second(other);
    return tracer::find_divergence(first.path(), second.path());
  } catch (const std::exception& error) {
    tracer::Divergence answer;
    answer.found = true;
    answer.first.what = answer.second.what = error.what();
    return answer;
  }
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

int divergence(lua_State* L) {
  std::size_t size = 0;
  std::size_t other_size = 0;
  const char* trace = luaL_checklstring(L, 1, &size);
  const char* other = luaL_checklstring(L, 2, &other_size);
  const tracer::Divergence found = compare({trace, size}, {other, other_size});
  if (!found.found) {
    lua_pushnil(L);
    return 1;
  }
  lua_createtable(L, 0, 3);
  lua_pushinteger(L, static_cast<lua_Integer>(found.events));
  lua_setfield(L, -2, "events");
  lua_pushlstring(L, found.first.what.data(), found.first.what.size());
  lua_setfield(L, -2, "first");
  lua_pushlstring(L, found.second.what.data(), found.second.what.size());
  lua_setfield(L, -2, "second");
  return 1;
}

}  // namespace coutil::lessons
