// The themes. Colours were chosen so that running, ready and stuck differ for colour-blind eyes too, and
// text has a contrast of at least 4.5 to what lies below it. Knows no ImGui.
#include "tracer/theme.h"

#include <algorithm>

namespace coutil::tracer {

const Theme kDarkTheme = {
    .name = "dark",
    .background = colour(0x14171C),
    .panel = colour(0x1B1F26),
    .raised = colour(0x272D37),
    .lane_stripe = colour(0xFFFFFF, 0.022),
    .line = colour(0x323945),
    .grid = colour(0xFFFFFF, 0.055),
    .text = colour(0xE8EBF0),
    .text_dim = colour(0xA3ACBA),
    .text_faint = colour(0x8A94A4),
    .accent = colour(0x6CB6FF),
    .running = colour(0x3FC99A),
    .running_text = colour(0x06251A),
    .ready = colour(0xF2B84B),
    .waiting = colour(0x8C9EFF),
    .suspended = colour(0x9AA4B2),
    .created = colour(0x5C6675),
    .stuck = colour(0xFF6B6B),
    .stuck_panel = colour(0x3A1D22),
    .warning = colour(0xF2B84B),
    .warning_panel = colour(0x322A1A),
    .hold = colour(0xD7A6FF),
    .arrow = colour(0xC9D3E0),
    .outside = colour(0x5FD4E8),
    .selection = colour(0xFFFFFF),
};

const Theme kLightTheme = {
    .name = "light",
    .background = colour(0xFFFFFF),
    .panel = colour(0xF4F6F9),
    .raised = colour(0xE4E8EE),
    .lane_stripe = colour(0x000000, 0.022),
    .line = colour(0xCFD6DF),
    .grid = colour(0x000000, 0.06),
    .text = colour(0x1A1F27),
    .text_dim = colour(0x4E5967),
    .text_faint = colour(0x5F6978),
    .accent = colour(0x0B63C4),
    .running = colour(0x219C72),
    .running_text = colour(0x03170F),
    .ready = colour(0xC07A00),
    .waiting = colour(0x4A5BD4),
    .suspended = colour(0x5F6B7A),
    .created = colour(0x9AA4B2),
    .stuck = colour(0xC92A2A),
    .stuck_panel = colour(0xFDECEC),
    .warning = colour(0x8F5600),
    .warning_panel = colour(0xFDF4E1),
    .hold = colour(0x8436C4),
    .arrow = colour(0x3A4452),
    .outside = colour(0x00708A),
    .selection = colour(0x10141A),
};

// After Okabe and Ito: bluish green runs, orange is ready, blue waits, vermilion is stuck; the last three are
// darker than theirs, to stand out from white and from each other.
const Theme kSafeTheme = {
    .name = "safe",
    .background = colour(0xFFFFFF),
    .panel = colour(0xF5F5F2),
    .raised = colour(0xE6E6E0),
    .lane_stripe = colour(0x000000, 0.022),
    .line = colour(0xCFCFC8),
    .grid = colour(0x000000, 0.06),
    .text = colour(0x111111),
    .text_dim = colour(0x454545),
    .text_faint = colour(0x626262),
    .accent = colour(0x006AA6),
    .running = colour(0x009E73),
    .running_text = colour(0x00160F),
    .ready = colour(0xC07A00),
    .waiting = colour(0x00659F),
    .suspended = colour(0x595959),
    .created = colour(0xA0A0A0),
    .stuck = colour(0xA83200),
    .stuck_panel = colour(0xFBEBE3),
    .warning = colour(0x8A5F00),
    .warning_panel = colour(0xFCF4DF),
    .hold = colour(0x9E4576),
    .arrow = colour(0x333333),
    .outside = colour(0x25698F),
    .selection = colour(0x000000),
};

const Theme* find_theme(std::string_view name) {
  for (const Theme* theme : kThemes) {
    if (name == theme->name) return theme;
  }
  return nullptr;
}

const Theme* next_theme(const Theme* theme) {
  const auto at = std::find(kThemes.begin(), kThemes.end(), theme);
  return at == kThemes.end() || at + 1 == kThemes.end() ? kThemes.front() : *(at + 1);
}

Shape shape_of(State state) {
  switch (state) {
    case State::kRunning:
      return Shape::kSolid;
    case State::kDriving:
      return Shape::kThin;
    case State::kReady:
      return Shape::kHatched;
    case State::kWaiting:
      return Shape::kHollow;
    case State::kSuspended:
      return Shape::kDashed;
    case State::kCreated:
      return Shape::kDotted;
    default:
      return Shape::kNone;
  }
}

Colour colour_of(const Theme& theme, State state) {
  switch (state) {
    case State::kRunning:
    case State::kDriving:
      return theme.running;
    case State::kReady:
      return theme.ready;
    case State::kWaiting:
      return theme.waiting;
    case State::kSuspended:
      return theme.suspended;
    case State::kFailed:
      return theme.stuck;
    default:
      return theme.created;
  }
}

}  // namespace coutil::tracer
