// Reads the keyboard by the table of commands. It reads ImGui's io and paints nothing.
#pragma once

#include <vector>

#include "tracer/commands.h"

namespace coutil::tracer {

// The commands whose keys were pressed in this frame, or are held. While somebody types a text only those
// that leave the text alone.
std::vector<Command> pressed_commands(bool typing);

}  // namespace coutil::tracer
