// Paints the lanes of a stretch into a canvas of characters. Which lanes and which stretch it is told.
#include "tracer/text_painter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tracer/units.h"

namespace coutil::tracer {

namespace {

constexpr size_t kTickColumns = 12;  // a label of a ruler has about this much room

size_t index(State state) { return static_cast<size_t>(state); }

}  // namespace

TextPainter::TextPainter(const Lanes& lanes, const TextGlyphs& glyphs, const TextScale& scale,
                         std::vector<uint32_t> rows, std::vector<bool> stuck)
    : lanes_(lanes),
      model_(lanes.model()),
      glyphs_(glyphs),
      scale_(scale),
      rows_(std::move(rows)),
      stuck_(std::move(stuck)),
      row_of_(lanes.lanes().size(), kNoRow),
      canvas_(rows_.size(), scale.columns),
      lettered_(rows_.size() * scale.columns, false) {
  for (size_t row = 0; row < rows_.size(); row++) row_of_[rows_[row]] = row;
}

void TextPainter::paint() {
  for (size_t row = 0; row < rows_.size(); row++) {
    paint_states(row);
    paint_end(row);
    paint_waits(row);
  }
  paint_arrows();
  paint_messages();
  paint_notes();
}

uint32_t TextPainter::first_row_at(int64_t position) const {
  if (scale_.axis == Axis::kTime) return model_.first_at_or_after(position);
  return static_cast<uint32_t>(std::clamp<int64_t>(position, 0, model_.event_count()));
}

void TextPainter::paint_states(size_t row) {
  for (size_t column = 0; column < scale_.columns; column++) paint_cell(row, column);
}

void TextPainter::paint_cell(size_t row, size_t column) {
  const uint32_t lane = rows_[row];
  const int64_t from = scale_.position(column), to = std::max(scale_.position(column + 1), from + 1);
  const Shares shares = lanes_.shares(lane, scale_.axis, from, to);
  const uint32_t first = first_row_at(from), last = first_row_at(to);
  const float ran = shares[index(State::kRunning)];
  if (scale_.shows_rows() ? ran > 0.5F : ran > 0) return paint_busy(row, column, ran);
  if (scale_.axis == Axis::kTime && first < last) {
    // In no time at all, and yet it ran.
    if (lanes_.shares(lane, Axis::kOrder, first, last)[index(State::kRunning)] > 0) {
      used_instant_ = true;
      return canvas_.put(row, column, glyphs_.instant, Style::kRunning);
    }
  }
  State state = State::kAbsent;
  float most = 0;
  for (size_t i = 0; i < shares.size(); i++) {
    if (shares[i] > most) {
      most = shares[i];
      state = static_cast<State>(i);
    }
  }
  // Behind the last event everything stays as it is.
  if (most == 0 && scale_.axis == Axis::kTime && from >= model_.end_ns() && model_.event_count() > 0) {
    state = lanes_.state_after(lane, model_.event_count() - 1);
  }
  if (state == State::kAbsent || is_final(state)) return;
  used_[index(state)] = true;
  canvas_.put(row, column, glyphs_.states[index(state)], kStateStyles[index(state)]);
}

void TextPainter::paint_busy(size_t row, size_t column, float share) {
  const auto eighths = static_cast<size_t>(std::clamp(std::lround(share * 8), 1L, 8L));
  if (eighths < 8) {
    used_busy_ = true;
  } else {
    used_[index(State::kRunning)] = true;
  }
  canvas_.put(row, column, glyphs_.busy[eighths - 1], Style::kRunning);
}

void TextPainter::paint_end(size_t row) {
  const Lane& lane = lanes_.lanes()[rows_[row]];
  if (lane.last_event == kNone) return;
  const int64_t position = lanes_.position(scale_.axis, lane.last_event);
  if (position < scale_.from || position >= scale_.to) return;
  used_[index(lane.final_state)] = true;
  canvas_.put(row, scale_.column(position), glyphs_.states[index(lane.final_state)],
              kStateStyles[index(lane.final_state)]);
}

// Writes what is waited for into the waiting stretches that have room for it.
void TextPainter::paint_waits(size_t row) {
  const auto spans = lanes_.spans_between(rows_[row], scale_.axis, scale_.from, scale_.to);
  if (spans.size() > 4 * scale_.columns) return;
  for (const Span& span : spans) {
    if (span.state != State::kWaiting) continue;
    const bool open = span.end == model_.event_count();
    const size_t begin = scale_.column(lanes_.position(scale_.axis, span.begin)) + 1;
    const size_t end = open ? scale_.columns : scale_.column(lanes_.position(scale_.axis, span.end));
    constexpr size_t kLeast = 6, kFrame = 4;
    if (end < begin + kLeast) continue;
    std::string name = model_.wait_label(span.begin);
    if (name.ends_with(" timer")) name.resize(name.size() - 6);  // the length says it
    const size_t room = end - begin - kFrame + 1, wide = display_width(name);
    if (wide > room && room < kLeast + 2) continue;
    const std::string text = " " + cut_to_width(name, room, glyphs_.ellipsis) + " ";
    const Style style = open && stuck_[row] ? Style::kBad : Style::kWaiting;
    if (style == Style::kBad) {
      for (size_t column = begin - 1; column < end; column++) canvas_.restyle(row, column, style);
    }
    canvas_.write(row, begin + 1, text, style);
    const size_t width = display_width(text);
    for (size_t i = 0; i < width && begin + 1 + i < scale_.columns; i++) {
      lettered_[row * scale_.columns + begin + 1 + i] = true;
    }
  }
}

void TextPainter::paint_arrows() {
  const auto arrows = lanes_.arrows_between(scale_.axis, scale_.from, scale_.to - 1);
  if (arrows.size() > 4 * scale_.columns) return;  // no room
  for (size_t i = 0; i < arrows.size();) {
    const size_t column = scale_.column(lanes_.position(scale_.axis, arrows[i].wake));
    size_t next = i + 1;
    while (next < arrows.size() && scale_.column(lanes_.position(scale_.axis, arrows[next].wake)) == column)
      next++;
    if (next == i + 1) paint_arrow(column, arrows[i]);
    i = next;
  }
}

void TextPainter::paint_arrow(size_t column, const Arrow& arrow) {
  const size_t to = row_of(model_.coroutine(arrow.wake));
  const uint32_t by = model_.by(arrow.wake);
  if (to == kNoRow) return;
  if (by == kScheduler) {
    if (!scale_.shows_rows()) return;  // it would hide that it ran
    used_scheduler_ = true;
    return canvas_.put(to, column, glyphs_.by_scheduler, Style::kArrow);
  }
  const size_t from = row_of(by);
  if (from == kNoRow || from == to) return;
  const bool down = from < to;
  used_arrow_ = true;
  canvas_.put(from, column, down ? glyphs_.from_below : glyphs_.from_above, Style::kArrow);
  canvas_.put(to, column, down ? glyphs_.down : glyphs_.up, Style::kArrow);
  for (size_t row = std::min(from, to) + 1; row < std::max(from, to); row++) {
    if (!lettered_[row * scale_.columns + column]) canvas_.put(row, column, glyphs_.through, Style::kArrow);
  }
}

void TextPainter::paint_notes() {
  const auto marks = lanes_.marks_between(scale_.axis, scale_.from, scale_.to - 1);
  const auto is_note = [](const Mark& mark) { return mark.kind == MarkKind::kNote; };
  if (static_cast<size_t>(std::count_if(marks.begin(), marks.end(), is_note)) > 4 * scale_.columns) return;
  for (const Mark& mark : marks) {
    const uint32_t co = model_.coroutine(mark.event);
    if (mark.kind != MarkKind::kNote || co == kNone || row_of(co) == kNoRow) continue;
    used_note_ = true;
    canvas_.put(row_of(co), scale_.column(lanes_.position(scale_.axis, mark.event)), glyphs_.note,
                Style::kNote);
  }
}

// What was sent and what came, where there is a cell for most of them.
void TextPainter::paint_messages() {
  const auto marks = lanes_.marks_between(scale_.axis, scale_.from, scale_.to - 1);
  const auto counts = [](const Mark& mark) { return is_message(mark.kind); };
  if (static_cast<size_t>(std::count_if(marks.begin(), marks.end(), counts)) > 4 * scale_.columns) return;
  size_t last_row = kNoRow, last_column = 0;
  MarkKind last_kind = MarkKind::kSend;
  for (const Mark& mark : marks) {
    const uint32_t co = model_.coroutine(mark.event);
    if (!is_message(mark.kind) || co == kNone || row_of(co) == kNoRow) continue;
    const size_t row = row_of(co), column = scale_.column(lanes_.position(scale_.axis, mark.event));
    const bool both = row == last_row && column == last_column && mark.kind != last_kind;
    const bool sends = mark.kind == MarkKind::kSend;
    (both ? used_both_ : sends ? used_send_ : used_deliver_) = true;
    canvas_.put(row, column, both ? glyphs_.both : sends ? glyphs_.send : glyphs_.deliver, Style::kNote);
    last_row = row, last_column = column, last_kind = mark.kind;
  }
}

std::string TextPainter::outside(bool color) {
  TextCanvas line(1, scale_.columns);
  bool any = false;
  const auto paint = [&](const Mark& mark, OutsideGlyph which, const char* glyph) {
    used_outside_[which] = any = true;
    line.put(0, scale_.column(lanes_.position(scale_.axis, mark.event)), glyph, Style::kNote);
  };
  const auto marks = lanes_.marks_between(scale_.axis, scale_.from, scale_.to - 1);
  for (const Mark& mark : marks) {
    if (mark.kind == MarkKind::kDrop) paint(mark, kLostMessage, glyphs_.lost);
  }
  for (const Mark& mark : marks) {
    if (mark.kind != MarkKind::kProcess) continue;
    const bool starts = model_.what(mark.event) == What::kStart;
    paint(mark, starts ? kStart : kEnd, starts ? glyphs_.process_start : glyphs_.process_end);
  }
  for (const Mark& mark : marks) {
    if (mark.kind == MarkKind::kSignal) paint(mark, kSignal, glyphs_.signal);
  }
  for (const Mark& mark : marks) {
    if (mark.kind == MarkKind::kFault) paint(mark, kFault, glyphs_.fault);
  }
  return any ? line.line(0, color) : "";
}

std::string TextPainter::tick_label(int64_t position, int64_t step) const {
  if (scale_.axis == Axis::kOrder) return format_count(static_cast<uint64_t>(position));
  return format_tick_ns(position, step, scale_.to);
}

std::vector<std::string> TextPainter::ruler(bool color) const {
  const int64_t room = (scale_.to - scale_.from) / static_cast<int64_t>(scale_.columns / kTickColumns + 1);
  const int64_t step = round_step(std::max<int64_t>(room, 1));
  TextCanvas lines(2, scale_.columns);
  for (size_t column = 0; column < scale_.columns; column++) lines.put(1, column, glyphs_.axis, Style::kDim);
  size_t free = 0;
  for (int64_t at = (scale_.from + step - 1) / step * step; at < scale_.to; at += step) {
    const size_t column = scale_.column(at);
    const std::string label = tick_label(at, step);
    lines.put(1, column, glyphs_.tick, Style::kDim);
    if (column >= free && column + label.size() <= scale_.columns) {
      lines.write(0, column, label, Style::kDim);
      free = column + label.size() + 1;
    }
    if (at > scale_.to - step) break;  // no overflow at the end of time
  }
  std::vector<std::string> out = {lines.line(0, color), lines.line(1, color)};
  if (scale_.axis == Axis::kOrder) out.insert(out.begin() + 1, time_line(color));
  return out;
}

// Where an axis by order has a new instant, its time, as far as there is room.
std::string TextPainter::time_line(bool color) const {
  TextCanvas line(1, scale_.columns);
  size_t free = 0;
  int64_t shown_ns = -1;
  for (size_t column = 0; column < scale_.columns; column++) {
    const uint32_t row = first_row_at(scale_.position(column));
    if (column < free || row >= model_.event_count() || model_.time_ns(row) == shown_ns) continue;
    const std::string label = format_duration_ns(model_.time_ns(row));
    if (column + label.size() > scale_.columns) continue;
    line.write(0, column, label, Style::kNote);
    free = column + label.size() + 2;
    shown_ns = model_.time_ns(row);
  }
  return line.line(0, color);
}

}  // namespace coutil::tracer
