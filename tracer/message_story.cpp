// Looks around a row for the other end of its message. Knows words, no picture.
#include "tracer/message_story.h"

#include <fmt/format.h>

#include <algorithm>

#include "tracer/row_sentence.h"
#include "tracer/timeline_label.h"
#include "tracer/timeline_scale.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr std::uint32_t kNear = 100000;  // rows that are looked at for what belongs together

// "sender 1@a (10.0.0.1:7)"; what is not known is left out.
std::string party(const TraceModel& model, std::uint32_t row, const std::string& address) {
  const std::uint32_t who = row == kNone ? kNone : model.coroutine(row);
  const std::string text = who == kNone ? "" : one_line(model.label(who));
  if (address.empty()) return text.empty() ? "nobody whom the trace names" : text;
  return text.empty() ? one_line(address) : fmt::format("{} ({})", text, one_line(address));
}

std::string from_whom(const TraceModel& model, const Message& message) {
  const bool came = message.end != kNone && model.kind(message.end) == Kind::kDeliver;
  return party(model, message.send, came ? model.text(message.end, "from") : "");
}

std::string to_whom(const TraceModel& model, const Message& message) {
  const bool came = message.end != kNone && model.kind(message.end) == Kind::kDeliver;
  return party(model, came ? message.end : kNone,
               message.send == kNone ? "" : model.text(message.send, "to"));
}

bool is_lost(const TraceModel& model, const Message& message) {
  return message.end != kNone && model.kind(message.end) == Kind::kDrop;
}

std::string why_lost(const TraceModel& model, const Message& message) {
  const std::string why = one_line(model.text(message.end, "why"));
  return why.empty() ? "for a reason that the trace does not tell" : why;
}

std::string took(const TraceModel& model, const Message& message) {
  return time_text(model.time_ns(message.end) - model.time_ns(message.send), 6);
}

}  // namespace

Message message_of(const TraceModel& model, std::uint32_t row) {
  const std::int64_t id = model.message(row);
  if (model.kind(row) == Kind::kSend) {
    const std::uint32_t last = row + std::min(kNear, model.event_count() - row);
    for (std::uint32_t e = row + 1; e < last; ++e) {
      const bool ends = model.kind(e) == Kind::kDeliver || model.kind(e) == Kind::kDrop;
      if (ends && model.message(e) == id) return {row, e};
    }
    return {row, kNone};
  }
  for (std::uint32_t e = row; e-- > row - std::min(kNear, row);) {
    if (model.kind(e) == Kind::kSend && model.message(e) == id) return {e, row};
  }
  return {kNone, row};
}

Story message_story(const TraceModel& model, const Message& message, std::uint32_t count) {
  const bool lost = is_lost(model, message);
  const std::uint32_t row = message.send != kNone ? message.send : message.end;
  Story story;
  story.title =
      count > 1 ? fmt::format("{} messages, the first:", format_count(count)) : one_line(model.describe(row));
  story.facts.push_back({"from", from_whom(model, message)});
  story.facts.push_back({"to", to_whom(model, message)});
  const std::string on =
      model.object(row) == kNone ? "" : " on " + one_line(model.object_label(model.object(row)));
  story.facts.push_back(
      {"what",
       fmt::format(
           "message {}, {}{}", model.message(row),
           format_counted(static_cast<std::uint64_t>(std::max<std::int64_t>(model.bytes(row), 0)), "byte"),
           on)});
  if (message.send != kNone) story.facts.push_back({"sent", moment(model, message.send)});
  if (message.end == kNone) {
    story.facts.push_back({"arrived", "the trace does not say"});
    return story;
  }
  story.facts.push_back({lost ? "lost" : "arrived", moment(model, message.end)});
  if (lost) story.facts.push_back({"why", why_lost(model, message)});
  if (message.send != kNone) story.facts.push_back({lost ? "after" : "took", took(model, message)});
  return story;
}

std::string message_sentence(const TraceModel& model, const Message& message) {
  if (message.send == kNone) {
    return fmt::format("{}, at {}; the trace does not say who sent it.",
                       one_line(model.describe(message.end)), moment(model, message.end));
  }
  const std::string begin =
      fmt::format("{} at {}", one_line(model.describe(message.send)), moment(model, message.send));
  if (message.end == kNone) return begin + "; the trace does not say that it arrived.";
  if (is_lost(model, message)) {
    return fmt::format("{}; it was lost {} later (#{}): {}.", begin, took(model, message), message.end,
                       why_lost(model, message));
  }
  const std::uint32_t who = model.coroutine(message.end);
  const std::string by = who == kNone ? "" : " at " + one_line(model.label(who));
  return fmt::format("{}; {} later it arrived{} (#{}).", begin, took(model, message), by, message.end);
}

}  // namespace coutil::tracer
