// Header, verdict, details, legend and tooltip, painted from texts that others put together.
#include "tracer/panel_view.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tracer/mark_view.h"
#include "tracer/timeline_label.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr float kFactGap = 22;
constexpr std::size_t kLongestError = 400;  // characters; the rest is in `coutil trace summary`
constexpr std::size_t kLongestSentence = 1600;
constexpr float kNoteIndent = 84;      // from a note's heading to its sentence
constexpr std::size_t kMostLinks = 7;  // of a chain that has a line for each

ImVec2 size_of(const ImFont* font, const std::string& text, float wrap) {
  return font->CalcTextSizeA(font->FontSize, FLT_MAX, wrap, text.data(), text.data() + text.size());
}

void paint_wrapped(const Painter& painter, const ImFont* font, float x, float y, Colour colour,
                   const std::string& text, float wrap) {
  painter.list->AddText(font, font->FontSize, {std::round(x), std::round(y)}, colour, text.data(),
                        text.data() + text.size(), wrap);
}

}  // namespace

std::string run_figures(const TraceModel& model, const DocumentStatus& status) {
  const Header& header = model.header();
  std::string text = header.backend.empty() ? "" : fmt::format("{} backend", one_line(header.backend));
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : "  ·  ") + part; };
  if (!header.seed.empty() && header.seed != "null") add("seed " + one_line(header.seed));
  add(format_counted(model.coroutine_count(), "coroutine"));
  add(format_counted(model.event_count(), "event"));
  const std::int64_t length = model.end_ns() - model.begin_ns();
  add(length > 0 ? time_text(length) : "all at one instant");
  if (!status.notice.empty()) add(status.notice);
  if (!status.trouble.empty()) {
    add(status.trouble);
  } else if (status.reading) {
    add(fmt::format("reading {} %", static_cast<int>(status.part * 100)));
  } else if (model.cut_short()) {
    add(status.growing ? "still running" : "cut short: the run was killed or still writes");
  }
  if (!status.reading && status.finding) add("looking for findings");
  return text;
}

namespace {

// A thin bar along the header's lower edge: how much of the file is shown.
void paint_reading(const Painter& painter, const Box& area, const DocumentStatus& status) {
  if (!status.reading) return;
  const float right = area.left + area.width() * static_cast<float>(status.part);
  painter.list->AddRectFilled({area.left, area.bottom - painter.px(3)}, {right, area.bottom},
                              painter.theme->text_dim);
}

}  // namespace

bool paint_choice(const Painter& painter, float& right, float middle,
                  std::initializer_list<const char*> words, int chosen, const char* key) {
  const ImFont* font = painter.fonts->small;
  const Theme& theme = *painter.theme;
  const float padding = painter.px(9), half = painter.px(12);
  float width = 0;
  for (const char* word : words) width += text_width(font, word) + 2 * padding;
  const Box box = {right - width, middle - half, right, middle + half};
  painter.list->AddRectFilled({box.left, box.top}, {box.right, box.bottom}, theme.background, painter.px(5));
  painter.list->AddRect({box.left, box.top}, {box.right, box.bottom}, theme.line, painter.px(5), 0,
                        painter.scale);
  float x = box.left;
  int index = 0;
  for (const char* word : words) {
    const float end = x + text_width(font, word) + 2 * padding;
    const bool is_chosen = index++ == chosen;
    if (is_chosen) {
      painter.list->AddRectFilled({x + painter.px(2), box.top + painter.px(2)},
                                  {end - painter.px(2), box.bottom - painter.px(2)}, theme.raised,
                                  painter.px(4));
    }
    paint_text(painter, font, x + padding, middle, is_chosen ? theme.text : theme.text_dim, word);
    x = end;
  }
  const float key_width = text_width(font, key);
  paint_text(painter, font, box.left - key_width - painter.px(7), middle, theme.text_faint, key);
  right = box.left - key_width - painter.px(7) - painter.px(kMargin);
  const ImGuiIO& io = ImGui::GetIO();
  return ImGui::IsMouseClicked(0) && box.contains(io.MousePos.x, io.MousePos.y);
}

HeaderClicks paint_choices(const Painter& painter, float& right, float middle, const ViewState& state) {
  HeaderClicks clicks;
  clicks.help = paint_choice(painter, right, middle, {"help"}, -1, "H");
  const auto theme_at = std::find(kThemes.begin(), kThemes.end(), state.theme);
  clicks.theme = paint_choice(painter, right, middle, {"dark", "light", "safe"},
                              static_cast<int>(theme_at - kThemes.begin()), "L");
  clicks.axis =
      paint_choice(painter, right, middle, {"by order", "by time"}, state.axis == Axis::kOrder ? 0 : 1, "T");
  return clicks;
}

namespace {

// A chain "A waits for m, held by B, which waits ..." with a line for each link, where there are not too
// many.
std::string by_links(std::string text) {
  constexpr std::string_view kLink = ", which waits ";
  std::vector<std::size_t> links;
  for (std::size_t at = text.find(kLink); at != std::string::npos; at = text.find(kLink, at + 1)) {
    links.push_back(at);
  }
  if (links.size() > kMostLinks) return text;
  for (const std::size_t at : links) text[at + 1] = '\n';
  return text;
}

std::string finding_text(const Finding& finding) {
  if (finding.kind == VerdictKind::kStuck) return by_links(elided(finding.sentence, kLongestSentence));
  return elided(finding.sentence, kLongestError);
}

float finding_height(const Painter& painter, const Finding& finding, float width) {
  const float title = painter.px(24);
  const std::string text = finding_text(finding);
  return title + (text.empty() ? 0 : size_of(painter.fonts->normal, text, width).y) + painter.px(18);
}

float finding_wrap(const Painter& painter, float width) { return width - painter.px(2 * kMargin + 12); }

// One legend entry: a little box in the shape of a state, and its word.
void paint_entry(const Painter& painter, float& x, float middle, State state, bool stuck, const char* word) {
  const Box box = {x, middle - painter.px(8), x + painter.px(34), middle + painter.px(8)};
  paint_state(painter, box, state, stuck, false, false);
  x = box.right + painter.px(7);
  paint_text(painter, painter.fonts->small, x, middle, painter.theme->text_dim, word);
  x += text_width(painter.fonts->small, word) + painter.px(20);
}

const char* legend_word(State state) {
  if (state == State::kCreated) return "not started";
  return state == State::kDriving ? "resumed another" : state_name(state);
}

bool has_state(const TimelineInput& input, State state) {
  if (state == State::kDriving && !input.nesting->empty()) return true;
  const auto& lanes = input.lanes->lanes();
  return std::any_of(lanes.begin(), lanes.end(), [state](const Lane& lane) {
    return lane.totals.rows[static_cast<std::size_t>(state)] > 0;
  });
}

// What the sockets' marks mean, as far as there are any.
void paint_mark_entries(const Painter& painter, float& x, float middle, const Lanes& lanes) {
  struct Entry {
    MarkKind kind;
    const char* word;
  };
  static constexpr Entry kEntries[] = {{MarkKind::kDeliver, "receives"},
                                       {MarkKind::kSend, "sends"},
                                       {MarkKind::kDrop, "lost"},
                                       {MarkKind::kOpen, "opens"},
                                       {MarkKind::kClose, "closes"}};
  for (const Entry& entry : kEntries) {
    if (lanes.mark_count(entry.kind) == 0) continue;
    MarkGlyph glyph{};
    glyph.mark.kind = entry.kind;
    glyph.x = x + painter.px(6);
    glyph.y = middle - (is_message(entry.kind) ? painter.px(1) : 0);
    paint_mark(painter, glyph);
    x += painter.px(17);
    paint_text(painter, painter.fonts->small, x, middle, painter.theme->text_dim, entry.word);
    x += text_width(painter.fonts->small, entry.word) + painter.px(16);
  }
}

// Facts side by side, in lines; returns the height. With no list to paint into it only measures.
float flow_facts(const Painter& painter, const Story& story, float left, float top, float width, bool paint) {
  const ImFont* font = painter.fonts->normal;
  const float line = painter.px(24);
  float x = left, y = top;
  for (const Fact& fact : story.facts) {
    const float name_width = text_width(font, fact.name) + painter.px(8);
    const float whole = name_width + text_width(font, fact.text);
    if (x > left && x + whole > left + width) {
      x = left;
      y += line;
    }
    if (paint) {
      paint_text(painter, font, x, y + line / 2, painter.theme->text_faint, fact.name);
      paint_text(painter, font, x + name_width, y + line / 2, painter.theme->text, fact.text);
    }
    x += whole + painter.px(kFactGap);
  }
  return y + (story.facts.empty() ? 0 : line) - top;
}

// Title, sentence, facts and notes, one below the other; returns the height of all.
float flow_details(const Painter& painter, const Box& area, const Details& details, bool paint) {
  const Theme& theme = *painter.theme;
  const ImFont* font = painter.fonts->normal;
  const float left = area.left + painter.px(kMargin), inner = area.width() - painter.px(2 * kMargin);
  const float indent = painter.px(kNoteIndent);
  float y = area.top;
  if (!details.story.title.empty()) {
    if (paint)
      paint_text(painter, painter.fonts->bold, left, y + painter.px(20), theme.text, details.story.title);
    y += painter.px(34);
    if (!details.sentence.empty()) {
      if (paint) paint_wrapped(painter, font, left, y, theme.text, details.sentence, inner);
      y += size_of(font, details.sentence, inner).y + painter.px(8);
    }
    y += flow_facts(painter, details.story, left, y, inner, paint);
  }
  for (const Fact& note : details.notes) {
    y += painter.px(8);
    if (paint) {
      paint_wrapped(painter, font, left, y, theme.text_dim, note.name, 0);
      paint_wrapped(painter, font, left + indent, y, theme.text, note.text, inner - indent);
    }
    y += size_of(font, note.text, inner - indent).y;
  }
  return y + painter.px(10) - area.top;
}

}  // namespace

float header_height(const Painter& painter) { return painter.px(60); }

HeaderClicks paint_header(const Painter& painter, const Box& area, const TraceModel& model,
                          const ViewState& state, const DocumentStatus& status) {
  const Theme& theme = *painter.theme;
  painter.list->AddRectFilled({area.left, area.top}, {area.right, area.bottom}, theme.panel);
  float right = area.right - painter.px(kMargin);
  const float middle = area.middle_y();
  HeaderClicks clicks = paint_choices(painter, right, middle, state);
  if (status.growing) clicks.live = paint_choice(painter, right, middle, {"live"}, state.live ? 0 : -1, "E");
  const std::string& script = model.header().script;
  const std::string title = one_line(script.empty() ? model.path() : script);
  const Box texts = {area.left, area.top, right, area.bottom};
  const float left = area.left + painter.px(kMargin);
  paint_text(painter, painter.fonts->bold, left, area.top + painter.px(20), theme.text, title, &texts);
  paint_text(painter, painter.fonts->small, left, area.top + painter.px(42), theme.text_dim,
             run_figures(model, status), &texts);
  paint_reading(painter, area, status);
  painter.list->AddLine({area.left, area.bottom}, {area.right, area.bottom}, theme.line);
  return clicks;
}

float verdict_height(const Painter& painter, const Verdict& verdict, float width) {
  float height = 0;
  for (const Finding& finding : verdict.findings) {
    height += finding_height(painter, finding, finding_wrap(painter, width));
  }
  return height + (verdict.more > 0 ? painter.px(26) : 0);
}

void paint_verdict(const Painter& painter, const Box& area, const Verdict& verdict) {
  const Theme& theme = *painter.theme;
  const float wrap = finding_wrap(painter, area.width());
  float y = area.top;
  for (const Finding& finding : verdict.findings) {
    const bool grave = finding.kind >= VerdictKind::kError;
    const Colour colour = grave ? theme.stuck : theme.warning;
    const float height = finding_height(painter, finding, wrap);
    painter.list->AddRectFilled({area.left, y}, {area.right, y + height},
                                grave ? theme.stuck_panel : theme.warning_panel);
    painter.list->AddRectFilled({area.left, y}, {area.left + painter.px(5), y + height}, colour);
    const float left = area.left + painter.px(kMargin);
    paint_text(painter, painter.fonts->bold, left, y + painter.px(20), colour, finding.title);
    paint_wrapped(painter, painter.fonts->normal, left, y + painter.px(33), theme.text, finding_text(finding),
                  wrap);
    y += height;
    painter.list->AddLine({area.left, y}, {area.right, y}, theme.line);
  }
  if (verdict.more == 0) return;
  const std::string more = fmt::format("and {} more went wrong", verdict.more);
  paint_text(painter, painter.fonts->small, area.left + painter.px(kMargin), y + painter.px(13),
             theme.text_dim, more);
}

Box finding_box(const Painter& painter, const Box& area, const Verdict& verdict, std::size_t index) {
  const float wrap = finding_wrap(painter, area.width());
  Box box = {area.left, area.top, area.right, area.top};
  for (std::size_t i = 0; i <= index && i < verdict.findings.size(); ++i) {
    box.top = box.bottom;
    box.bottom += finding_height(painter, verdict.findings[i], wrap);
  }
  return box;
}

std::size_t finding_at(const Painter& painter, const Box& area, const Verdict& verdict, float y) {
  const float wrap = finding_wrap(painter, area.width());
  float bottom = area.top;
  for (std::size_t i = 0; i < verdict.findings.size(); ++i) {
    bottom += finding_height(painter, verdict.findings[i], wrap);
    if (y < bottom) return i;
  }
  return verdict.findings.size();
}

float short_verdict_height(const Painter& painter, const Verdict& verdict) {
  return verdict.findings.empty() ? 0 : painter.px(30);
}

void paint_short_verdict(const Painter& painter, const Box& area, const Verdict& verdict) {
  if (verdict.findings.empty()) return;
  const Theme& theme = *painter.theme;
  const Finding& first = verdict.findings.front();
  const bool grave = first.kind >= VerdictKind::kError;
  const Colour colour = grave ? theme.stuck : theme.warning;
  painter.list->AddRectFilled({area.left, area.top}, {area.right, area.bottom},
                              grave ? theme.stuck_panel : theme.warning_panel);
  painter.list->AddRectFilled({area.left, area.top}, {area.left + painter.px(5), area.bottom}, colour);
  const Box texts = {area.left, area.top, area.right - painter.px(44), area.bottom};
  const float left = area.left + painter.px(kMargin), title = text_width(painter.fonts->bold, first.title);
  paint_text(painter, painter.fonts->bold, left, area.middle_y(), colour, first.title, &texts);
  const std::size_t others = verdict.findings.size() - 1 + verdict.more;
  const std::string rest = others > 0 ? fmt::format("and {} more  ·  ", others) : "";
  paint_text(painter, painter.fonts->small, left + title + painter.px(14), area.middle_y(), theme.text_dim,
             rest + one_line(first.sentence), &texts);
  painter.list->AddLine({area.left, area.bottom}, {area.right, area.bottom}, theme.line);
}

float details_height(const Painter& painter, const Details& details, float width) {
  return flow_details(painter, {0, 0, width, 0}, details, false);
}

void paint_details(const Painter& painter, const Box& area, const Details& details) {
  painter.list->AddRectFilled({area.left, area.top}, {area.right, area.bottom}, painter.theme->panel);
  flow_details(painter, area, details, true);
}

float legend_height(const Painter& painter) { return painter.px(34); }

void paint_legend(const Painter& painter, const Box& area, const TimelineInput& input, const char* hint) {
  const Theme& theme = *painter.theme;
  painter.list->AddRectFilled({area.left, area.top}, {area.right, area.bottom}, theme.panel);
  painter.list->AddLine({area.left, area.top}, {area.right, area.top}, theme.line);
  const float middle = area.middle_y();
  float x = area.left + painter.px(kMargin);
  for (const State state : {State::kRunning, State::kDriving, State::kReady, State::kWaiting,
                            State::kSuspended, State::kCreated}) {
    if (!has_state(input, state)) continue;
    paint_entry(painter, x, middle, state, false, legend_word(state));
  }
  if (!input.verdict->stuck_lanes.empty())
    paint_entry(painter, x, middle, State::kWaiting, true, "waits for ever");
  if (!input.holds->empty()) {
    const Box box = {x, middle - painter.px(6), x + painter.px(34), middle + painter.px(6)};
    paint_hold(painter, box, false);
    x = box.right + painter.px(7);
    paint_text(painter, painter.fonts->small, x, middle, theme.text_dim, "holds a mutex");
    x += text_width(painter.fonts->small, "holds a mutex") + painter.px(20);
  }
  if (input.lanes->emit_arrow_count() > 0) {
    painter.list->AddCircleFilled({x + painter.px(4), middle}, painter.px(3.5F), theme.arrow, 16);
    painter.list->AddLine({x + painter.px(4), middle}, {x + painter.px(24), middle}, theme.arrow,
                          painter.px(1.5F));
    paint_arrow_head(painter, x + painter.px(30), middle, 1, 0, theme.arrow);
    x += painter.px(37);
    paint_text(painter, painter.fonts->small, x, middle, theme.text_dim, "emit wakes");
    x += text_width(painter.fonts->small, "emit wakes") + painter.px(20);
  }
  paint_mark_entries(painter, x, middle, *input.lanes);
  const float hint_left = area.right - painter.px(kMargin) - text_width(painter.fonts->small, hint);
  if (hint_left > x + painter.px(8)) {
    paint_text(painter, painter.fonts->small, hint_left, middle, theme.text_faint, hint);
  }
}

void show_tooltip(const Painter& painter, const Story& story) {
  if (story.title.empty()) return;
  const auto as_text = [](Colour value) { return ImGui::ColorConvertU32ToFloat4(value); };
  const Theme& theme = *painter.theme;
  ImGui::PushStyleColor(ImGuiCol_PopupBg, as_text(theme.raised));
  ImGui::PushStyleColor(ImGuiCol_Border, as_text(theme.line));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {painter.px(12), painter.px(10)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, painter.px(5));
  ImGui::BeginTooltip();
  ImGui::PushFont(painter.fonts->bold);
  ImGui::TextColored(as_text(theme.text), "%s", story.title.c_str());
  ImGui::PopFont();
  std::size_t longest = 0;
  for (const Fact& fact : story.facts) longest = std::max(longest, text_length(fact.name));
  for (const Fact& fact : story.facts) {
    const std::string name = fmt::format("{:<{}}", fact.name, longest + 2);
    ImGui::TextColored(as_text(theme.text_dim), "%s", name.c_str());
    ImGui::SameLine(0, 0);
    ImGui::TextColored(as_text(theme.text), "%s", elided(fact.text, 90).c_str());
  }
  ImGui::EndTooltip();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor(2);
}

}  // namespace coutil::tracer
