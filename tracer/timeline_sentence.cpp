// Follows a wait from owner to owner, and every other span to the row that ended it. Knows no ImGui.
#include "tracer/timeline_sentence.h"

#include <fmt/core.h>

#include <vector>

#include "tracer/timeline_label.h"
#include "tracer/timeline_scale.h"
#include "tracer/timeline_story.h"

namespace coutil::tracer {
namespace {

constexpr std::size_t kLongestChain = 12;  // owners that a sentence names

class Teller {
 public:
  Teller(const Lanes& lanes, const Holds& holds, const Verdict& verdict)
      : lanes_(lanes), model_(lanes.model()), holds_(holds), verdict_(verdict) {}

  std::string tell(std::uint32_t lane, const Span& span) const {
    switch (span.state) {
      case State::kWaiting:
        return waiting(lane, span);
      case State::kReady:
        return ready(lane, span);
      case State::kRunning:
        return running(lane, span);
      case State::kSuspended:
        return suspended(lane, span);
      case State::kCreated:
        return created(lane, span);
      case State::kDriving:
        return name(lane) + " is in system.run, which resumes whoever is ready.";
      default:
        return {};
    }
  }

 private:
  std::string name(std::uint32_t coroutine) const { return one_line(model_.label(coroutine)); }
  std::string when(std::uint32_t event) const { return time_text(model_.time_ns(event), 6); }
  bool lasts(const Span& span) const { return span.end >= model_.event_count(); }
  std::string at(std::uint32_t event) const {
    const std::string place = one_line(model_.place_label(model_.place(event)));
    return place.empty() ? "" : " at " + place;
  }

  // ", held by B, which waits for m, held by C ..." as it stands after row `event`.
  std::string owners(const Span& span, std::uint32_t first, std::uint32_t event) const {
    std::string text;
    const Span* wait = &span;
    for (std::size_t count = 0; count < kLongestChain; ++count) {
      const auto objects = model_.object_list(wait->begin);
      const std::uint32_t owner = objects.size() == 1 ? holds_.owner_after(objects[0], event) : kNone;
      if (owner == kNone) return text;
      text += ", held by " + name(owner);
      if (owner == first) return text + ", so that the circle is closed";
      const State state = lanes_.state_after(owner, event);
      if (is_final(state)) return text + fmt::format(", which {} without unlocking it", ended_how(state));
      wait = lanes_.span_after(owner, event);
      if (wait == nullptr || wait->state != State::kWaiting) return text;
      text += ", which waits " + one_line(model_.wait_clause(wait->begin));
    }
    return text + ", and so on";
  }

  static const char* ended_how(State state) {
    if (state == State::kFailed) return "ended with an error";
    if (state == State::kKilled) return "was killed";
    return state == State::kClosed ? "was closed" : "ended";
  }

  std::string waiting(std::uint32_t lane, const Span& span) const {
    const std::string what = one_line(model_.wait_clause(span.begin));
    if (lasts(span)) {
      const std::uint32_t last = model_.event_count() - 1;
      const char* never = verdict_.is_stuck(lane) ? ": it can never go on." : ".";
      return fmt::format("{} waits since {}{} {}{}{}", name(lane), when(span.begin), at(span.begin), what,
                         owners(span, lane, last), never);
    }
    const std::int64_t length = model_.time_ns(span.end) - model_.time_ns(span.begin);
    return fmt::format("{} waited from {} on {}{}, {}{}.", name(lane), when(span.begin), what, at(span.begin),
                       length > 0 ? "for a time of " + time_text(length) + ", " : "", why_over(span));
  }

  std::string why_over(const Span& span) const {
    const Kind kind = model_.kind(span.end);
    const std::string by = name(model_.by(span.end));
    if (kind == Kind::kWake) return "until it was woken by " + waker_text(lanes_, span.end);
    if (kind == Kind::kCancel) return fmt::format("until {} resumed it by hand", by);
    if (kind == Kind::kClosed) return fmt::format("until {} closed it", by);
    return "until: " + one_line(model_.describe(span.end));
  }

  std::string ready(std::uint32_t lane, const Span& span) const {
    std::string text = fmt::format("{} could go on from {} on", name(lane), when(span.begin));
    if (model_.kind(span.begin) == Kind::kWake) text += ", woken by " + waker_text(lanes_, span.begin);
    if (lasts(span)) return text + ", but did not run again before the trace ended.";
    const std::int64_t length = model_.time_ns(span.end) - model_.time_ns(span.begin);
    return text + (length > 0 ? fmt::format(", and ran {} later.", time_text(length)) : ", and ran at once.");
  }

  std::string running(std::uint32_t lane, const Span& span) const {
    std::string text = name(lane) + " ran";
    if (model_.kind(span.begin) == Kind::kRun) text += ", resumed by " + name(model_.by(span.begin));
    text += " at " + when(span.begin);
    if (lasts(span)) return text + ", until the trace ended.";
    return text + ". Then: " + one_line(model_.describe(span.end)) + ".";
  }

  std::string suspended(std::uint32_t lane, const Span& span) const {
    const std::string text =
        fmt::format("{} gave way with a bare yield at {}{}", name(lane), when(span.begin), at(span.begin));
    if (lasts(span)) return text + ", and nobody resumed it before the trace ended.";
    return fmt::format("{}. Then: {}.", text, one_line(model_.describe(span.end)));
  }

  std::string created(std::uint32_t lane, const Span& span) const {
    std::string text = fmt::format("{} was created at {}", name(lane), when(span.begin));
    if (model_.by(span.begin) != kNone) text += " by " + name(model_.by(span.begin));
    return text + (lasts(span) ? ", and never ran." : ", and first ran at " + when(span.end) + ".");
  }

  const Lanes& lanes_;
  const TraceModel& model_;
  const Holds& holds_;
  const Verdict& verdict_;
};

}  // namespace

std::string span_sentence(const Lanes& lanes, const Holds& holds, const Verdict& verdict, std::uint32_t lane,
                          std::uint32_t event) {
  if (event >= lanes.model().event_count()) return {};
  const Span* span = find_span(lanes, lane, event);
  if (span == nullptr) return {};
  return Teller(lanes, holds, verdict).tell(lane, *span);
}

}  // namespace coutil::tracer
