// Lays the timeline out for a page and writes its boxes from back to front.
#include "tracer/svg_export.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "tracer/svg_canvas.h"
#include "tracer/timeline_label.h"
#include "tracer/timeline_layout.h"
#include "tracer/units.h"
#include "tracer/verdicts.h"

namespace coutil::tracer {
namespace {

constexpr float kTitleHeight = 40, kMargin = 16, kLabelPadding = 7;
constexpr std::size_t kLongestTitle = 100;

class SvgExport {
 public:
  SvgExport(const TraceFacts& facts, const SvgOptions& options, ExportOutput& out)
      : facts_(facts), theme_(*options.theme), canvas_(out) {
    choose_lanes(options);
    lay_out_page(options);
  }

  void write() {
    canvas_.begin(page_.right, page_.bottom, title());
    canvas_.pattern("ready", faded(theme_.ready, 0.75), 6, 2);
    canvas_.pattern("stuck", faded(theme_.stuck, 0.35), 9, 2);
    canvas_.pattern("down", faded(theme_.stuck, 0.18), 14, 2);
    canvas_.box(page_, theme_.background);
    canvas_.text(kMargin, kTitleHeight / 2, theme_.text, title(), SvgCanvas::Font::kBold);
    draw_ruler();
    draw_names();
    canvas_.begin_clip("lanes", frame_.lanes_area);
    draw_ground();
    draw_faults();
    draw_columns();
    for (const SpanBox& span : frame_.spans) draw_span(span);
    draw_holds();
    for (const ArrowLine& arrow : frame_.arrows) draw_arrow(arrow);
    for (const MessageLine& message : frame_.messages) draw_message(message);
    for (const SpanBox& span : frame_.spans) draw_span_label(span);
    draw_ends();
    draw_dots();
    for (const MarkGlyph& mark : frame_.marks) {
      if (mark.lane != kNone) draw_mark(mark);
    }
    canvas_.end_clip();
    draw_edges();
    if (hidden_ > 0) {
      canvas_.text(kMargin, page_.bottom - 12, theme_.text_dim,
                   fmt::format("and {} more", format_counted(hidden_, "coroutine")), SvgCanvas::Font::kSmall);
    }
    canvas_.end();
  }

 private:
  void choose_lanes(const SvgOptions& options) {
    LaneChoices choices;
    uint32_t shown = 0;
    for (uint32_t lane = 0; lane < facts_.lanes.lanes().size(); lane++) {
      const bool wanted = lane >= options.has_lane.size() || options.has_lane[lane];
      if (wanted && shown < kMostSvgLanes) {
        shown++;
        continue;
      }
      hide_lane(choices, lane);
      if (wanted) hidden_++;
    }
    order_.update(facts_.lanes, facts_.verdict, choices);
  }

  void lay_out_page(const SvgOptions& options) {
    input_ = make_input(facts_.lanes, facts_.holds, facts_.nesting, facts_.verdict, facts_.index, order_);
    input_.axis = options.axis.value_or(default_axis(facts_.model()));
    input_.area = {0, kTitleHeight, options.width, 1e6F};
    LayoutStyle& style = input_.style;
    style = make_style(input_, 1, SvgCanvas::kWidth, SvgCanvas::kSmallWidth);
    // A page shows no strip of the whole trace and no graph above its lanes.
    style.ruler_height -= style.overview_height + style.ready_height;
    style.overview_height = style.ready_height = 0;
    const float bottom = kTitleHeight + input_.style.ruler_height + content_height(input_);
    input_.area.bottom = bottom;
    page_ = {0, 0, options.width, bottom + (hidden_ > 0 ? 28.0F : 8.0F)};
    const Box area = lanes_area(input_);
    input_.scale.left = area.left;
    input_.scale.width = std::max(area.width(), 1.0F);
    const uint32_t count = facts_.model().event_count();
    if (options.from == 0 && options.to >= count) {
      fit(input_.scale, input_.range());
    } else {
      const auto low = static_cast<double>(facts_.lanes.position(input_.axis, options.from));
      const auto high = static_cast<double>(facts_.lanes.position(input_.axis, std::min(options.to, count)));
      show(input_.scale, {low, std::max(high, low + 1)});
    }
    frame_ = lay_out(input_);
  }

  std::string title() const {
    const Header& header = facts_.model().header();
    std::string text = header.script.empty() ? facts_.model().path() : header.script;
    if (!header.backend.empty()) text += " on " + header.backend;
    if (header.backend == "sim" && !header.seed.empty()) text += ", seed " + header.seed;
    text += fmt::format(": {} of {} {}", format_counted(facts_.model().event_count(), "event"),
                        format_counted(facts_.model().coroutine_count(), "coroutine"),
                        format_extent(facts_.model()));
    return elided(one_line(text), kLongestTitle);
  }

  void draw_ruler() {
    const Box& ruler = frame_.ruler;
    const LayoutStyle& style = input_.style;
    canvas_.box({0, ruler.top, page_.right, ruler.bottom}, theme_.panel);
    canvas_.line(0, ruler.bottom, page_.right, ruler.bottom, theme_.line);
    canvas_.text(kMargin, ruler.bottom - 12, theme_.text_faint,
                 input_.axis == Axis::kOrder ? "events in order" : "time", SvgCanvas::Font::kSmall);
    canvas_.begin_clip("ruler", ruler);
    for (const InstantBand& band : frame_.instants) {
      const float top = ruler.top + style.marks_height + 4;
      canvas_.box({band.left + 1, top, band.right - 1, top + 20}, theme_.raised, 3);
      canvas_.text(band.left + 6, top + 10, theme_.text_dim, band.label, SvgCanvas::Font::kSmall);
    }
    for (const RulerLabel& tick : frame_.ticks) {
      canvas_.line(tick.x, ruler.bottom - (tick.label.empty() ? 4 : 7), tick.x, ruler.bottom,
                   theme_.text_faint);
      canvas_.text(tick.x + 4, ruler.bottom - 12, theme_.text_dim, tick.label, SvgCanvas::Font::kSmall);
    }
    for (const MarkGlyph& mark : frame_.marks) {
      if (mark.lane != kNone) continue;
      draw_mark(mark);
      canvas_.text(mark.x + 11, mark.y, theme_.text_dim, mark.label, SvgCanvas::Font::kSmall);
    }
    canvas_.end_clip();
  }

  void draw_names() {
    canvas_.begin_clip("names", frame_.names_area);
    canvas_.box(frame_.names_area, theme_.panel);
    for (const GroupBox& group : frame_.groups) {
      canvas_.box({0, group.box.top, page_.right, group.box.bottom}, theme_.raised);
      canvas_.text(group.box.left + kMargin + group.indent, group.box.middle_y(), theme_.text, group.label,
                   SvgCanvas::Font::kBold);
    }
    for (const NameBox& name : frame_.names) {
      const float middle = name.box.top + input_.style.box_top + input_.style.box_height / 2;
      if (name.stuck) {
        canvas_.box({name.box.left, name.box.top + 3, name.box.left + 4, name.box.bottom - 3}, theme_.stuck,
                    2);
      }
      canvas_.text(name.box.left + kMargin + name.indent, middle, theme_.text, name.name);
      if (input_.style.hold_height > 10) {
        canvas_.text(name.box.left + kMargin + name.indent,
                     name.box.top + input_.style.hold_top + input_.style.hold_height / 2,
                     name.stuck ? theme_.stuck : theme_.text_faint, name.note, SvgCanvas::Font::kSmall);
      }
      canvas_.line(name.box.left, name.box.bottom, name.box.right, name.box.bottom, theme_.grid);
    }
    canvas_.end_clip();
    canvas_.line(frame_.names_area.right, kTitleHeight, frame_.names_area.right, input_.area.bottom,
                 theme_.line);
  }

  void draw_ground() {
    const Box& area = frame_.lanes_area;
    for (const NameBox& name : frame_.names) {
      if (name.shaded)
        canvas_.box({area.left, name.box.top, area.right, name.box.bottom}, theme_.lane_stripe);
      canvas_.line(area.left, name.box.bottom, area.right, name.box.bottom, theme_.grid);
    }
    for (const InstantBand& band : frame_.instants) {
      canvas_.line(band.left, area.top, band.left, area.bottom, theme_.line);
    }
    if (frame_.end_x < area.right) {
      canvas_.line(frame_.end_x, area.top, frame_.end_x, area.bottom, theme_.text_faint);
    }
    if (frame_.stuck_x >= 0) {
      canvas_.line(frame_.stuck_x, area.top, frame_.stuck_x, area.bottom, theme_.stuck, 2, "6 4");
    }
  }

  void draw_columns() {
    for (const BusyColumn& column : frame_.columns) {
      const auto share = [&](State state) { return column.shares[static_cast<std::size_t>(state)]; };
      const float ground = column.box.bottom - 3, height = column.box.height() - 3;
      const float idle = share(State::kWaiting) + share(State::kSuspended) + share(State::kCreated);
      if (idle > 0) {
        canvas_.box({column.box.left, ground, column.box.right, column.box.bottom},
                    faded(theme_.waiting, 0.25 + 0.45 * std::min(idle, 1.0F)));
      }
      const float busy = std::max(share(State::kRunning) * height, column.ran ? 3.0F : 0.0F);
      const float ready = share(State::kReady) * height;
      canvas_.box({column.box.left, ground - busy, column.box.right, ground}, theme_.running);
      canvas_.box({column.box.left, ground - busy - ready, column.box.right, ground - busy},
                  faded(theme_.ready, 0.75));
    }
  }

  std::string story_of(const SpanBox& span) const {
    const TraceModel& model = facts_.model();
    std::string text = fmt::format("{} {}", model.label(span.lane), state_name(span.span.state));
    if (span.span.state == State::kWaiting && model.kind(span.span.begin) == Kind::kAwait) {
      text += " " + model.wait_clause(span.span.begin);
    }
    const std::string at = model.place_label(model.place(span.span.begin));
    if (!at.empty()) text += " at " + at;
    const int64_t length = model.time_or_end_ns(span.span.end) - model.time_ns(span.span.begin);
    return elided(text + ", " + format_duration_ns(length), 200);
  }

  void draw_span(const SpanBox& span) {
    const Colour colour = span.stuck ? theme_.stuck : colour_of(theme_, span.state);
    const Box& box = span.box;
    const std::string story = story_of(span);
    const float radius = std::min(4.0F, box.width() / 2), y = std::round(box.middle_y());
    switch (shape_of(span.state)) {
      case Shape::kSolid:
        return canvas_.box(box, colour, radius, story);
      case Shape::kHatched:
        canvas_.box(box, faded(colour, 0.15), radius, story);
        canvas_.hatching(box, "ready", radius);
        return canvas_.outline(box, colour, radius);
      case Shape::kHollow: {
        const Box low = {box.left, box.top + 3, box.right, box.bottom - 3};
        canvas_.box(low, faded(colour, span.stuck ? 0.28 : 0.14), radius, story);
        if (span.stuck) canvas_.hatching(low, "stuck", radius);
        canvas_.outline(low, faded(colour, span.stuck ? 0.9 : 0.45), radius);
        if (span.open_left) return;
        return canvas_.box({low.left, low.top, std::min(low.left + 4, low.right), low.bottom}, colour, 2);
      }
      case Shape::kThin:
        return canvas_.box({box.left, y - 3, box.right, y + 3}, faded(colour, 0.55), 2, story);
      case Shape::kDashed:
        return canvas_.line(box.left, y, box.right, y, colour, 2, "9 5");
      case Shape::kDotted:
        return canvas_.line(box.left, y, box.right, y, colour, 2, "2 5");
      case Shape::kNone:
        return;
    }
  }

  void draw_span_label(const SpanBox& span) {
    const float x = span.box.left + kLabelPadding + (span.state == State::kWaiting ? 3.0F : 0.0F);
    if (span.state == State::kDriving && !span.label.empty()) {
      const float width = static_cast<float>(text_length(span.label)) * SvgCanvas::kWidth,
                  y = span.box.middle_y();
      canvas_.box({x - 4, y - 9, x + width + 4, y + 9}, theme_.background, 3);
    }
    canvas_.text(x, span.box.middle_y(), span.state == State::kRunning ? theme_.running_text : theme_.text,
                 span.label);
  }

  void draw_holds() {
    for (const HoldBar& bar : frame_.holds) {
      const bool is_low = bar.box.height() < 10;
      canvas_.box(bar.box, faded(theme_.hold, is_low ? 0.75 : 0.16));
      if (is_low) continue;
      canvas_.box({bar.box.left, bar.box.top, bar.box.left + 3, bar.box.bottom}, theme_.hold);
      canvas_.text(bar.box.left + kLabelPadding, bar.box.middle_y(), theme_.hold, bar.label,
                   SvgCanvas::Font::kSmall);
    }
  }

  void draw_arrow(const ArrowLine& arrow) {
    canvas_.curve(arrow, faded(theme_.arrow, 0.7), arrow.count > 1 ? 2 : 1.5F);
    if (arrow.count < 2) return;
    canvas_.text(arrow.to_x + 9, arrow.to_y, theme_.text, "×" + format_count(arrow.count),
                 SvgCanvas::Font::kSmall);
  }

  void draw_message(const MessageLine& line) {
    const Colour colour = faded(line.lost ? theme_.stuck : theme_.outside, 0.85);
    canvas_.line(line.from_x, line.from_y, line.to_x, line.to_y, colour, line.count > 1 ? 2.2F : 1.4F);
    const std::string many = line.count > 1 ? "×" + format_count(line.count) : "";
    if (line.lost) {
      canvas_.line(line.to_x - 4, line.to_y - 4, line.to_x + 4, line.to_y + 4, colour, 2);
      canvas_.line(line.to_x - 4, line.to_y + 4, line.to_x + 4, line.to_y - 4, colour, 2);
      canvas_.text(line.to_x + 8, line.to_y, theme_.stuck, line.why + (many.empty() ? "" : " ") + many,
                   SvgCanvas::Font::kSmall);
      return;
    }
    const float dx = line.to_x - line.from_x, dy = line.to_y - line.from_y;
    const float length = std::max(std::hypot(dx, dy), 1.0F), x = dx / length, y = dy / length;
    canvas_.triangle(line.to_x, line.to_y, line.to_x - 8 * x - 4 * y, line.to_y - 8 * y + 4 * x,
                     line.to_x - 8 * x + 4 * y, line.to_y - 8 * y - 4 * x, colour);
    canvas_.text(line.from_x + dx / 2 + 6, line.from_y + dy / 2, theme_.text, many, SvgCanvas::Font::kSmall);
  }

  // The lanes of struck hosts, while they are.
  void draw_faults() {
    for (const FaultBand& band : frame_.faults) {
      const bool down = band.kind == FaultKind::kDown;
      const Colour colour = down                           ? theme_.stuck
                            : band.kind == FaultKind::kCut ? theme_.outside
                                                           : theme_.suspended;
      canvas_.box(band.box, faded(colour, 0.09));
      if (down) canvas_.hatching(band.box, "down", 0);
      canvas_.outline(band.box, faded(colour, 0.35), 0);
      const std::string word = fault_word(band.kind);
      if (static_cast<float>(text_length(word)) * SvgCanvas::kSmallWidth + 8 > band.box.width()) continue;
      canvas_.text(band.box.left + 5, band.box.top + 9, colour, word, SvgCanvas::Font::kSmall);
    }
  }

  void draw_ends() {
    for (const EndCap& cap : frame_.ends) {
      const float y = (cap.top + cap.bottom) / 2;
      const bool failed = cap.state == State::kFailed;
      const Colour colour = failed ? theme_.stuck : theme_.text_faint;
      if (failed) {
        canvas_.line(cap.x - 5, y - 5, cap.x + 5, y + 5, colour, 3);
        canvas_.line(cap.x - 5, y + 5, cap.x + 5, y - 5, colour, 3);
      } else {
        canvas_.box({cap.x - 2.5F, y - 8, cap.x + 2.5F, y + 8}, colour);
      }
      canvas_.text(cap.x + kLabelPadding + 4, y, failed ? theme_.stuck : theme_.text_dim, cap.label);
    }
  }

  void draw_dots() {
    for (const EmitDot& dot : frame_.dots) {
      canvas_.dot(dot.x, dot.y, 4.5F, theme_.background);
      canvas_.dot(dot.x, dot.y, 3.5F, dot.heard ? theme_.arrow : theme_.warning);
      if (!dot.heard) canvas_.dot(dot.x, dot.y, 2, theme_.background);
    }
  }

  void draw_mark(const MarkGlyph& mark) {
    const float x = mark.x, y = mark.y;
    switch (mark.mark.kind) {
      case MarkKind::kSend:
        return canvas_.triangle(x, y + 6, x - 4, y - 4, x + 4, y - 4, theme_.outside);
      case MarkKind::kDeliver:
        return canvas_.triangle(x, y - 6, x - 4, y + 4, x + 4, y + 4, theme_.outside);
      case MarkKind::kDrop:
        canvas_.line(x - 4, y - 4, x + 4, y + 4, theme_.stuck, 2);
        return canvas_.line(x - 4, y + 4, x + 4, y - 4, theme_.stuck, 2);
      case MarkKind::kOpen:
      case MarkKind::kClose:
        return canvas_.dot(x, y, 4, theme_.outside);
      case MarkKind::kSignal:
      case MarkKind::kProcess:
        return canvas_.box({x - 4.5F, y - 4.5F, x + 4.5F, y + 4.5F},
                           mark.bad ? theme_.stuck : theme_.outside);
      default:
        return canvas_.triangle(x - 5, y - 5, x + 5, y - 5, x, y + 3,
                                mark.mark.kind == MarkKind::kPrint ? theme_.text_dim : theme_.accent);
    }
  }

  // Who waits for whom, at the right.
  void draw_edges() {
    const Box& gutter = frame_.gutter;
    canvas_.line(gutter.left, gutter.top, gutter.left, gutter.bottom, theme_.line);
    if (frame_.edges.empty()) return;
    canvas_.text(gutter.left + 10, frame_.ruler.bottom - 12, theme_.text_faint, "waits for",
                 SvgCanvas::Font::kSmall);
    for (const GutterEdge& edge : frame_.edges) {
      const Colour colour = edge.edge.stuck ? theme_.stuck : theme_.text_faint;
      const float left = gutter.left + 6, track = left + 26 + 14 * static_cast<float>(edge.track);
      const float thickness = edge.edge.stuck ? 2.5F : 1.5F;
      canvas_.dot(left, edge.from_y, 3, colour);
      canvas_.line(left, edge.from_y, track, edge.from_y, colour, thickness);
      canvas_.line(track, edge.from_y, track, edge.to_y, colour, thickness);
      canvas_.line(track, edge.to_y, left + 6, edge.to_y, colour, thickness);
      canvas_.triangle(left - 1, edge.to_y, left + 7, edge.to_y - 4, left + 7, edge.to_y + 4, colour);
    }
  }

  const TraceFacts& facts_;
  const Theme& theme_;
  SvgCanvas canvas_;
  LaneOrder order_;
  TimelineInput input_;
  TimelineFrame frame_;
  Box page_;
  uint32_t hidden_ = 0;
};

}  // namespace

void export_svg(const TraceFacts& facts, const SvgOptions& options, ExportOutput& out) {
  SvgExport(facts, options, out).write();
}

}  // namespace coutil::tracer
