// A chord matches exactly: with Ctrl held a plain key is another one.
#include "tracer/key_view.h"

#include <imgui.h>

#include <algorithm>

namespace coutil::tracer {
namespace {

bool was_typed(char character) {
  const auto& typed = ImGui::GetIO().InputQueueCharacters;
  return std::find(typed.begin(), typed.end(), static_cast<ImWchar>(character)) != typed.end();
}

bool is_pressed(const Chord& chord, Press press) {
  if (chord.character != 0) return was_typed(chord.character);
  const ImGuiIO& io = ImGui::GetIO();
  if (chord.key == 0 || io.KeyCtrl != chord.ctrl || io.KeyShift != chord.shift || io.KeyAlt || io.KeySuper) {
    return false;
  }
  return press == Press::kHeld ? ImGui::IsKeyDown(chord.key)
                               : ImGui::IsKeyPressed(chord.key, press == Press::kRepeats);
}

bool leaves_text_alone(Command command) {
  return command == Command::kNextResult || command == Command::kPreviousResult ||
         command == Command::kEscape;
}

}  // namespace

std::vector<Command> pressed_commands(bool typing) {
  std::vector<Command> pressed;
  for (const CommandEntry& entry : command_table()) {
    if (typing && !leaves_text_alone(entry.command)) continue;
    const bool any = std::any_of(entry.chords.begin(), entry.chords.end(),
                                 [&](const Chord& chord) { return is_pressed(chord, entry.press); });
    if (any) pressed.push_back(entry.command);
  }
  return pressed;
}

}  // namespace coutil::tracer
