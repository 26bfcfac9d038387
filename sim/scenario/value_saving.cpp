// Writes values as bytes: see the header. Nothing here has a destructor, for Lua may raise anywhere.
#include <cstdint>
#include <new>

#include "sim/scenario/value.h"
#include "sim/scenario/value_tag.h"

namespace coutil::sim {
namespace {

// Each function returns true and leaves the stack as it was; or false, with a text on top that goes on after
// "it is".
class Saver final {
 public:
  Saver(lua_State* L, Copied copied, std::pmr::string& bytes) noexcept
      : L_(L), copied_(copied), bytes_(&bytes) {}

  bool save(int index) {
    luaL_checkstack(L_, 30, "a value is nested too deep");
    index = lua_absindex(L_, index);
    lua_newtable(L_);
    seen_ = lua_gettop(L_);
    const bool saved = put_value(index);
    lua_remove(L_, seen_);
    return saved;
  }

 private:
  bool put(const void* from, std::size_t size) noexcept {
    try {
      bytes_->append(static_cast<const char*>(from), size);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  bool refuse(const char* what) {
    lua_pushstring(L_, what);
    return false;
  }

  bool put_bytes(const void* from, std::size_t size) {
    return put(from, size) || refuse("more than the memory holds");
  }

  bool put_tag(ValueTag tag) { return put_bytes(&tag, 1); }
  bool put_integer(std::int64_t number) { return put_bytes(&number, sizeof number); }

  bool put_string(int index) {
    std::size_t size = 0;
    const char* text = lua_tolstring(L_, index, &size);
    return put_integer(static_cast<std::int64_t>(size)) && put_bytes(text, size);
  }

  bool put_value(int index) {
    switch (lua_type(L_, index)) {
      case LUA_TNIL:
        return put_tag(ValueTag::kNil);
      case LUA_TBOOLEAN:
        return put_tag(lua_toboolean(L_, index) ? ValueTag::kTrue : ValueTag::kFalse);
      case LUA_TNUMBER: {
        if (lua_isinteger(L_, index))
          return put_tag(ValueTag::kInteger) && put_integer(lua_tointeger(L_, index));
        const lua_Number number = lua_tonumber(L_, index);
        return put_tag(ValueTag::kFloat) && put_bytes(&number, sizeof number);
      }
      case LUA_TSTRING:
        return put_tag(ValueTag::kString) && put_string(index);
      case LUA_TTABLE:
      case LUA_TFUNCTION:
        return put_object(index);
      case LUA_TTHREAD:
        return refuse("a coroutine");
      default:
        return refuse("a userdata");
    }
  }

  bool put_object(int index) {
    const bool is_table = lua_istable(L_, index);
    if (!is_table && copied_ == Copied::kPlain) return refuse("a function");
    if (depth_ == kDeepestValue) return refuse("a value that is nested too deep");
    luaL_checkstack(L_, 30, "a value is nested too deep");
    lua_pushvalue(L_, index);
    lua_rawget(L_, seen_);
    const lua_Integer known = lua_tointeger(L_, -1);
    lua_pop(L_, 1);
    if (known != 0) return put_tag(ValueTag::kAgain) && put_integer(known);
    bool done = false;
    if (copied_ == Copied::kFunctions && !put_by_name(index, done)) return false;
    if (done) return true;
    lua_pushvalue(L_, index);
    lua_pushinteger(L_, ++objects_);
    lua_rawset(L_, seen_);
    ++depth_;
    const bool saved = is_table ? put_table(index) : put_function(index);
    --depth_;
    return saved;
  }

  bool put_table(int index) {
    if (lua_getmetatable(L_, index)) {
      lua_pop(L_, 1);
      return refuse("a table with a metatable");
    }
    if (!put_tag(ValueTag::kTable)) return false;
    lua_pushnil(L_);
    while (lua_next(L_, index)) {
      const int key = lua_gettop(L_) - 1;
      if (!put_value(key)) return tell_of_key(key);
      if (!put_value(key + 1)) return tell_of_field(key);
      lua_settop(L_, key);
    }
    return put_tag(ValueTag::kEnd);
  }

  bool tell_of_key(int key) {
    lua_pushfstring(L_, "a table with a key that is %s", lua_tostring(L_, -1));
    return leave_text(key);
  }

  bool tell_of_field(int key) {
    const char* why = lua_tostring(L_, -1);
    const char* name = luaL_tolstring(L_, key, nullptr);
    lua_pushfstring(L_, "a table whose field '%s' is %s", name, why);
    return leave_text(key);
  }

  // The text on top takes the place at `index`, with nothing above.
  bool leave_text(int index) {
    lua_replace(L_, index);
    lua_settop(L_, index);
    return false;
  }

  static int write_code(lua_State*, const void* code, std::size_t size, void* saver) {
    return static_cast<Saver*>(saver)->put(code, size) ? 0 : 1;
  }

  bool put_function(int index) {
    if (lua_iscfunction(L_, index)) return refuse("a C function that no module has");
    const lua_Integer number = objects_;
    if (!put_tag(ValueTag::kFunction)) return false;
    const std::size_t size_at = bytes_->size();
    if (!put_integer(0)) return false;
    lua_pushvalue(L_, index);
    if (lua_dump(L_, &write_code, this, 0) != 0) {
      lua_pop(L_, 1);
      return refuse("more than the memory holds");
    }
    const auto size = static_cast<std::int64_t>(bytes_->size() - size_at - sizeof(std::int64_t));
    bytes_->replace(size_at, sizeof size, reinterpret_cast<const char*>(&size), sizeof size);
    lua_Debug info;
    lua_getinfo(L_, ">u", &info);
    if (!put_integer(info.nups)) return false;
    for (int upvalue = 1; upvalue <= info.nups; ++upvalue) {
      if (!put_upvalue(index, upvalue, number)) return false;
    }
    return true;
  }

  bool put_upvalue(int function, int upvalue, lua_Integer number) {
    const int top = lua_gettop(L_);
    void* identity = lua_upvalueid(L_, function, upvalue);
    if (lua_rawgetp(L_, seen_, identity) == LUA_TNUMBER) {
      const lua_Integer shared = lua_tointeger(L_, -1);
      lua_settop(L_, top);
      return put_tag(ValueTag::kSameUpvalue) && put_integer(shared / 256) && put_integer(shared % 256);
    }
    lua_pushinteger(L_, number * 256 + upvalue);  // at most 255 of them
    lua_rawsetp(L_, seen_, identity);
    lua_settop(L_, top);
    const char* name = lua_getupvalue(L_, function, upvalue);
    lua_pushglobaltable(L_);
    const bool globals = lua_rawequal(L_, -1, -2) || std::string_view(name) == "_ENV";
    lua_pop(L_, 1);
    if (globals ? put_tag(ValueTag::kGlobals) : put_value(top + 1)) {
      lua_settop(L_, top);
      return true;
    }
    lua_pushfstring(L_, "a function whose upvalue '%s' is %s", name, lua_tostring(L_, -1));
    return leave_text(top + 1);
  }

  // A module, or what a module has in a field, goes by its name: every state has its own.
  bool put_by_name(int index, bool& done) {
    const int top = lua_gettop(L_);
    lua_getfield(L_, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    if (!lua_istable(L_, -1)) return lua_settop(L_, top), true;
    lua_pushnil(L_);
    while (!done && lua_next(L_, top + 1)) {
      const bool is_named = lua_type(L_, -2) == LUA_TSTRING;
      if (is_named && lua_rawequal(L_, -1, index)) {
        done = true;
        if (!put_tag(ValueTag::kModule) || !put_string(-2)) return leave_text(top + 1);
      } else if (is_named && lua_istable(L_, -1) && lua_isfunction(L_, index)) {
        if (!put_module_field(index, done)) return leave_text(top + 1);
      }
      lua_pop(L_, 1);
    }
    lua_settop(L_, top);
    return true;
  }

  // The module's name and table are the two on top.
  bool put_module_field(int index, bool& done) {
    const int module = lua_gettop(L_);
    lua_pushnil(L_);
    while (!done && lua_next(L_, module)) {
      if (lua_type(L_, -2) == LUA_TSTRING && lua_rawequal(L_, -1, index)) {
        done = true;
        if (!put_tag(ValueTag::kModuleField) || !put_string(module - 1) || !put_string(-2)) return false;
      }
      lua_pop(L_, 1);
    }
    lua_settop(L_, module);
    return true;
  }

  lua_State* L_;
  Copied copied_;
  std::pmr::string* bytes_;
  int seen_ = 0;  // a table from tables, functions and upvalues' identities to their numbers
  lua_Integer objects_ = 0;
  int depth_ = 0;
};

}  // namespace

bool save_value(lua_State* L, int index, Copied copied, std::pmr::string& bytes) {
  return Saver(L, copied, bytes).save(index);
}

}  // namespace coutil::sim
