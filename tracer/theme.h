// The colours of the tracer, one struct a theme, and the shape that goes with each state, so that nothing is
// told by colour alone. Plain numbers: knows no ImGui.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "tracer/lane.h"

namespace coutil::tracer {

// 0xAABBGGRR, as the rasteriser and ImGui want it.
using Colour = std::uint32_t;

// From 0xRRGGBB and an opacity of 0..1.
constexpr Colour colour(std::uint32_t rgb, double alpha = 1) {
  return ((rgb >> 16) & 0xFF) | (rgb & 0xFF00) | ((rgb & 0xFF) << 16) |
         (static_cast<Colour>(alpha * 255 + 0.5) << 24);
}
// The same colour with its opacity multiplied.
constexpr Colour faded(Colour value, double factor) {
  return (value & 0xFFFFFF) | (static_cast<Colour>((value >> 24) * factor + 0.5) << 24);
}

struct Theme {
  const char* name;
  Colour background, panel, raised, lane_stripe, line, grid;
  Colour text, text_dim, text_faint, accent;
  Colour running, running_text, ready, waiting, suspended, created;
  Colour stuck, stuck_panel, warning, warning_panel, hold, arrow, outside, selection;
};

extern const Theme kDarkTheme;
extern const Theme kLightTheme;
extern const Theme kSafeTheme;  // its states differ also for eyes that see fewer colours

// All of them, in the order in which the key goes through them.
inline constexpr std::array<const Theme*, 3> kThemes = {&kDarkTheme, &kLightTheme, &kSafeTheme};

// By its name; nullptr for any other word.
const Theme* find_theme(std::string_view name);
// The one after it.
const Theme* next_theme(const Theme* theme);

// kSolid: a filled box of full height. kHatched: an outlined box with slanted lines. kHollow: a low box with
// a thick left edge. kDashed: a dashed line. kDotted: a dotted line. kThin: a thin bar. kNone: nothing is
// drawn.
enum class Shape : std::uint8_t { kNone, kSolid, kHatched, kHollow, kDashed, kDotted, kThin };

Shape shape_of(State state);
Colour colour_of(const Theme& theme, State state);

}  // namespace coutil::tracer
