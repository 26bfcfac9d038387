// What the tracer knows of a trace, as text: its lanes, and where it goes another way than another. The one
// place of the runner that knows the tracer.
#pragma once

struct lua_State;

namespace coutil::lessons {

/// lanes (trace [, options]): `trace` is the text of one; options: width, color, ascii, lanes. Returns the
/// lines in one text, or nil and what is wrong.
int lanes_text(lua_State* L);

/// divergence (trace, other): where two traces, given as texts, begin to differ: { events = equal ones, first
/// =, second = what each says there }; nil when they are equal.
int divergence(lua_State* L);

}  // namespace coutil::lessons
