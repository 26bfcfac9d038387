// One frame of the view on a screen that is none, written as a PNG.
#include <algorithm>

#include "tracer/command_view.h"
#include "tracer/headless_view.h"
#include "tracer/shot.h"

namespace coutil::tracer {
namespace {

constexpr int kLeastHeight = 220;
constexpr int kMostHeight = 1200;  // pixels of the design for a picture that chooses its height

}  // namespace

std::string write_shot(const Lanes& lanes, const std::string& path, const ShotOptions& options) {
  HeadlessScreen screen(options.width, std::max(options.height, 1), options.scale);
  TracerView view(lanes);
  view.state().theme = options.theme;
  view.state().toolbar = options.panel.has_value();
  view.state().range = options.range;
  if (options.axis) view.state().axis = *options.axis;
  if (options.height <= 0) {
    const float wanted = view.wanted_height(screen.fonts(), options.scale, static_cast<float>(options.width));
    const float most = kMostHeight * options.scale, least = kLeastHeight * options.scale;
    screen.resize(options.width, static_cast<int>(std::clamp(wanted, least, most)));
  }
  screen.show(view);
  if (options.selected != kNone || options.panel) {
    if (options.selected != kNone) select_row(view.facts().lanes, view.state(), options.selected);
    if (options.panel) show_tab(view.state(), *options.panel, false);
    screen.show(view);
  }
  return screen.picture(options.theme->background).write_png(path);
}

}  // namespace coutil::tracer
