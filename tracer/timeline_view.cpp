// Paints a laid-out timeline from back to front: stripes and bands, spans, holds, arrows, ruler, names,
// gutter.
#include "tracer/timeline_view.h"

#include <algorithm>
#include <cmath>

#include "tracer/mark_view.h"
#include "tracer/message_view.h"
#include "tracer/overview_view.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr float kLabelPadding = 7;
constexpr float kClearLength = 4000;  // with more in sight they are painted fainter

class TimelinePainter {
 public:
  TimelinePainter(const Painter& painter, const TimelineInput& input, const TimelineFrame& frame,
                  const ViewState& state, const Hit& hovered)
      : painter_(painter),
        list_(*painter.list),
        theme_(*painter.theme),
        input_(input),
        frame_(frame),
        state_(state),
        hovered_(hovered) {}

  void paint() {
    paint_ruler();
    clipped(frame_.lanes_area, [this] {
      paint_stripes();
      paint_faults(painter_, frame_);
      paint_bands();
      paint_strikes();
      paint_moments();
      paint_columns();
      paint_spans();
      paint_holds();
      paint_arrows();
      paint_ends();
      paint_messages(painter_, frame_, hovered_);
      paint_span_labels();
      paint_dots_and_marks();
      paint_counts();
    });
    paint_names();
    paint_gutter();
  }

 private:
  template <typename Body>
  void clipped(const Box& box, Body body) {
    list_.PushClipRect(top_left(box), bottom_right(box), true);
    body();
    list_.PopClipRect();
  }

  bool is_selected(std::uint32_t lane, std::uint32_t event) const {
    return state_.selection && state_.selection->lane == lane && state_.selection->event == event;
  }

  float lanes_bottom() const {
    float bottom = frame_.lanes_area.top;
    if (!frame_.names.empty()) bottom = std::max(bottom, frame_.names.back().box.bottom);
    if (!frame_.groups.empty()) bottom = std::max(bottom, frame_.groups.back().box.bottom);
    return std::min(bottom, frame_.lanes_area.bottom);
  }

  void paint_stripes() {
    for (const NameBox& name : frame_.names) {
      const ImVec2 from = {frame_.lanes_area.left, name.box.top},
                   to = {frame_.lanes_area.right, name.box.bottom};
      if (name.shaded) list_.AddRectFilled(from, to, theme_.lane_stripe);
      if (name.stuck) list_.AddRectFilled(from, to, faded(theme_.stuck, 0.05));
      list_.AddLine({from.x, to.y}, to, theme_.grid);
    }
    for (const GroupBox& group : frame_.groups) {
      list_.AddRectFilled({frame_.lanes_area.left, group.box.top},
                          {frame_.lanes_area.right, group.box.bottom}, faded(theme_.raised, 0.6));
      list_.AddLine({frame_.lanes_area.left, group.box.bottom}, {frame_.lanes_area.right, group.box.bottom},
                    theme_.line);
    }
  }

  void paint_bands() {
    for (const InstantBand& band : frame_.instants) {
      list_.AddLine({band.left, frame_.lanes_area.top}, {band.left, lanes_bottom()}, theme_.line);
    }
    if (input_.axis == Axis::kOrder) return;
    for (const RulerLabel& tick : frame_.ticks) {
      if (!tick.label.empty()) {
        list_.AddLine({tick.x, frame_.lanes_area.top}, {tick.x, lanes_bottom()}, theme_.grid);
      }
    }
  }

  // All lanes may be struck by a signal or a fault.
  void paint_strikes() {
    for (const MarkGlyph& mark : frame_.marks) {
      if (mark.mark.kind != MarkKind::kSignal && mark.mark.kind != MarkKind::kFault) continue;
      for (float y = frame_.lanes_area.top; y < lanes_bottom(); y += painter_.px(8)) {
        list_.AddLine({mark.x, y}, {mark.x, std::min(y + painter_.px(4), lanes_bottom())},
                      faded(theme_.outside, 0.6), painter_.scale);
      }
    }
  }

  void paint_columns() {
    for (const BusyColumn& column : frame_.columns) {
      const auto share = [&](State state) { return column.shares[static_cast<std::size_t>(state)]; };
      const float height = column.box.height();
      const float middle = std::round(column.box.bottom - painter_.px(3));
      const float idle = share(State::kWaiting) + share(State::kSuspended) + share(State::kCreated);
      // Waiting is the ground line; what ran stands on it as high as its share, what was ready on top of
      // that.
      if (idle > 0) {
        list_.AddRectFilled({column.box.left, middle}, {column.box.right, column.box.bottom},
                            faded(theme_.waiting, 0.25 + 0.45 * std::min(idle, 1.0F)));
      }
      const float least = column.ran ? painter_.px(3) : 0;
      const float busy = std::max(share(State::kRunning) * (height - painter_.px(3)), least);
      const float ready = share(State::kReady) * (height - painter_.px(3));
      const float gap = column.box.width() > painter_.px(3) ? painter_.px(0.5F) : 0;
      list_.AddRectFilled({column.box.left, middle - busy}, {column.box.right - gap, middle}, theme_.running);
      list_.AddRectFilled({column.box.left, middle - busy - ready}, {column.box.right - gap, middle - busy},
                          faded(theme_.ready, 0.75));
    }
  }

  void paint_span_label(const SpanBox& span) {
    if (span.label.empty()) return;
    const Box& box = span.box;
    const float x =
        box.left + painter_.px(kLabelPadding) + (span.state == State::kWaiting ? painter_.px(3) : 0);
    const ImFont* font = painter_.fonts->normal;
    Colour colour = theme_.text;
    if (span.state == State::kRunning) {
      colour = theme_.running_text;
    } else if (span.state != State::kWaiting || span.stuck) {
      // On hatching and on lines a text needs ground of its own.
      const float width = text_width(font, span.label);
      const bool on_line = span.state != State::kReady && span.state != State::kWaiting;
      const Colour ground = on_line ? theme_.background : faded(theme_.background, span.stuck ? 0.35 : 0.6);
      list_.AddRectFilled({x - painter_.px(4), box.middle_y() - painter_.px(9)},
                          {x + width + painter_.px(4), box.middle_y() + painter_.px(9)}, ground,
                          painter_.px(3));
    }
    paint_text(painter_, font, x, box.middle_y(), colour, span.label, &box);
  }

  void paint_spans() {
    for (std::size_t i = 0; i < frame_.spans.size(); ++i) {
      const SpanBox& span = frame_.spans[i];
      paint_state(painter_, span.box, span.state, span.stuck, span.open_left, span.open_right);
      const bool hovered = hovered_.kind == Hit::Kind::kSpan && hovered_.index == i;
      const bool selected = is_selected(span.lane, span.span.begin);
      if (!hovered && !selected) continue;
      list_.AddRect({span.box.left - painter_.scale, span.box.top - painter_.scale},
                    {span.box.right + painter_.scale, span.box.bottom + painter_.scale},
                    faded(theme_.selection, selected ? 1 : 0.5), painter_.px(4), 0,
                    painter_.px(selected ? 2 : 1));
    }
  }

  void paint_span_labels() {
    for (const SpanBox& span : frame_.spans) paint_span_label(span);
  }

  void paint_holds() {
    for (const HoldBar& bar : frame_.holds) {
      paint_hold(painter_, bar.box, bar.stuck);
      paint_text(painter_, painter_.fonts->small, bar.box.left + painter_.px(kLabelPadding),
                 bar.box.middle_y(), theme_.hold, bar.label, &bar.box);
    }
  }

  void paint_ends() {
    for (const EndCap& cap : frame_.ends) {
      const bool failed = cap.state == State::kFailed;
      const Colour colour = failed ? theme_.stuck : theme_.text_faint;
      const float y = (cap.top + cap.bottom) / 2, half = painter_.px(5), x = cap.x;
      if (failed) {
        list_.AddLine({x - half, y - half}, {x + half, y + half}, colour, painter_.px(3));
        list_.AddLine({x - half, y + half}, {x + half, y - half}, colour, painter_.px(3));
      } else if (cap.state == State::kEnded) {
        list_.AddRectFilled({x - half / 2, y - half * 1.6F}, {x + half / 2, y + half * 1.6F}, colour);
      } else {
        list_.AddRect({x - half, y - half}, {x + half, y + half}, colour, 0, 0, painter_.px(2));
      }
      paint_text(painter_, painter_.fonts->normal, x + painter_.px(kLabelPadding + 4), y,
                 failed ? theme_.stuck : theme_.text_dim, cap.label);
    }
  }

  // Lines through all lanes: where the trace ends, and where it got stuck.
  void paint_moments() {
    const float top = frame_.lanes_area.top, bottom = lanes_bottom();
    if (frame_.end_x < frame_.lanes_area.right) {
      list_.AddRectFilled({frame_.end_x, top}, {frame_.lanes_area.right, bottom},
                          faded(theme_.background, 0.25));
      list_.AddLine({frame_.end_x, top}, {frame_.end_x, bottom}, theme_.text_faint, painter_.scale);
    }
    if (frame_.stuck_x < 0) return;
    for (float y = top; y < bottom; y += painter_.px(10)) {
      list_.AddLine({frame_.stuck_x, y}, {frame_.stuck_x, std::min(y + painter_.px(6), bottom)}, theme_.stuck,
                    painter_.px(2));
    }
  }

  void paint_arrows() {
    float length = 0;
    for (const ArrowLine& arrow : frame_.arrows) length += std::fabs(arrow.to_y - arrow.from_y);
    const double clear = std::clamp(painter_.px(kClearLength) / std::max(length, 1.0F), 0.35F, 0.85F);
    for (std::size_t i = 0; i < frame_.arrows.size(); ++i) {
      const ArrowLine& arrow = frame_.arrows[i];
      const bool hovered = hovered_.kind == Hit::Kind::kArrow && hovered_.index == i;
      const float thickness = arrow.count > 1 ? 2 : 1.5F;
      paint_arrow(painter_, arrow, hovered ? theme_.accent : faded(theme_.arrow, clear), thickness);
    }
  }

  // How many arrows a bundle stands for, and what else is said in words.
  void paint_counts() {
    paint_unseen(painter_, frame_);
    paint_lost_words(painter_, frame_);
    for (const ArrowLine& arrow : frame_.arrows) {
      if (arrow.count < 2) continue;
      // Beside the head: arrows from one lane that stand close together end in different lanes.
      const float down = arrow.to_y > arrow.from_y ? 1.0F : -1.0F;
      const float between = (input_.style.lane_height - input_.style.box_height) / 2;
      const float y = arrow.to_y - down * between;
      const float half = text_width(painter_.fonts->small, "×" + format_count(arrow.count)) / 2;
      paint_count(painter_, arrow.count, arrow.to_x + painter_.px(9) + half, y);
    }
  }

  void paint_dots_and_marks() {
    for (const EmitDot& dot : frame_.dots) {
      const float radius = painter_.px(3.5F);
      list_.AddCircleFilled({dot.x, dot.y}, radius + painter_.scale, theme_.background, 16);
      if (dot.heard) {
        list_.AddCircleFilled({dot.x, dot.y}, radius, theme_.arrow, 16);
      } else {
        list_.AddCircle({dot.x, dot.y}, radius - painter_.px(0.5F), theme_.warning, 16, painter_.px(1.5F));
      }
    }
    for (std::size_t i = 0; i < frame_.marks.size(); ++i) {
      const MarkGlyph& mark = frame_.marks[i];
      if (mark.lane != kNone) {
        if (is_emphasised(i)) paint_halo(painter_, mark);
        paint_mark(painter_, mark);
      }
    }
  }

  bool is_emphasised(std::size_t i) const {
    const MarkGlyph& mark = frame_.marks[i];
    return (hovered_.kind == Hit::Kind::kMark && hovered_.index == i) ||
           is_selected(mark.lane, mark.mark.event);
  }

  // Signals, processes and faults, with what there is room for behind them.
  void paint_outside_marks() {
    for (std::size_t i = 0; i < frame_.marks.size(); ++i) {
      const MarkGlyph& mark = frame_.marks[i];
      if (mark.lane != kNone) continue;
      if (is_emphasised(i)) paint_halo(painter_, mark);
      paint_mark(painter_, mark);
      paint_text(painter_, painter_.fonts->small, mark.x + painter_.px(11), mark.y,
                 is_emphasised(i) ? theme_.text : theme_.text_dim, mark.label);
    }
  }

  void paint_ruler() {
    const Box& ruler = frame_.ruler;
    list_.AddRectFilled({input_.area.left, input_.area.top}, {input_.area.right, frame_.lanes_area.top},
                        theme_.panel);
    paint_overview(painter_, frame_.overview);
    if (input_.style.overview_height > 0) {
      paint_text(painter_, painter_.fonts->small, input_.area.left + painter_.px(16),
                 input_.area.top + input_.style.overview_height / 2, theme_.text_faint, "whole trace");
    }
    paint_ready(painter_, frame_.ready, input_.area.left);
    list_.AddLine({input_.area.left, ruler.bottom}, {input_.area.right, ruler.bottom}, theme_.line);
    const bool by_order = input_.axis == Axis::kOrder;
    const float marks = input_.style.marks_height;
    if (marks > 0) {
      paint_text(painter_, painter_.fonts->small, input_.area.left + painter_.px(16), ruler.top + marks / 2,
                 theme_.text_faint, "outside");
    }
    paint_text(painter_, painter_.fonts->small, input_.area.left + painter_.px(16),
               ruler.bottom - painter_.px(12), theme_.text_faint, by_order ? "events in order" : "time");
    clipped(ruler, [&] {
      if (marks > 0) paint_outside_marks();
      const float middle = ruler.top + marks + painter_.px(14);
      for (const InstantBand& band : frame_.instants) {
        const float top = ruler.top + marks + painter_.px(4), bottom = top + painter_.px(20);
        list_.AddRectFilled({band.left + painter_.px(1), top}, {band.right - painter_.px(1), bottom},
                            faded(theme_.raised, band.shaded ? 1 : 0.6), painter_.px(3));
        paint_text(painter_, painter_.fonts->small, band.left + painter_.px(6), middle, theme_.text_dim,
                   band.label);
      }
      for (const RulerLabel& tick : frame_.ticks) paint_tick(tick);
      constexpr const char* kEnd = "end of the trace";
      const float end_left = frame_.end_x + painter_.px(7);
      if (by_order && end_left + text_width(painter_.fonts->small, kEnd) < ruler.right) {
        paint_text(painter_, painter_.fonts->small, end_left, middle, theme_.text_faint, kEnd);
      }
      if (frame_.stuck_x >= 0) paint_stuck_flag();
    });
  }

  void paint_tick(const RulerLabel& tick) {
    const float bottom = frame_.ruler.bottom;
    const float length = tick.label.empty() ? 4 : 7;
    list_.AddLine({tick.x, bottom - painter_.px(length)}, {tick.x, bottom}, theme_.text_faint,
                  painter_.scale);
    paint_text(painter_, painter_.fonts->small, tick.x + painter_.px(4), bottom - painter_.px(12),
               theme_.text_dim, tick.label);
  }

  void paint_stuck_flag() {
    const float width = text_width(painter_.fonts->bold, "stuck") + painter_.px(14);
    const Box flag = {frame_.stuck_x - painter_.px(1), frame_.ruler.bottom - painter_.px(21),
                      frame_.stuck_x + width, frame_.ruler.bottom};
    list_.AddRectFilled(top_left(flag), bottom_right(flag), theme_.stuck, painter_.px(3));
    paint_text(painter_, painter_.fonts->bold, flag.left + painter_.px(7), flag.middle_y(), theme_.background,
               "stuck");
  }

  void paint_names() {
    list_.AddRectFilled(top_left(frame_.names_area), bottom_right(frame_.names_area), theme_.panel);
    Box scrolling = frame_.names_area;
    scrolling.top = std::max(scrolling.top, frame_.pinned.bottom);
    clipped(scrolling, [this] {
      for (const NameBox& name : frame_.names) {
        if (!name.pinned) paint_name(name);
      }
      for (const GroupBox& group : frame_.groups) paint_group(group);
    });
    clipped(frame_.names_area, [this] {
      for (const NameBox& name : frame_.names) {
        if (name.pinned) paint_name(name);
      }
    });
    const float right = frame_.names_area.right, edge = frame_.pinned.bottom;
    if (edge > 0) {
      list_.AddLine({input_.area.left, edge}, {frame_.lanes_area.right, edge}, theme_.text_faint,
                    painter_.px(1.5F));
    }
    list_.AddLine({right, input_.area.top}, {right, input_.area.bottom}, theme_.line);
  }

  void paint_name(const NameBox& name) {
    const LayoutStyle& style = input_.style;
    const bool chosen = state_.selection && state_.selection->lane == name.lane;
    if (chosen) list_.AddRectFilled(top_left(name.box), bottom_right(name.box), theme_.raised);
    const float middle = name.box.top + style.box_top + style.box_height / 2;
    if (name.stuck) {
      list_.AddRectFilled({name.box.left, name.box.top + painter_.px(3)},
                          {name.box.left + painter_.px(4), name.box.bottom - painter_.px(3)}, theme_.stuck,
                          painter_.px(2));
    }
    const float left = name.box.left + painter_.px(16) + name.indent;
    paint_text(painter_, painter_.fonts->normal, left, middle, theme_.text, name.name);
    if (style.hold_height > painter_.px(10)) {
      const float lower = name.box.top + style.hold_top + style.hold_height / 2;
      paint_text(painter_, painter_.fonts->small, left, lower, name.stuck ? theme_.stuck : theme_.text_faint,
                 name.note);
    }
    const bool hovered =
        (hovered_.kind == Hit::Kind::kName || hovered_.kind == Hit::Kind::kPin) && hovered_.lane == name.lane;
    if (name.pinned || hovered) {
      const bool strong = name.pinned || hovered_.kind == Hit::Kind::kPin;
      paint_pin(painter_, name.box.right - painter_.px(12), middle, name.pinned,
                strong ? theme_.accent : theme_.text_faint, chosen ? theme_.raised : theme_.panel);
    }
    list_.AddLine({name.box.left, name.box.bottom}, {name.box.right, name.box.bottom}, theme_.grid);
  }

  // The head of a group: a triangle that says whether it is folded, its name, and how many lanes it has.
  void paint_group(const GroupBox& group) {
    const bool hovered = hovered_.kind == Hit::Kind::kGroup && hovered_.index == group.group;
    list_.AddRectFilled(top_left(group.box), bottom_right(group.box), hovered ? theme_.line : theme_.raised);
    const float left = group.box.left + painter_.px(14) + group.indent, y = group.box.middle_y();
    paint_fold(painter_, left, y, group.folded, hovered ? theme_.text : theme_.text_dim);
    paint_text(painter_, painter_.fonts->bold, left + painter_.px(14), y, theme_.text, group.label);
    const float width = text_width(painter_.fonts->small, group.note);
    paint_text(painter_, painter_.fonts->small, group.box.right - painter_.px(10) - width, y, theme_.text_dim,
               group.note);
  }

  void paint_gutter() {
    list_.AddLine({frame_.gutter.left, input_.area.top}, {frame_.gutter.left, input_.area.bottom},
                  theme_.line);
    const Box lanes = {frame_.gutter.left, frame_.lanes_area.top, frame_.gutter.right, frame_.gutter.bottom};
    if (!frame_.edges.empty()) {
      paint_text(painter_, painter_.fonts->small, frame_.gutter.left + painter_.px(10),
                 frame_.ruler.bottom - painter_.px(12), theme_.text_faint, "waits for");
    }
    clipped(lanes, [this] {
      for (const GutterEdge& edge : frame_.edges) paint_edge(edge);
    });
    const Box thumb = scroll_thumb(input_, frame_);
    if (thumb.height() > 0) {
      list_.AddRectFilled(top_left(thumb), bottom_right(thumb), faded(theme_.text_faint, 0.7),
                          painter_.px(3));
    }
  }

  // From the lane that waits, around, and with a head into the lane that holds what it waits for.
  void paint_edge(const GutterEdge& edge) {
    const Colour colour = edge.edge.stuck ? theme_.stuck : theme_.text_faint;
    const float left = frame_.gutter.left + painter_.px(6);
    const float track = left + painter_.px(26 + 14 * static_cast<float>(edge.track));
    const float bend = std::min(painter_.px(6), std::fabs(edge.to_y - edge.from_y) / 2);
    const float down = edge.to_y > edge.from_y ? 1.0F : -1.0F;
    list_.AddCircleFilled({left, edge.from_y}, painter_.px(3), colour, 12);
    list_.PathLineTo({left, edge.from_y});
    list_.PathLineTo({track - bend, edge.from_y});
    list_.PathBezierCubicCurveTo({track, edge.from_y}, {track, edge.from_y},
                                 {track, edge.from_y + down * bend}, 6);
    list_.PathLineTo({track, edge.to_y - down * bend});
    list_.PathBezierCubicCurveTo({track, edge.to_y}, {track, edge.to_y}, {track - bend, edge.to_y}, 6);
    list_.PathLineTo({left + painter_.px(6), edge.to_y});
    list_.PathStroke(colour, 0, painter_.px(edge.edge.stuck ? 2.5F : 1.5F));
    paint_arrow_head(painter_, left - painter_.px(1), edge.to_y, -1, 0, colour);
  }

  const Painter& painter_;
  ImDrawList& list_;
  const Theme& theme_;
  const TimelineInput& input_;
  const TimelineFrame& frame_;
  const ViewState& state_;
  const Hit& hovered_;
};

}  // namespace

void paint_timeline(const Painter& painter, const TimelineInput& input, const TimelineFrame& frame,
                    const ViewState& state, const Hit& hovered) {
  TimelinePainter(painter, input, frame, state, hovered).paint();
}

Box scroll_track(const TimelineInput& input, const TimelineFrame& frame) {
  if (frame.content_height <= frame.lanes_area.height()) return {};
  return {input.area.right - 12 * input.style.scale, frame.lanes_area.top, input.area.right,
          frame.lanes_area.bottom};
}

Box scroll_thumb(const TimelineInput& input, const TimelineFrame& frame) {
  const Box track = scroll_track(input, frame);
  if (track.height() <= 0) return {};
  const float shown = frame.lanes_area.height() / frame.content_height;
  const float height = std::max(track.height() * shown, 24 * input.style.scale);
  const float most = std::max(frame.content_height - frame.lanes_area.height(), 1.0F);
  const float top = track.top + (track.height() - height) * std::clamp(input.scroll / most, 0.0F, 1.0F);
  return {track.left + 3 * input.style.scale, top, track.right - 3 * input.style.scale, top + height};
}

}  // namespace coutil::tracer
