// Titles sort, rows lead to the timeline. Only the rows in sight are made into texts.
#include "tracer/table_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tracer/timeline_label.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr float kHead = 34, kTitles = 26, kRow = 25;
constexpr std::size_t kMeasuredRows = 200;  // from which the widths are taken

std::string latency_text(Axis axis, std::int64_t value) {
  if (axis == Axis::kTime) return value == 0 ? "0" : format_duration_ns(value);
  return format_count(static_cast<std::uint64_t>(value));
}

}  // namespace

void TableView::forget() { table_.reset(); }

void TableView::show(const Ui& ui, const Box& box, CommandContext& context, const LateFacts& late) {
  if (which_ < kTableCount && !table_) {
    table_.emplace(*context.input.lanes, late.totals, late.mutexes, static_cast<TableKind>(which_));
    // What one looks for first: the longest waiting on top.
    const std::size_t columns[] = {3, 3, 4, 3};
    if (!filter_.empty()) table_->filter(filter_);
    table_->sort(columns[which_], true);
    scroller_ = {};
  }
  const Box bar = {box.left, box.top, box.right, box.top + ui.px(kHead)};
  const Box rest = {box.left, bar.bottom, box.right, box.bottom};
  show_head(ui, bar, context);
  if (which_ == kTableCount) {
    show_latencies(ui, rest, context, late);
  } else if (table_) {
    show_table(ui, rest, context);
  }
}

void TableView::show_head(const Ui& ui, const Box& bar, CommandContext& context) {
  ViewState& state = context.state;
  float x = bar.left + ui.px(kMargin) - ui.px(10);
  for (std::size_t i = 0; i <= kTableCount; ++i) {
    const char* word = i == kTableCount ? "Wake-ups" : table_name(static_cast<TableKind>(i));
    const float width = word_button_width(ui.painter, word);
    const Box box = {x, bar.top + ui.px(5), x + width, bar.bottom - ui.px(5)};
    x = box.right + ui.px(4);
    if (!word_button(ui, box, word, i == which_) || i == which_) continue;
    which_ = i;
    table_.reset();
  }
  const Box field = {std::max(bar.right - ui.px(240), x + ui.px(10)), bar.top + ui.px(4),
                     bar.right - ui.px(kMargin), bar.bottom - ui.px(4)};
  if (which_ == kTableCount || field.width() < ui.px(80)) {
    if (state.prompt == Prompt::kFilter) state.prompt = Prompt::kNone;
    return;
  }
  if (state.prompt == Prompt::kFilter) {
    const bool is_new = std::exchange(state.prompt_is_new, false);
    const FieldResult typed = text_field(ui, field, "filter", filter_, "filter", is_new);
    if (typed.changed && table_) table_->filter(filter_);
    const bool left = ui.mouse.clicked && !ui.over(field) && !is_new;
    if (typed.entered || left) state.prompt = Prompt::kNone;
    return;
  }
  fill(ui, field, ui.theme().background, 5);
  outline(ui, field, ui.over(field) ? ui.theme().text_faint : ui.theme().line, 5);
  paint_text(ui.painter, ui.painter.fonts->small, field.left + ui.px(9), field.middle_y(),
             filter_.empty() ? ui.theme().text_faint : ui.theme().text, filter_.empty() ? "filter" : filter_,
             &field);
  if (!ui.clicked(field)) return;
  state.prompt = Prompt::kFilter;
  state.prompt_is_new = true;
}

// Every column as wide as its widest text; what is left over goes to the first one.
void TableView::measure(const Ui& ui, float width) {
  const ImFont* font = ui.painter.fonts->small;
  const auto& columns = table_->columns();
  std::vector<float> widths;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    float widest = text_width(font, columns[column].title) + ui.px(16);
    const std::size_t count = std::min(table_->rows().size(), kMeasuredRows);
    for (std::size_t i = 0; i < count; ++i) {
      widest = std::max(widest, text_width(font, table_->text(table_->rows()[i], column)));
    }
    widths.push_back(std::min(widest, ui.px(320)) + ui.px(26));
  }
  float all = 0;
  for (const float one : widths) all += one;
  if (all > width) widths[0] = std::max(widths[0] - (all - width), ui.px(120));
  lefts_.assign(1, 0);
  for (const float one : widths) lefts_.push_back(lefts_.back() + one);
}

void TableView::show_titles(const Ui& ui, const Box& bar) {
  const Theme& theme = ui.theme();
  const ImFont* font = ui.painter.fonts->small;
  const auto& columns = table_->columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Box cell = {bar.left + lefts_[i], bar.top, bar.left + lefts_[i + 1], bar.bottom};
    const bool is_key = table_->sorted_by() == i;
    const float padding = ui.px(kMargin) - ui.px(4);
    const float width = text_width(font, columns[i].title);
    const float x = columns[i].is_number ? cell.right - padding - width : cell.left + padding;
    paint_text(ui.painter, font, x, cell.middle_y(), is_key || ui.over(cell) ? theme.text : theme.text_dim,
               columns[i].title);
    if (is_key) {
      const float tip = table_->descending() ? ui.px(3) : -ui.px(3);
      const float at = columns[i].is_number ? x - ui.px(8) : x + width + ui.px(8), y = cell.middle_y();
      ui.painter.list->AddTriangleFilled({at - ui.px(4), y - tip}, {at + ui.px(4), y - tip}, {at, y + tip},
                                         theme.accent);
    }
    if (!ui.clicked(cell)) continue;
    table_->sort(i, is_key ? !table_->descending() : columns[i].is_number);
    scroller_ = {};
  }
  ui.painter.list->AddLine({bar.left, bar.bottom}, {bar.right, bar.bottom}, theme.line);
}

void TableView::show_table(const Ui& ui, const Box& box, CommandContext& context) {
  const Theme& theme = ui.theme();
  const ImFont* font = ui.painter.fonts->small;
  measure(ui, box.width() - ui.px(kScrollBarWidth));
  const Box titles = {box.left, box.top, box.right, box.top + ui.px(kTitles)};
  const Box list = {box.left, titles.bottom + 1, box.right, box.bottom};
  show_titles(ui, titles);
  const auto& rows = table_->rows();
  if (rows.empty()) {
    paint_text(ui.painter, ui.painter.fonts->normal, list.left + ui.px(kMargin), list.top + ui.px(20),
               theme.text_faint,
               filter_.empty() ? "Nothing of this kind is in the trace." : "Nothing passes the filter.");
  }
  const float row = ui.px(kRow);
  scroll(ui, list, static_cast<float>(rows.size()) * row, scroller_);
  ui.painter.list->PushClipRect({list.left, list.top}, {list.right, list.bottom}, true);
  for (auto i = static_cast<std::size_t>(scroller_.offset / row); i < rows.size(); ++i) {
    const float top = list.top + static_cast<float>(i) * row - scroller_.offset;
    if (top > list.bottom) break;
    const Box line = {list.left, top, list.right - ui.px(kScrollBarWidth), top + row};
    const std::uint32_t event = table_->event(rows[i]);
    if (ui.over(line)) fill(ui, line, faded(theme.accent, 0.12));
    for (std::size_t column = 0; column < table_->columns().size(); ++column) {
      const Box cell = {list.left + lefts_[column] + ui.px(kMargin - 4), top,
                        list.left + lefts_[column + 1] - ui.px(kMargin - 4), top + row};
      const std::string text = table_->text(rows[i], column);
      const bool is_number = table_->columns()[column].is_number;
      const float x = is_number ? cell.right - text_width(font, text) : cell.left;
      const bool is_dim = is_number && (text == "0" || text == "0 %");
      paint_text(ui.painter, font, x, cell.middle_y(), is_dim ? theme.text_faint : theme.text, text, &cell);
    }
    if (event != kNone && ui.clicked(line) && !scroller_.held)
      go_to_row(*context.input.lanes, context.state, event);
  }
  ui.painter.list->PopClipRect();
}

void TableView::show_latencies(const Ui& ui, const Box& box, CommandContext& context, const LateFacts& late) {
  const Lanes& lanes = *context.input.lanes;
  // Where waking takes no time, events tell more.
  const Axis axis =
      late.latencies[0].longest > 0 && context.state.axis == Axis::kTime ? Axis::kTime : Axis::kOrder;
  const LatencyFacts& facts = late.latencies[static_cast<std::size_t>(axis)];
  const Theme& theme = ui.theme();
  const ImFont* font = ui.painter.fonts->small;
  const float left = box.left + ui.px(kMargin);
  if (facts.count == 0) {
    paint_text(ui.painter, ui.painter.fonts->normal, left, box.top + ui.px(20), theme.text_faint,
               "Nobody was woken and run in this trace.");
    return;
  }
  const std::string head =
      fmt::format("{}, from the wake to the run, in {}:  median {}  ·  90 % {}  ·  99 % {}  ·  longest {}",
                  format_counted(facts.count, "wake-up"), axis == Axis::kTime ? "time" : "events",
                  latency_text(axis, facts.median), latency_text(axis, facts.p90),
                  latency_text(axis, facts.p99), latency_text(axis, facts.longest));
  const Box line = {box.left, box.top, box.right - ui.px(kMargin), box.top + ui.px(30)};
  paint_text(ui.painter, font, left, line.middle_y(), theme.text, head, &line);
  if (facts.longest_event != kNone && ui.clicked(line)) go_to_row(lanes, context.state, facts.longest_event);
  const auto first = static_cast<std::size_t>(
      std::find_if(facts.buckets.begin(), facts.buckets.end(), [](auto n) { return n > 0; }) -
      facts.buckets.begin());
  const std::size_t last = latency_bucket(facts.longest);
  const std::uint64_t most = *std::max_element(facts.buckets.begin(), facts.buckets.end());
  const float step =
      std::min((box.width() - ui.px(2 * kMargin)) / static_cast<float>(last - first + 1), ui.px(110));
  const float bottom = box.bottom - ui.px(28), room = std::max(bottom - line.bottom - ui.px(22), 1.0F);
  for (std::size_t bucket = first; bucket <= last; ++bucket) {
    const float x = left + static_cast<float>(bucket - first) * step;
    const float part =
        static_cast<float>(static_cast<double>(facts.buckets[bucket]) / static_cast<double>(most));
    const float height = facts.buckets[bucket] == 0 ? 0 : std::max(room * part, ui.px(1.5F));
    fill(ui, {x, bottom - height, x + step - ui.px(3), bottom}, theme.ready, 2);
    const Box cell = {x, box.top, x + step - ui.px(2), box.bottom};
    if (facts.buckets[bucket] > 0) {
      paint_text(ui.painter, font, x, bottom - height - ui.px(9), theme.text_dim,
                 format_count(facts.buckets[bucket]), &cell);
    }
    paint_text(ui.painter, font, x, bottom + ui.px(13), theme.text_faint,
               latency_text(axis, bucket_begin(bucket)), &cell);
  }
  ui.painter.list->AddLine({left, bottom}, {box.right - ui.px(kMargin), bottom}, theme.line);
}

}  // namespace coutil::tracer
