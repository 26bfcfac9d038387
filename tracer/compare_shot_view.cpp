// One frame of two traces on a screen that is none, written as a PNG.
#include <algorithm>

#include "tracer/compare_view.h"
#include "tracer/headless_view.h"
#include "tracer/shot.h"

namespace coutil::tracer {
namespace {

constexpr int kLeastHeight = 320, kMostHeight = 1600;  // pixels of the design

}  // namespace

std::string write_comparison_shot(const std::string& first, const std::string& second,
                                  const std::string& path, const ShotOptions& options) {
  const std::unique_ptr<CompareView> opened = open_comparison(first, second);
  CompareView& view = *opened;
  HeadlessScreen screen(options.width, std::max(options.height, 1), options.scale);
  view.state().theme = options.theme;
  view.state().range = options.range;
  if (options.axis) view.state().axis = *options.axis;
  if (options.height <= 0) {
    const float wanted = view.wanted_height(screen.fonts(), options.scale, static_cast<float>(options.width));
    const float most = kMostHeight * options.scale, least = kLeastHeight * options.scale;
    screen.resize(options.width, static_cast<int>(std::clamp(wanted, least, most)));
  }
  const auto draw = [&view](const Fonts& fonts, float scale) { view.frame(fonts, scale); };
  screen.show(draw);
  if (options.at_parting || options.rows) {
    if (options.rows) show(view.state().scale, *options.rows);
    if (options.at_parting) view.show_parting();
    screen.show(draw);
  }
  return screen.picture(options.theme->background).write_png(path);
}

}  // namespace coutil::tracer
