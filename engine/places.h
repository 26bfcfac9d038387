// Places: source positions with small numbers, for the trace and for reports. A position that was met before
// is found through a weak table by function and line; texts are kept once each.
#pragma once

#include <memory_resource>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/trace_recorder.h"

struct lua_State;

namespace coutil {

struct Place {
  explicit Place(std::pmr::memory_resource* memory) : file(memory), function(memory) {}
  std::pmr::string file;
  std::pmr::string function;
  int line = 0;
  PlaceId trace_id = 0;      // its number in the trace
  std::uint32_t traced = 0;  // the generation of the recording that knows it
};

class Places final {
 public:
  /// `next_trace_id` counts the places of all engines of a trace.
  Places(PlaceId& next_trace_id, std::pmr::memory_resource* memory)
      : next_trace_id_(next_trace_id), memory_(memory), places_(memory), ids_(memory) {}

  /// Makes the weak table, in the registry.
  void open(lua_State* L);

  /// Where `thread` stands at `level` (0 is the running or suspended function). Works on the stack of `L`,
  /// which may be the same thread. `body` is the definition of the thread's outermost function, if known: it
  /// gives that one its name. 0 when the place is unknown. May raise a memory error.
  PlaceId at(lua_State* L, lua_State* thread, int level, PlaceId body);

  /// The nearest level from `level` on that has a line, hence is written in Lua.
  PlaceId nearest(lua_State* L, lua_State* thread, int level, PlaceId body);

  /// Where the function at `index` is defined; `name` says what it is called.
  PlaceId definition(lua_State* L, int index, std::string_view name);

  /// The outermost function of `thread`, its body. 0 when it has none left.
  PlaceId body(lua_State* L, lua_State* thread);

  Place& get(PlaceId id) { return places_[static_cast<std::size_t>(id - 1)]; }
  PlaceId count() const { return static_cast<PlaceId>(places_.size()); }

 private:
  PlaceId intern(std::string_view file, int line, std::string_view function) noexcept;

  PlaceId& next_trace_id_;
  std::pmr::memory_resource* memory_;
  std::pmr::vector<Place> places_;
  std::pmr::unordered_map<std::pmr::string, PlaceId> ids_;  // looked up only, never walked through
};

}  // namespace coutil
