// A gutter of counts and bars, then the line's number, then its text.
#include "tracer/source_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tracer/timeline_label.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr float kHead = 30, kLeastGutter = 124, kMostGutter = 190, kNumber = 46;

// The files that places are in, the one with the most places first.
std::vector<std::string> files_of(const TraceModel& model) {
  std::map<std::string, int> counts;
  for (const Place& place : model.places()) ++counts[place.file];
  std::vector<std::string> files;
  for (const auto& [file, count] : counts) files.push_back(file);
  std::stable_sort(files.begin(), files.end(),
                   [&](const std::string& a, const std::string& b) { return counts[a] > counts[b]; });
  return files;
}

// Where the row's coroutine stands: of rows without a place the last one before that has one.
std::uint32_t place_near(const TraceModel& model, const RowIndex& rows, std::uint32_t row) {
  constexpr int kMostSteps = 50;
  const std::uint32_t co = row < model.event_count() ? model.coroutine(row) : kNone;
  for (int steps = 0; row != kNone && row < model.event_count() && steps < kMostSteps; ++steps) {
    if (model.place(row) != kNone) return model.place(row);
    if (co == kNone) break;
    row = rows.previous_of_coroutine(co, row);
  }
  return kNone;
}

}  // namespace

void SourceView::open(const TraceModel& model, const TraceTotals& totals, const std::string& name) {
  name_ = name;
  opened_ = {};
  scroller_ = {};
  opened_.file = read_source(model, name);
  for (std::uint32_t place = 0; place < model.places().size(); ++place) {
    if (model.places()[place].file != name) continue;
    const WaitTotals& there = totals.places[place];
    Line& line = opened_.lines[model.places()[place].line];
    if (line.place == kNone || there.waited_rows > line.waited_rows) line.place = place;
    line.waits += there.waits;
    line.waited_ns += there.waited_ns;
    line.waited_rows += there.waited_rows;
    opened_.most_ns = std::max(opened_.most_ns, line.waited_ns);
    opened_.most_rows = std::max(opened_.most_rows, line.waited_rows);
  }
}

// To the line of what is selected, or of the cursor while the trace is played.
void SourceView::follow(CommandContext& context) {
  const ViewState& state = context.state;
  const TraceModel& model = context.input.lanes->model();
  const bool by_cursor = state.player.running() || !state.selection;
  const std::uint32_t row = by_cursor ? state.cursor : state.selection->event;
  if (row == followed_) return;
  followed_ = row;
  const std::uint32_t place = row == kNone ? kNone : place_near(model, context.rows, row);
  current_ = place == kNone ? 0 : model.places()[place].line;
  bring_in_sight_ = current_ > 0;
  if (place != kNone && model.places()[place].file != name_) name_ = "\n" + model.places()[place].file;
}

void SourceView::show_head(const Ui& ui, const Box& bar, const TraceModel& model) {
  const Theme& theme = ui.theme();
  float x = bar.left + ui.px(kMargin) - ui.px(10);
  for (const std::string& file : files_of(model)) {
    const std::string shown = elided(one_line(file), 30);
    const float width = word_button_width(ui.painter, shown);
    if (x + width > bar.right - ui.px(kMargin)) break;
    const Box box = {x, bar.top + ui.px(3), x + width, bar.bottom - ui.px(3)};
    if (word_button(ui, box, shown, file == name_)) name_ = "\n" + file;
    x = box.right + ui.px(4);
  }
  const Box rest = {x + ui.px(12), bar.top, bar.right - ui.px(kMargin), bar.bottom};
  const bool is_bad = !opened_.file.trouble.empty();
  const bool is_elsewhere = opened_.file.path != name_;
  paint_text(ui.painter, ui.painter.fonts->small, rest.left, bar.middle_y(),
             is_bad ? theme.warning : theme.text_faint,
             is_bad         ? one_line(opened_.file.trouble)
             : is_elsewhere ? one_line(opened_.file.path)
                            : "",
             &rest);
}

void SourceView::paint_line(const Ui& ui, const Box& line, std::int64_t number, const Line& totals) {
  const Theme& theme = ui.theme();
  const ImFont* font = ui.painter.fonts->small;
  const float wide = std::clamp(line.width() * 0.2F, ui.px(kLeastGutter), ui.px(kMostGutter));
  const bool by_time = opened_.most_ns > 0;
  if (totals.waits > 0) {
    const double share = by_time
                             ? static_cast<double>(totals.waited_ns) / static_cast<double>(opened_.most_ns)
                             : static_cast<double>(totals.waited_rows) /
                                   static_cast<double>(std::max<std::int64_t>(opened_.most_rows, 1));
    const float left = line.left + ui.px(kMargin), width = wide - ui.px(2 * kMargin);
    fill(ui,
         {left, line.top + ui.px(2), left + std::max(width * static_cast<float>(share), ui.px(2)),
          line.bottom - ui.px(2)},
         faded(theme.waiting, 0.35), 2);
    const std::string text =
        fmt::format("{}×  {}", format_count(totals.waits),
                    by_time ? format_duration_ns(totals.waited_ns)
                            : format_counted(static_cast<std::uint64_t>(totals.waited_rows), "event"));
    const Box gutter = {line.left, line.top, line.left + wide, line.bottom};
    paint_text(ui.painter, font, left + ui.px(5), line.middle_y(), theme.text, text, &gutter);
  }
  const std::string count = fmt::format("{}", number);
  const float right = line.left + wide + ui.px(kNumber - 12);
  paint_text(ui.painter, font, right - text_width(font, count), line.middle_y(),
             number == current_ ? theme.accent : theme.text_faint, count);
  const auto index = static_cast<std::size_t>(number - 1);
  if (index >= opened_.file.lines.size()) return;
  const Box text = {line.left + wide + ui.px(kNumber), line.top, line.right - ui.px(kScrollBarWidth),
                    line.bottom};
  paint_text(ui.painter, ui.painter.fonts->normal, text.left, line.middle_y(), theme.text,
             opened_.file.lines[index], &text);
}

void SourceView::show(const Ui& ui, const Box& box, CommandContext& context, const TraceTotals& totals) {
  const TraceModel& model = context.input.lanes->model();
  follow(context);
  if (name_.empty()) {
    const std::vector<std::string> files = files_of(model);
    if (!files.empty()) name_ = "\n" + files.front();
  }
  // A name with a line end before it is to be opened.
  if (name_.starts_with('\n')) open(model, totals, name_.substr(1));
  const Box bar = {box.left, box.top, box.right, box.top + ui.px(kHead)};
  const Box list = {box.left, bar.bottom, box.right, box.bottom};
  std::int64_t count = static_cast<std::int64_t>(opened_.file.lines.size());
  if (count == 0 && !opened_.lines.empty()) count = opened_.lines.rbegin()->first;
  count = std::min<std::int64_t>(count, 1000000);
  const float row = ui.px(21);
  if (bring_in_sight_) {
    bring_in_sight_ = false;
    const float top = static_cast<float>(current_ - 1) * row;
    const bool in_sight = top >= scroller_.offset && top + row <= scroller_.offset + list.height();
    if (!in_sight) scroller_.offset = top - list.height() / 3;
  }
  scroll(ui, list, static_cast<float>(count) * row + ui.px(8), scroller_);
  ui.painter.list->PushClipRect({list.left, list.top}, {list.right, list.bottom}, true);
  for (auto number = static_cast<std::int64_t>(scroller_.offset / row) + 1; number <= count; ++number) {
    const float top = list.top + static_cast<float>(number - 1) * row - scroller_.offset;
    if (top > list.bottom) break;
    const Box line = {list.left, top, list.right, top + row};
    const auto found = opened_.lines.find(number);
    const Line totals_here = found == opened_.lines.end() ? Line{} : found->second;
    if (number == current_) fill(ui, line, faded(ui.theme().accent, 0.2));
    if (totals_here.place != kNone && ui.over(line)) fill(ui, line, faded(ui.theme().accent, 0.1));
    paint_line(ui, line, number, totals_here);
    if (totals_here.place == kNone || !ui.clicked(line) || scroller_.held) continue;
    // To the next event of that line, around the end.
    std::uint32_t event = context.rows.next_of_place(totals_here.place, context.state.cursor);
    if (event == kNone) event = context.rows.next_of_place(totals_here.place, kNone);
    if (event != kNone) go_to_row(*context.input.lanes, context.state, event);
  }
  ui.painter.list->PopClipRect();
  show_head(ui, bar, model);
}

}  // namespace coutil::tracer
