// Drives the view as a user would, at several zooms, and times each frame by the thread's CPU clock, which
// other programs on the machine do not disturb.
#include "tests/tracer_benchmark/frames.h"

#include <fmt/core.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tracer/command_view.h"
#include "tracer/headless_view.h"

namespace coutil::tracer::benchmark {
namespace {

constexpr int kWidth = 1920;
constexpr std::uint32_t kLanes = 60;
constexpr int kFrames = 240;         // of each movement at each zoom
constexpr double kPanPixels = 16.7;  // a frame: 1,000 pixels a second
constexpr double kZoomFactor = 1.05;

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class Frames {
 public:
  Frames(const SharedFacts& facts, std::FILE* out) : screen_(kWidth, 1200, 1), view_(facts), out_(out) {
    screen_.show(view_);
    // As high as it takes for so many lanes.
    const float spare = 1200 - view_.timeline().lanes_area.height();
    const float lanes = static_cast<float>(kLanes) * view_.input().style.lane_height;
    screen_.resize(kWidth, static_cast<int>(spare + lanes));
    screen_.show(view_);
    fmt::print(out_, "{} lanes in sight of {}, {} events, a window of {} x {}\n",
               std::min<std::size_t>(view_.timeline().names.size(), kLanes), facts->lanes.lanes().size(),
               facts->model().event_count(), kWidth, static_cast<int>(spare + lanes));
  }

  void measure(Axis axis) {
    view_.state().axis = axis;
    view_.state().fit_wanted = true;
    screen_.show(view_);
    const TimelineScale all = view_.state().scale;
    std::vector<double> still, pan, zoom;
    for (const double part : {1.0, 0.3, 0.02, 1e-3, 1e-5}) {
      view_.state().scale = all;
      zoom_at(view_.state().scale, all.left + all.width * 0.4, part, range(), smallest());
      screen_.show(view_);
      for (int i = 0; i < kFrames / 4; ++i) still.push_back(frame());
      for (int i = 0; i < kFrames; ++i) {
        pan_by(view_.state().scale, i < kFrames / 2 ? kPanPixels : -kPanPixels, range());
        pan.push_back(frame());
      }
    }
    view_.state().scale = all;
    for (const double factor : {1 / kZoomFactor, kZoomFactor, 1 / kZoomFactor, kZoomFactor}) {
      for (int i = 0; i < kFrames; ++i) {
        zoom_at(view_.state().scale, all.left + all.width * 0.7, factor, range(), smallest());
        zoom.push_back(frame());
      }
    }
    const std::string name = axis == Axis::kOrder ? "by order" : "by time";
    print(name + ", still", still);
    print(name + ", pan", pan);
    print(name + ", zoom", zoom);
  }

  // The frame in which a panel is opened has its contents computed.
  void measure_panels() {
    for (std::size_t tab = 0; tab < kTabCount; ++tab) {
      show_tab(view_.state(), static_cast<Tab>(tab), false);
      fmt::print(out_, "frame that opens {:<12} {:6.2f} ms\n", kTabWords[tab], frame());
    }
  }

 private:
  AxisRange range() { return view_.input().range(view_.state().axis); }
  double smallest() { return view_.state().axis == Axis::kOrder ? 1.0 / 300 : 1.0 / 20; }

  double frame() {
    const double begin = cpu_ms();
    screen_.show(view_);
    return cpu_ms() - begin;
  }

  void print(const std::string& name, std::vector<double>& times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double part) {
      return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
    };
    fmt::print(out_, "frame {:<16} median {:6.2f} ms   99 % {:6.2f} ms   most {:6.2f} ms\n", name, at(0.5),
               at(0.99), times.back());
  }

  HeadlessScreen screen_;
  TracerView view_;
  std::FILE* out_;
};

}  // namespace

void measure_frames(const SharedFacts& facts, std::FILE* out) {
  Frames frames(facts, out);
  for (const Axis axis : {Axis::kOrder, Axis::kTime}) frames.measure(axis);
  frames.measure_panels();
}

}  // namespace coutil::tracer::benchmark
