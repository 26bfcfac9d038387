// The window: GLFW, OpenGL and ImGui around the tracer's frame.
#pragma once

#include <string>

#include "tracer/trace_document.h"

namespace coutil::tracer {

struct WindowOptions {
  std::string settings_path;  // where it is kept how the window was left; empty: nowhere
  std::string theme;          // its name; empty: as the window was left
  std::string card_path;      // where a lesson's card may be (lesson_card.h); empty: nowhere
};

// Shows the trace until the window is closed, and more of it as it is read, or the ones that are dropped on
// it. Returns an empty string, or one line that says why there is no window (no display, no OpenGL 3.2).
std::string show_window(TraceDocument& document, const WindowOptions& options);

// Shows two traces one above the other, with the place where their runs part, until the window is closed, and
// more of them as they are read. Of the settings it takes the theme and the size, and keeps none. Returns
// what show_window() returns. Throws TraceError.
std::string show_comparison(const std::string& first, const std::string& second,
                            const WindowOptions& options);

}  // namespace coutil::tracer
