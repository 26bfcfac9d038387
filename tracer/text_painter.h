// Paints the lanes of a stretch into a canvas: states, what is waited for, arrows, marks, ruler.
// Knows lanes and characters; which lanes and which stretch it is told.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "tracer/lane.h"
#include "tracer/text_canvas.h"
#include "tracer/text_glyphs.h"
#include "tracer/text_scale.h"

namespace coutil::tracer {

class TextPainter {
 public:
  // `rows`: the lane of each row of the canvas; `stuck`: whether it waits in vain at the end.
  TextPainter(const Lanes& lanes, const TextGlyphs& glyphs, const TextScale& scale,
              std::vector<uint32_t> rows, std::vector<bool> stuck);

  void paint();
  const TextCanvas& canvas() const { return canvas_; }
  // Two lines above the lanes: numbers and ticks; and, on an axis by order, a third between with the times.
  std::vector<std::string> ruler(bool color) const;
  // A line with the signals, processes, faults and lost messages of the stretch, "" where there are none.
  std::string outside(bool color);

  // What the legend should explain.
  bool used(State state) const { return used_[static_cast<size_t>(state)]; }
  bool used_instant() const { return used_instant_; }
  bool used_busy() const { return used_busy_; }
  bool used_arrow() const { return used_arrow_; }
  bool used_scheduler() const { return used_scheduler_; }
  bool used_note() const { return used_note_; }
  bool used_send() const { return used_send_; }
  bool used_deliver() const { return used_deliver_; }
  bool used_both() const { return used_both_; }
  enum OutsideGlyph : uint8_t { kSignal, kStart, kEnd, kLostMessage, kFault };
  bool used_outside(OutsideGlyph which) const { return used_outside_[which]; }

 private:
  void paint_states(size_t row);
  void paint_cell(size_t row, size_t column);
  void paint_busy(size_t row, size_t column, float share);
  void paint_end(size_t row);
  void paint_waits(size_t row);
  void paint_arrows();
  void paint_arrow(size_t column, const Arrow& arrow);
  void paint_notes();
  void paint_messages();
  size_t row_of(uint32_t lane) const { return lane < row_of_.size() ? row_of_[lane] : kNoRow; }
  uint32_t first_row_at(int64_t position) const;
  std::string tick_label(int64_t position, int64_t step) const;
  std::string time_line(bool color) const;

  static constexpr size_t kNoRow = static_cast<size_t>(-1);

  const Lanes& lanes_;
  const TraceModel& model_;
  const TextGlyphs& glyphs_;
  TextScale scale_;
  std::vector<uint32_t> rows_;
  std::vector<bool> stuck_;
  std::vector<size_t> row_of_;  // by lane
  TextCanvas canvas_;
  std::vector<bool> lettered_;  // cells that hold the name of what is waited for
  std::array<bool, kStateCount> used_{};
  bool used_instant_ = false, used_busy_ = false, used_arrow_ = false, used_scheduler_ = false,
       used_note_ = false, used_send_ = false, used_deliver_ = false, used_both_ = false;
  std::array<bool, 5> used_outside_{};
};

}  // namespace coutil::tracer
