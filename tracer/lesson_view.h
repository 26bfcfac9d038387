// The lesson's column at the right of the window: what a card says, beside the timeline.
#pragma once

#include "tracer/lesson_card.h"
#include "tracer/shape_view.h"

namespace coutil::tracer {

/// How wide the column is in a window of this width: 0 without a card, and where there is no room beside a
/// timeline.
float lesson_width(const Painter& painter, float window_width, const LessonCard* card);

/// Paints it into `area`. The mouse's wheel over it moves `scroll`, in pixels, which is kept within the text.
void paint_lesson(const Painter& painter, const Box& area, const LessonCard& card, float& scroll);

}  // namespace coutil::tracer
