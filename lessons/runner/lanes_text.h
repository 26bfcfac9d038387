// The lanes of a trace as text, from the tracer's model. The one place of the runner that knows the tracer.
#pragma once

struct lua_State;

namespace coutil::lessons {

/// lanes (trace [, options]): `trace` is the text of one; options: width, color, ascii, lanes. Returns the
/// lines in one text, or nil and what is wrong.
int lanes_text(lua_State* L);

}  // namespace coutil::lessons
