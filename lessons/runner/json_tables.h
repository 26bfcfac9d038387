// JSON as Lua tables: one text, or the lines of a trace. It must not know what they mean.
#pragma once

struct lua_State;

namespace coutil::lessons {

/// decode (text): the value; or nil and what is wrong. Objects and lists are tables, null is nil.
int json_decode(lua_State* L);

/// lines (text): a list of the values of its lines. A last line that is torn is left out; so are lines that
/// are no JSON, whose number is the second result.
int json_lines(lua_State* L);

}  // namespace coutil::lessons
