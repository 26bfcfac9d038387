// The list of results hangs below the field at the right; the other questions below the toolbar at the left.
#include "tracer/prompt_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tracer/key_codes.h"
#include "tracer/moves.h"
#include "tracer/timeline_label.h"
#include "tracer/toolbar_view.h"

namespace coutil::tracer {
namespace {

constexpr float kRow = 25, kMostRows = 12, kListWidth = 560, kQuestionWidth = 440;

struct Question {
  const char *label, *hint;
};

Question question_of(Prompt prompt) {
  if (prompt == Prompt::kBookmark) return {"bookmark", "its name"};
  if (prompt == Prompt::kLanes) return {"lanes with", "a name, a host, waiting, stuck, ended"};
  return {"go to", "1.5ms, 2s, or an event: #120"};
}

bool is_question(Prompt prompt) {
  return prompt == Prompt::kGoTo || prompt == Prompt::kBookmark || prompt == Prompt::kLanes;
}

Box question_box(const Painter& painter, const Box& toolbar) {
  const float left = toolbar.left + painter.px(12);
  const float right = std::min(left + painter.px(kQuestionWidth), toolbar.right - painter.px(12));
  return {left, toolbar.bottom + painter.px(4), right, toolbar.bottom + painter.px(48)};
}

Box list_box(const Painter& painter, const Box& toolbar, const Search& search) {
  if (search.text().empty()) return {};
  const Box field = search_box(painter, toolbar);
  const float room = ImGui::GetIO().DisplaySize.y - toolbar.bottom - painter.px(40);
  const float rows = std::clamp(static_cast<float>(search.results().size()), 1.0F, kMostRows);
  const float height = std::min(rows * painter.px(kRow) + painter.px(8), std::max(room, painter.px(kRow)));
  const float left = std::max(field.right - painter.px(kListWidth), toolbar.left + painter.px(12));
  return {std::min(left, field.left), field.bottom + painter.px(5), field.right,
          field.bottom + painter.px(5) + height};
}

}  // namespace

Box PromptView::covered(const Painter& painter, const Box& toolbar, const ViewState& state) const {
  if (state.prompt == Prompt::kSearch) return list_box(painter, toolbar, state.search);
  return is_question(state.prompt) ? question_box(painter, toolbar) : Box{};
}

void PromptView::show(const Ui& ui, const Box& toolbar, CommandContext& context) {
  if (context.state.prompt == Prompt::kSearch) show_search(ui, toolbar, context);
  if (is_question(context.state.prompt)) show_question(ui, toolbar, context);
}

void PromptView::show_search(const Ui& ui, const Box& toolbar, CommandContext& context) {
  ViewState& state = context.state;
  const Lanes& lanes = *context.input.lanes;
  const Box field = search_box(ui.painter, toolbar);
  std::string text = state.search.text();
  const bool is_new = std::exchange(state.prompt_is_new, false);
  const FieldResult typed = text_field(ui, field, "search", text, "names, lines, notes, errors", is_new);
  if (typed.changed) {
    state.search.ask(lanes, text);
    scroller_ = {};
  }
  const bool down = ImGui::IsKeyPressed(kKeyDown), up = ImGui::IsKeyPressed(kKeyUp);
  if (typed.entered || down || up) run_command(up ? Command::kPreviousResult : Command::kNextResult, context);
  // Enter takes the keyboard from the field, which shall keep it.
  if (typed.entered) state.prompt_is_new = true;
  const Box list = list_box(ui.painter, toolbar, state.search);
  if (list.height() > 0) paint_results(ui, list, context);
  if (ui.mouse.clicked && !ui.over(field) && !ui.over(list) && !is_new) state.prompt = Prompt::kNone;
}

void PromptView::paint_results(const Ui& ui, const Box& list, CommandContext& context) {
  ViewState& state = context.state;
  const Theme& theme = ui.theme();
  const Painter& painter = ui.painter;
  const auto& results = state.search.results();
  fill(ui, list, theme.raised, 6);
  outline(ui, list, theme.line, 6);
  const ImFont* font = painter.fonts->small;
  if (results.empty()) {
    paint_text(painter, font, list.left + ui.px(14), list.middle_y(), theme.text_dim,
               "nothing has this text");
    return;
  }
  const float row = ui.px(kRow);
  const Box inner = {list.left, list.top + ui.px(4), list.right, list.bottom - ui.px(4)};
  if (shown_choice_ != state.search.chosen()) {
    shown_choice_ = state.search.chosen();
    const float top = static_cast<float>(shown_choice_) * row;
    scroller_.offset = std::min(std::max(scroller_.offset, top + row - inner.height()), top);
  }
  scroll(ui, inner, static_cast<float>(results.size()) * row, scroller_);
  painter.list->PushClipRect({inner.left, inner.top}, {inner.right, inner.bottom}, true);
  const auto first = static_cast<std::size_t>(scroller_.offset / row);
  const float words = text_width(font, "kind of event") + ui.px(28);
  for (std::size_t i = first; i < results.size(); ++i) {
    const float top = inner.top + static_cast<float>(i) * row - scroller_.offset;
    if (top > inner.bottom) break;
    const Box box = {inner.left + ui.px(4), top, inner.right - ui.px(kScrollBarWidth), top + row};
    if (i == state.search.chosen()) fill(ui, box, faded(theme.accent, 0.25), 4);
    if (i != state.search.chosen() && ui.over(box)) fill(ui, box, faded(theme.accent, 0.12), 4);
    paint_text(painter, font, box.left + ui.px(10), box.middle_y(), theme.text_dim,
               found_word(results[i].what));
    const Box texts = {box.left + words, box.top, box.right - ui.px(6), box.bottom};
    paint_text(painter, font, texts.left, box.middle_y(), theme.text, results[i].text, &texts);
    if (!ui.clicked(box) || scroller_.held) continue;
    state.search.choose(i);
    const std::uint32_t where = state.search.first_row(*context.input.lanes, context.rows, i, state.cursor);
    if (where != kNone) go_to_row(*context.input.lanes, state, where);
    state.prompt_is_new = true;
  }
  painter.list->PopClipRect();
}

void PromptView::show_question(const Ui& ui, const Box& toolbar, CommandContext& context) {
  ViewState& state = context.state;
  const Theme& theme = ui.theme();
  const bool is_new = std::exchange(state.prompt_is_new, false);
  if (is_new) {
    const bool is_name = state.prompt == Prompt::kBookmark;
    const Bookmark* known = is_name ? state.bookmarks.find(state.cursor) : nullptr;
    text_ = known == nullptr ? "" : known->name;
    if (state.prompt == Prompt::kLanes) text_ = state.lanes.filter;
  }
  const Box box = question_box(ui.painter, toolbar);
  fill(ui, box, theme.raised, 6);
  outline(ui, box, theme.line, 6);
  const Question question = question_of(state.prompt);
  const ImFont* font = ui.painter.fonts->normal;
  const float width = text_width(font, question.label);
  paint_text(ui.painter, font, box.left + ui.px(14), box.middle_y(), theme.text, question.label);
  const Box field = {box.left + width + ui.px(28), box.middle_y() - ui.px(14), box.right - ui.px(12),
                     box.middle_y() + ui.px(14)};
  const FieldResult typed = text_field(ui, field, "question", text_, question.hint, is_new);
  if (typed.changed && state.prompt == Prompt::kLanes) set_filter(state.lanes, text_);
  if (typed.entered) answer(context);
  if (ui.mouse.clicked && !ui.over(box) && !is_new) state.prompt = Prompt::kNone;
}

void PromptView::answer(CommandContext& context) {
  ViewState& state = context.state;
  const TraceModel& model = context.input.lanes->model();
  if (state.prompt == Prompt::kBookmark) {
    state.bookmarks.set(state.cursor, text_.empty() ? model.describe(state.cursor) : text_);
    state.notice = fmt::format("bookmark set at #{}", state.cursor);
  } else if (state.prompt == Prompt::kGoTo) {
    const std::optional<std::uint32_t> row = row_from_text(model, text_);
    if (row) go_to_row(*context.input.lanes, state, *row);
    if (!row) {
      state.notice = fmt::format("'{}' is neither a time (1.5ms) nor an event up to #{}", elided(text_, 30),
                                 model.event_count() == 0 ? 0 : model.event_count() - 1);
    }
  }
  state.prompt = Prompt::kNone;
}

}  // namespace coutil::tracer
