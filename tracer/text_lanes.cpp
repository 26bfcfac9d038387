// Puts the picture together: which lanes and which stretch are shown, the head above, the legend and the
// verdicts below. Knows how to choose; the painting of lanes is the painter's.
#include "tracer/text_lanes.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "tracer/text_painter.h"
#include "tracer/timeline_label.h"
#include "tracer/units.h"
#include "tracer/verdicts.h"

namespace coutil::tracer {

namespace {

constexpr size_t kLongestName = 24;

class Page {
 public:
  Page(const Lanes& lanes, const TextOptions& options)
      : lanes_(lanes),
        model_(lanes.model()),
        options_(options),
        glyphs_(options.ascii ? kAsciiGlyphs : kUnicodeGlyphs),
        width_(std::max<size_t>(options.width, 40)) {}

  std::string draw() {
    head();
    if (model_.event_count() == 0) return out_ + "Nothing happened.\n";
    const TextScale whole = stretch();
    std::vector<uint32_t> rows = choose_lanes(whole);
    std::stable_sort(rows.begin(), rows.end(),
                     [&](uint32_t a, uint32_t b) { return host_of(a) + 1 < host_of(b) + 1; });
    const size_t names = name_width(rows);
    const TextScale scale = TextScale::fit(whole.axis, whole.from, whole.to, width_ - names - 2);
    std::vector<bool> stuck;
    for (const uint32_t lane : rows) stuck.push_back(is_stuck(lane));
    TextPainter painter(lanes_, glyphs_, scale, rows, std::move(stuck));
    painter.paint();
    ruler(painter, names, scale.axis);
    const std::string outside = painter.outside(options_.color);
    if (!outside.empty()) out_ += pad("outside", names, Style::kDim) + "  " + outside + "\n";
    for (size_t row = 0; row < rows.size(); row++) {
      if (row == 0 || host_of(rows[row]) != host_of(rows[row - 1])) host_line(host_of(rows[row]));
      const std::string name = cut_to_width(label(rows[row]), names, glyphs_.ellipsis);
      out_ +=
          pad(name, names, lane_style(rows[row])) + "  " + painter.canvas().line(row, options_.color) + "\n";
    }
    if (hidden_ > 0) {
      const std::string more =
          fmt::format("and {} more coroutine{}, less busy in this stretch (--lanes N shows more)",
                      format_count(hidden_), hidden_ == 1 ? "" : "s");
      out_ += styled(wrap(more, width_, 2), Style::kDim, options_.color) + "\n";
    }
    legend(painter);
    verdicts();
    return out_;
  }

 private:
  void head() {
    const Header& header = model_.header();
    std::string text = header.script.empty() ? model_.path() : header.script;
    if (!header.backend.empty()) text += " on " + header.backend;
    if (header.backend == "sim" && !header.seed.empty()) text += ", seed " + header.seed;
    text += fmt::format(": {} of {} {}", format_counted(model_.event_count(), "event"),
                        format_counted(model_.coroutine_count(), "coroutine"), format_extent(model_));
    if (model_.cut_short()) text += ", cut short";
    out_ +=
        styled(cut_to_width(one_line(text), width_, glyphs_.ellipsis), Style::kBold, options_.color) + "\n\n";
  }

  TextScale stretch() const {
    const Axis axis = options_.axis.value_or(default_axis(model_));
    const int64_t begin = lanes_.axis_begin(axis), end = lanes_.axis_end(axis);
    TextScale scale{axis, std::clamp<int64_t>(options_.from.value_or(begin), 0, kLastTimeNs),
                    std::clamp<int64_t>(options_.to.value_or(end), 0, kLastTimeNs), 1};
    // One column more than the last instant, so that what holds at the end is seen.
    if (!options_.to && axis == Axis::kTime) scale.to += std::max<int64_t>((end - scale.from) / 50, 1);
    return scale;
  }

  // Those that have something in the stretch; if they are too many, the busiest, in the order they were first
  // seen.
  std::vector<uint32_t> choose_lanes(const TextScale& scale) {
    std::vector<uint32_t> rows;
    for (uint32_t lane = 0; lane < lanes_.lanes().size(); lane++) {
      if (!lanes_.spans_between(lane, scale.axis, scale.from, scale.to - 1).empty()) rows.push_back(lane);
    }
    if (rows.size() <= options_.lanes) return rows;
    hidden_ = rows.size() - options_.lanes;
    const auto weight = [&](uint32_t lane) {
      const bool telling = lane == kMainCoroutine || is_stuck(lane);
      return lanes_.lanes()[lane].totals.runs + (telling ? 0x80000000U : 0U);
    };
    std::stable_sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) { return weight(a) > weight(b); });
    rows.resize(options_.lanes);
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  // Lanes stand by hosts, where there are several. Those of no host come first.
  uint32_t host_of(uint32_t lane) const {
    return model_.hosts().size() > 1 ? model_.coroutines()[lane].host : kNone;
  }

  std::string label(uint32_t lane) const { return model_.label_on_host(lane); }

  void host_line(uint32_t host) {
    if (host == kNone) return;
    std::string addresses = model_.hosts()[host].addresses;  // JSON: ["10.0.0.1"]
    std::erase_if(addresses, [](char byte) { return byte == '"' || byte == '[' || byte == ']'; });
    const std::string text = model_.host_label(host) + (addresses.empty() ? "" : " (" + addresses + ")");
    out_ += styled(cut_to_width(text, width_, glyphs_.ellipsis), Style::kDim, options_.color) + "\n";
  }

  bool is_stuck(uint32_t lane) {
    if (!stuck_) stuck_ = stuck_coroutines(model_);
    return std::binary_search(stuck_->begin(), stuck_->end(), lane);
  }

  Style lane_style(uint32_t lane) {
    const bool bad = is_stuck(lane) || lanes_.lanes()[lane].final_state == State::kFailed;
    return bad ? Style::kBad : Style::kBold;
  }

  size_t name_width(const std::vector<uint32_t>& rows) const {
    size_t width = 6;
    for (const uint32_t lane : rows) width = std::max(width, display_width(label(lane)));
    if (lanes_.outside_mark_count() > 0) width = std::max<size_t>(width, 7);  // "outside"
    return std::min({width, kLongestName, width_ / 3});
  }

  std::string pad(const std::string& text, size_t width, Style style) const {
    const size_t used = std::min(display_width(text), width);
    return styled(text, style, options_.color) + std::string(width - used, ' ');
  }

  void ruler(const TextPainter& painter, size_t names, Axis axis) {
    const auto lines = painter.ruler(options_.color);
    const char* titles[] = {axis == Axis::kOrder ? "event" : "time", axis == Axis::kOrder ? "time" : "", ""};
    for (size_t i = 0; i < lines.size(); i++)
      out_ += pad(titles[i], names, Style::kDim) + "  " + lines[i] + "\n";
  }

  void legend(const TextPainter& painter) {
    std::vector<std::pair<std::string, std::string>> entries;  // as written, and its plain text
    const auto add = [&](const char* glyph, Style style, const std::string& text) {
      entries.emplace_back(styled(glyph, style, options_.color) + " " + text,
                           std::string(glyph) + " " + text);
    };
    for (int i = 0; i < kStateCount; i++) {
      const auto state = static_cast<State>(i);
      if (painter.used(state))
        add(glyphs_.states[static_cast<size_t>(i)], kStateStyles[static_cast<size_t>(i)], state_name(state));
    }
    if (painter.used_busy()) {
      add((std::string(glyphs_.busy[0]) + ".." + glyphs_.busy[7]).c_str(), Style::kRunning, "ran part of it");
    }
    if (painter.used_instant()) add(glyphs_.instant, Style::kRunning, "ran, in no time");
    if (painter.used_arrow()) {
      add((std::string(glyphs_.down) + " " + glyphs_.up).c_str(), Style::kArrow, "woken by the other end");
    }
    if (painter.used_scheduler()) add(glyphs_.by_scheduler, Style::kArrow, "woken by the scheduler");
    if (painter.used_note()) add(glyphs_.note, Style::kNote, "note");
    if (painter.used_send()) add(glyphs_.send, Style::kNote, "sends");
    if (painter.used_deliver()) add(glyphs_.deliver, Style::kNote, "receives");
    if (painter.used_both()) add(glyphs_.both, Style::kNote, "both");
    if (painter.used_outside(TextPainter::kSignal)) add(glyphs_.signal, Style::kNote, "signal");
    if (painter.used_outside(TextPainter::kStart)) add(glyphs_.process_start, Style::kNote, "process starts");
    if (painter.used_outside(TextPainter::kEnd)) add(glyphs_.process_end, Style::kNote, "process ends");
    if (painter.used_outside(TextPainter::kLostMessage)) add(glyphs_.lost, Style::kNote, "message lost");
    if (painter.used_outside(TextPainter::kFault)) add(glyphs_.fault, Style::kNote, "fault");
    out_ += "\n";
    size_t used = 0;
    for (const auto& [text, plain] : entries) {
      const size_t wide = display_width(plain);
      if (used > 0 && used + 3 + wide > width_) {
        out_ += "\n";
        used = 0;
      }
      out_ += (used > 0 ? "   " : "") + text;
      used += wide + (used > 0 ? 3 : 0);
    }
    out_ += "\n";
  }

  void verdicts() {
    const auto sentences = tracer::verdicts(lanes_);
    if (!sentences.empty()) out_ += "\n";
    for (const std::string& sentence : sentences) {
      out_ += styled(wrap(sentence, width_, 2), Style::kBad, options_.color) + "\n";
    }
  }

  const Lanes& lanes_;
  const TraceModel& model_;
  const TextOptions& options_;
  const TextGlyphs& glyphs_;
  size_t width_;
  size_t hidden_ = 0;
  std::optional<std::vector<uint32_t>> stuck_;
  std::string out_;
};

}  // namespace

std::string draw_text_lanes(const Lanes& lanes, const TextOptions& options) {
  return Page(lanes, options).draw();
}

}  // namespace coutil::tracer
