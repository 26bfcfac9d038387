// The tracer's fonts: JetBrains Mono, embedded in the program, rendered by FreeType at the size of the
// display.
#pragma once

#include <imgui.h>

namespace coutil::tracer {

struct Fonts {
  ImFont* normal = nullptr;
  ImFont* bold = nullptr;
  ImFont* small = nullptr;
};

// Fills the current context's atlas with the fonts at `scale` (1 on an ordinary display) and builds it.
// What the atlas held before is gone.
Fonts load_fonts(float scale);

}  // namespace coutil::tracer
