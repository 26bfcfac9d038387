// One frame of the view on a screen that is none, written as a PNG.
#include <algorithm>

#include "tracer/command_view.h"
#include "tracer/headless_view.h"
#include "tracer/shot.h"

namespace coutil::tracer {
namespace {

constexpr int kLeastHeight = 220;
constexpr int kMostHeight = 1200;  // pixels of the design for a picture that chooses its height

// Hides all lanes but these; none means all.
void keep_lanes(const Lanes& lanes, const std::vector<uint32_t>& kept, LaneChoices& choices) {
  if (kept.empty()) return;
  for (uint32_t lane = 0; lane < lanes.lanes().size(); lane++) {
    if (!std::binary_search(kept.begin(), kept.end(), lane)) hide_lane(choices, lane);
  }
}

}  // namespace

std::string write_shot(const Lanes& lanes, const std::string& path, const ShotOptions& options) {
  HeadlessScreen screen(options.width, std::max(options.height, 1), options.scale);
  TracerView view(lanes);
  view.state().theme = options.theme;
  view.state().toolbar = options.panel.has_value();
  view.state().range = options.range;
  if (options.axis) view.state().axis = *options.axis;
  keep_lanes(lanes, options.lanes, view.state().lanes);
  if (!options.lanes.empty()) screen.show(view);  // its height is that of the lanes that are left
  if (options.height <= 0) {
    const float wanted = view.wanted_height(screen.fonts(), options.scale, static_cast<float>(options.width));
    const float most = kMostHeight * options.scale, least = kLeastHeight * options.scale;
    screen.resize(options.width, static_cast<int>(std::clamp(wanted, least, most)));
  }
  screen.show(view);
  if (options.selected != kNone || options.cursor != kNone || options.panel) {
    if (options.selected != kNone) select_row(view.facts().lanes, view.state(), options.selected);
    if (options.cursor != kNone) view.state().cursor = options.cursor;
    if (options.panel) show_tab(view.state(), *options.panel, false);
    screen.show(view);
  }
  if (options.rows) {
    show(view.state().scale, *options.rows);
    screen.show(view);
  }
  return screen.picture(options.theme->background).write_png(path);
}

}  // namespace coutil::tracer
