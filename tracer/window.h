// The window: GLFW, OpenGL and ImGui around the tracer's frame.
#pragma once

#include <string>

#include "tracer/trace_document.h"

namespace coutil::tracer {

struct WindowOptions {
  std::string title;         // the trace's file
  std::string picture_path;  // where the key for a picture writes it
  std::string card_path;     // where a lesson's card may be (lesson_card.h); empty: nowhere
};

// Shows the trace until the window is closed, and more of it as it is read. Returns an empty string, or one
// line that says why there is no window (no display, no OpenGL 3.2).
std::string show_window(TraceDocument& document, const WindowOptions& options);

}  // namespace coutil::tracer
