// How coroutines, objects, places and events of a model are called when people read them.
// Knows the words; knows nothing of pictures and terminals.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "tracer/timeline_label.h"
#include "tracer/trace_model.h"
#include "tracer/units.h"

namespace coutil::tracer {

namespace {

constexpr size_t kShownObjects = 3;
constexpr size_t kShownText = 200;
constexpr size_t kLongestName = 1000;  // characters; a sentence with ten names stays one that can be printed

std::string shorten(std::string text) {
  for (char& byte : text) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) byte = ' ';
  }
  if (text.size() <= kShownText) return text;
  size_t end = kShownText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) end--;  // not within a character
  return text.substr(0, end) + "...";
}

std::string at_place(const TraceModel& model, uint32_t e) {
  const std::string place = model.place_label(model.place(e));
  return place.empty() ? place : " at " + place;
}

std::string object_names(const TraceModel& model, std::span<const uint32_t> objects) {
  std::string text;
  for (size_t i = 0; i < std::min(objects.size(), kShownObjects); i++) {
    text += (i == 0 ? "" : ", ") + model.object_label(objects[i]);
  }
  if (objects.size() > kShownObjects) text += fmt::format(" and {} more", objects.size() - kShownObjects);
  return text.empty() ? "nothing" : text;
}

// "b of a, b, c": whom a `pick` took, and who could have been taken.
std::string picked(const TraceModel& model, uint32_t e) {
  const auto name = [&](int64_t id) {
    const auto& all = model.coroutines();
    const auto found = std::find_if(all.begin(), all.end(), [id](const Coroutine& c) { return c.id == id; });
    return found == all.end() ? fmt::format("coroutine {}", id)
                              : model.label(static_cast<uint32_t>(found - all.begin()));
  };
  const std::string list = model.text(e, "of"), took = model.text(e, "took");
  std::string names;
  size_t count = 0;
  for (const char* at = list.data(); at != list.data() + list.size();) {
    int64_t id = 0;
    const auto [end, error] = std::from_chars(at, list.data() + list.size(), id);
    at = error == std::errc{} ? end : at + 1;
    if (error == std::errc{} && ++count <= kShownObjects) names += (count == 1 ? "" : ", ") + name(id);
  }
  if (count > kShownObjects) names += fmt::format(" and {} more", count - kShownObjects);
  int64_t id = -1;
  std::from_chars(took.data(), took.data() + took.size(), id);
  return name(id) + " of " + (names.empty() ? "nobody" : names);
}

}  // namespace

std::string TraceModel::label(uint32_t coroutine) const {
  const bool several = hosts_.size() > 1 && coroutine < coroutines_.size();
  const uint32_t host = several ? coroutines_[coroutine].host : kNone;
  return host == kNone ? label_on_host(coroutine) : label_on_host(coroutine) + "@" + host_label(host);
}

std::string TraceModel::host_label(uint32_t host) const {
  if (host >= hosts_.size()) return "no host";
  const std::string& name = hosts_[host].name;
  return name.empty() ? fmt::format("host {}", hosts_[host].id) : elided(name, kLongestName);
}

std::string TraceModel::label_on_host(uint32_t coroutine) const {
  if (coroutine == kScheduler) return "scheduler";
  if (coroutine >= coroutines_.size()) return "nobody";
  const Coroutine& who = coroutines_[coroutine];
  std::string text = who.name.empty() ? "coroutine" : elided(who.name, kLongestName);
  if (name_is_shared_[coroutine]) text += fmt::format("#{}", who.id);
  return text;
}

std::string TraceModel::object_label(uint32_t object) const {
  if (object >= objects_.size()) return "nothing";
  const Object& what = objects_[object];
  if (what.kind == "turn" && what.name.empty()) return "its next turn";
  if (!what.name.empty()) return elided(what.name, kLongestName);
  return fmt::format("{} #{}", what.kind.empty() ? "object" : what.kind, what.id);
}

std::string TraceModel::place_label(uint32_t place) const {
  if (place >= places_.size()) return "";
  const Place& where = places_[place];
  const size_t slash = where.file.rfind('/');
  const std::string file =
      elided(slash == std::string::npos ? where.file : where.file.substr(slash + 1), kLongestName);
  return where.line > 0 ? fmt::format("{}:{}", file, where.line) : file;
}

std::optional<int64_t> TraceModel::due_ns(uint32_t await_event) const {
  const auto objects = object_list(await_event);
  if (kind(await_event) != Kind::kAwait || objects.size() != 1 || objects_[objects[0]].kind != "timer")
    return {};
  const std::string due = text(await_event, "due");
  if (due.empty() || due.find_first_not_of("0123456789") != std::string::npos || due.size() >= 19) return {};
  return std::stoll(due);
}

std::string TraceModel::wait_label(uint32_t await_event) const {
  const auto objects = object_list(await_event);
  const std::string names = object_names(*this, objects);
  if (const auto due = due_ns(await_event)) return format_duration_ns(*due - time_ns(await_event)) + " timer";
  if (objects.size() > 1) return fmt::format("{} of {}", mode_name(mode(await_event)), names);
  if (operation(await_event) == Operation::kNone) return names;
  const std::string clause = wait_clause(await_event);
  return clause.substr(clause.find(' ') + 1);
}

std::string TraceModel::describe(uint32_t e) const {
  const std::string who = label(coroutine(e));
  const std::string what = object_names(*this, object_list(e));
  switch (kind(e)) {
    case Kind::kSpawn:
      return fmt::format("{} is first seen{}, made by {}", who, at_place(*this, e), label(by(e)));
    case Kind::kRun:
      return fmt::format("{} is resumed by {}", who, label(by(e)));
    case Kind::kAwait:
      if (operation(e) != Operation::kNone)
        return fmt::format("{} waits {}{}", who, wait_clause(e), at_place(*this, e));
      return fmt::format("{} awaits {}{}", who, wait_label(e), at_place(*this, e));
    case Kind::kYield:
      return fmt::format("{} suspends by a bare yield{}", who, at_place(*this, e));
    case Kind::kEmit:
      return fmt::format("{} emits {}{}, heard by {}{}", who, what, at_place(*this, e),
                         waiters(e) == 0 ? "nobody" : format_count(waiters(e)), stored(e) ? ", stored" : "");
    case Kind::kTake:
      return fmt::format("{} has {} at hand{}", who, what, at_place(*this, e));
    case Kind::kWake:
      return fmt::format("{} is woken from {} by {}", who, what, label(by(e)));
    case Kind::kCancel:
      return fmt::format("{} is resumed by hand by {} and waits no more", who, label(by(e)));
    case Kind::kLock:
      return fmt::format("{} locks {}{}", who, what, at_place(*this, e));
    case Kind::kUnlock:
      return fmt::format("{} unlocks {}{}", who, what, at_place(*this, e));
    case Kind::kFulfill:
      return fmt::format("{} fulfills {}{}", who, what, at_place(*this, e));
    case Kind::kNote:
      return fmt::format("{} notes{}: {}", who, at_place(*this, e), shorten(text(e, "text")));
    case Kind::kPrint:
      return fmt::format("{} prints: {}", who, shorten(text(e, "text")));
    case Kind::kEnd:
      return failed(e) ? fmt::format("{} ends with the error: {}", who, shorten(text(e, "error")))
                       : fmt::format("{} ends", who);
    case Kind::kClosed:
      return fmt::format("{} is closed by {}", who, label(by(e)));
    case Kind::kLost:
      return fmt::format("{} is lost: it was collected while it waited", who);
    case Kind::kStuck:
      return "stuck: " + shorten(text(e, "why"));
    case Kind::kPick:
      return "the scheduler takes " + shorten(picked(*this, e));
    case Kind::kOpen:
    case Kind::kClose:
    case Kind::kSend:
    case Kind::kDeliver:
    case Kind::kDrop:
    case Kind::kSignal:
    case Kind::kProcess:
    case Kind::kFault:
      return shorten(describe_world(e));
    default:
      return shorten(std::string(line_text(e)));
  }
}

}  // namespace coutil::tracer
