// Buttons and lists are drawn shapes; the field is ImGui's own, in a window without a frame, since it knows
// selection, clipboard and the rest.
#include "tracer/widget_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace coutil::tracer {
namespace {

constexpr std::size_t kLongestText = 256;

void paint_triangle(const Ui& ui, float x, float y, float half, float direction, Colour colour) {
  ui.painter.list->AddTriangleFilled({x + direction * half, y}, {x - direction * half * 0.7F, y - half},
                                     {x - direction * half * 0.7F, y + half}, colour);
}

void paint_bars(const Ui& ui, float x, float y, float half, Colour colour) {
  const float width = half * 0.55F;
  for (const float left : {x - half * 0.8F, x + half * 0.8F - width}) {
    ui.painter.list->AddRectFilled({left, y - half}, {left + width, y + half}, colour);
  }
}

void paint_dock_icon(const Ui& ui, float x, float y, float half, bool below, Colour colour) {
  ui.painter.list->AddRect({x - half, y - half}, {x + half, y + half}, colour, 0, 0, ui.px(1));
  const ImVec2 from = below ? ImVec2(x - half, y + half * 0.2F) : ImVec2(x + half * 0.2F, y - half);
  ui.painter.list->AddRectFilled(from, {x + half, y + half}, colour);
}

void paint_icon(const Ui& ui, const Box& box, Icon icon, Colour colour) {
  ImDrawList& list = *ui.painter.list;
  const float x = std::round((box.left + box.right) / 2), y = std::round(box.middle_y()), half = ui.px(5);
  const float thickness = ui.px(1.6F);
  switch (icon) {
    case Icon::kPlay:
      return paint_triangle(ui, x, y, half * 1.2F, 1, colour);
    case Icon::kPause:
      return paint_bars(ui, x, y, half * 1.1F, colour);
    case Icon::kNext:
    case Icon::kPrevious: {
      const float direction = icon == Icon::kNext ? 1.0F : -1.0F;
      paint_triangle(ui, x - direction * half * 0.3F, y, half, direction, colour);
      const float post = x + direction * half;
      list.AddLine({post, y - half}, {post, y + half}, colour, thickness);
      return;
    }
    case Icon::kMore:
      list.AddLine({x, y - half}, {x, y + half}, colour, thickness);
      list.AddLine({x - half, y}, {x + half, y}, colour, thickness);
      return;
    case Icon::kLess:
      list.AddLine({x - half, y}, {x + half, y}, colour, thickness);
      return;
    case Icon::kClose:
      list.AddLine({x - half * 0.8F, y - half * 0.8F}, {x + half * 0.8F, y + half * 0.8F}, colour, thickness);
      list.AddLine({x - half * 0.8F, y + half * 0.8F}, {x + half * 0.8F, y - half * 0.8F}, colour, thickness);
      return;
    case Icon::kBelow:
    case Icon::kBeside:
      return paint_dock_icon(ui, x, y, half, icon == Icon::kBelow, colour);
  }
}

}  // namespace

Mouse read_mouse() {
  const ImGuiIO& io = ImGui::GetIO();
  return {
      io.MousePos.x,  io.MousePos.y, io.MouseWheel, ImGui::IsMouseClicked(0), ImGui::IsMouseDoubleClicked(0),
      io.MouseDown[0]};
}

void fill(const Ui& ui, const Box& box, Colour colour, float radius) {
  ui.painter.list->AddRectFilled({box.left, box.top}, {box.right, box.bottom}, colour, ui.px(radius));
}

void outline(const Ui& ui, const Box& box, Colour colour, float radius) {
  ui.painter.list->AddRect({box.left, box.top}, {box.right, box.bottom}, colour, ui.px(radius), 0,
                           ui.painter.scale);
}

float word_button_width(const Painter& painter, std::string_view word) {
  return std::round(text_width(painter.fonts->small, word) + painter.px(20));
}

bool word_button(const Ui& ui, const Box& box, std::string_view word, bool lit) {
  const Theme& theme = ui.theme();
  if (lit || ui.over(box)) fill(ui, box, lit ? theme.raised : faded(theme.raised, 0.5), 5);
  const ImFont* font = ui.painter.fonts->small;
  const float x = (box.left + box.right - text_width(font, word)) / 2;
  paint_text(ui.painter, font, x, box.middle_y(), lit ? theme.text : theme.text_dim, word, &box);
  return ui.clicked(box);
}

bool icon_button(const Ui& ui, const Box& box, Icon icon, bool enabled) {
  const Theme& theme = ui.theme();
  const bool hovered = enabled && ui.over(box);
  if (hovered) fill(ui, box, theme.raised, 5);
  paint_icon(ui, box, icon, !enabled ? theme.text_faint : hovered ? theme.text : theme.text_dim);
  return enabled && ui.clicked(box);
}

void scroll(const Ui& ui, const Box& box, float content_height, Scroller& scroller) {
  const float room = std::max(content_height - box.height(), 0.0F);
  if (ui.over(box)) scroller.offset -= ui.mouse.wheel * ui.px(60);
  const float least = ui.px(24), shown = box.height() / std::max(content_height, 1.0F);
  const float thumb = std::max(box.height() * shown, std::min(least, box.height()));
  const Box track = {box.right - ui.px(kScrollBarWidth), box.top, box.right, box.bottom};
  const float free = box.height() - thumb;
  const float top = room > 0 ? box.top + free * std::clamp(scroller.offset / room, 0.0F, 1.0F) : box.top;
  if (room > 0 && ui.clicked(track)) {
    scroller.held = true;
    const bool on_thumb = ui.mouse.y >= top && ui.mouse.y < top + thumb;
    scroller.grab = on_thumb ? ui.mouse.y - top : thumb / 2;
  }
  if (!ui.mouse.down) scroller.held = false;
  if (scroller.held && free > 0) scroller.offset = (ui.mouse.y - scroller.grab - box.top) / free * room;
  scroller.offset = std::clamp(scroller.offset, 0.0F, room);
  if (room <= 0) return;
  const float at = box.top + free * scroller.offset / room;
  fill(ui, {track.left + ui.px(3), at, track.right - ui.px(2), at + thumb}, faded(ui.theme().text_faint, 0.7),
       3);
}

FieldResult text_field(const Ui& ui, const Box& box, const char* name, std::string& text, const char* hint,
                       bool focus) {
  const auto as_colour = [](Colour value) { return ImGui::ColorConvertU32ToFloat4(value); };
  const Theme& theme = ui.theme();
  std::array<char, kLongestText> buffer{};
  std::strncpy(buffer.data(), text.c_str(), buffer.size() - 1);
  ImGui::SetNextWindowPos({box.left, box.top});
  ImGui::SetNextWindowSize({box.width(), box.height()});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  const float spare = std::max((box.height() - ui.painter.fonts->small->FontSize) / 2, 0.0F);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {ui.px(9), spare});
  ImGui::PushStyleVar(ImGuiStyleVar_FrameRounding, ui.px(5));
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, ui.painter.scale);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, as_colour(theme.background));
  ImGui::PushStyleColor(ImGuiCol_Border, as_colour(theme.accent));
  ImGui::PushStyleColor(ImGuiCol_Text, as_colour(theme.text));
  ImGui::PushStyleColor(ImGuiCol_TextDisabled, as_colour(theme.text_faint));
  ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, as_colour(faded(theme.accent, 0.4)));
  constexpr ImGuiWindowFlags kPlain = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                      ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                      ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav;
  FieldResult result;
  ImGui::Begin(name, nullptr, kPlain);
  ImGui::PushFont(ui.painter.fonts->small);
  ImGui::SetNextItemWidth(box.width());
  if (focus) {
    ImGui::SetWindowFocus();
    ImGui::SetKeyboardFocusHere();
  }
  result.entered =
      ImGui::InputTextWithHint("##text", hint, buffer.data(), buffer.size(),
                               ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  result.changed = text != buffer.data();
  if (result.changed) text = buffer.data();
  ImGui::PopFont();
  ImGui::End();
  ImGui::PopStyleColor(5);
  ImGui::PopStyleVar(6);
  return result;
}

}  // namespace coutil::tracer
