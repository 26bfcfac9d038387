// Makes values of the bytes that save_value wrote: see the header. They are our own, and trusted.
#include "sim/scenario/value.h"

#include <cstdint>
#include <cstring>

#include "sim/scenario/value_tag.h"

namespace coutil::sim {
namespace {

class Loader final {
 public:
  Loader(lua_State* L, std::string_view bytes) noexcept : L_(L), rest_(bytes) {}

  void load() {
    lua_newtable(L_);
    made_ = lua_gettop(L_);
    push();
    lua_remove(L_, made_);
  }

 private:
  std::string_view take(std::size_t size) noexcept {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  ValueTag take_tag() noexcept { return static_cast<ValueTag>(take(1).front()); }

  template <typename T>
  T take_number() noexcept {
    T number;
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }

  std::string_view take_string() noexcept { return take(take_number<std::uint64_t>()); }

  void push_string() {
    const std::string_view text = take_string();
    lua_pushlstring(L_, text.data(), text.size());
  }

  void push() { push(take_tag()); }

  void push(ValueTag tag) {
    luaL_checkstack(L_, 10, "a value is nested too deep");
    switch (tag) {
      case ValueTag::kTrue:
      case ValueTag::kFalse:
        return lua_pushboolean(L_, tag == ValueTag::kTrue);
      case ValueTag::kInteger:
        return lua_pushinteger(L_, take_number<std::int64_t>());
      case ValueTag::kFloat:
        return lua_pushnumber(L_, take_number<lua_Number>());
      case ValueTag::kString:
        return push_string();
      case ValueTag::kTable:
        return push_table();
      case ValueTag::kAgain:
        lua_rawgeti(L_, made_, take_number<std::int64_t>());
        return;
      case ValueTag::kModule:
        return push_module();
      case ValueTag::kModuleField:
        push_module();
        push_string();
        lua_gettable(L_, -2);
        return lua_remove(L_, -2);
      case ValueTag::kFunction:
        return push_function();
      case ValueTag::kGlobals:
        return lua_pushglobaltable(L_);
      default:
        return lua_pushnil(L_);
    }
  }

  void remember() {
    lua_pushvalue(L_, -1);
    lua_rawseti(L_, made_, ++objects_);
  }

  void push_table() {
    lua_newtable(L_);
    remember();
    for (ValueTag tag = take_tag(); tag != ValueTag::kEnd; tag = take_tag()) {
      push(tag);
      push();
      lua_rawset(L_, -3);
    }
  }

  void push_module() {
    lua_getglobal(L_, "require");
    push_string();
    lua_call(L_, 1, 1);
  }

  void push_function() {
    const std::string_view code = take_string();
    if (luaL_loadbufferx(L_, code.data(), code.size(), "=program", "b") != LUA_OK) lua_error(L_);
    remember();
    const int function = lua_gettop(L_);
    const auto count = static_cast<int>(take_number<std::int64_t>());
    for (int upvalue = 1; upvalue <= count; ++upvalue) {
      const ValueTag tag = take_tag();
      if (tag == ValueTag::kSameUpvalue) {
        lua_rawgeti(L_, made_, take_number<std::int64_t>());
        lua_upvaluejoin(L_, function, upvalue, -1, static_cast<int>(take_number<std::int64_t>()));
        lua_settop(L_, function);
      } else {
        push(tag);
        lua_setupvalue(L_, function, upvalue);
      }
    }
  }

  lua_State* L_;
  std::string_view rest_;
  int made_ = 0;  // a table from numbers to tables and functions
  lua_Integer objects_ = 0;
};

}  // namespace

void push_value(lua_State* L, std::string_view bytes) {
  luaL_checkstack(L, 10, "a value is nested too deep");
  Loader(L, bytes).load();
}

}  // namespace coutil::sim
