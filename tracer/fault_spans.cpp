// Follows the faults in their order and closes what each of them ends.
#include "tracer/fault_spans.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace coutil::tracer {
namespace {

constexpr std::array<const char*, 4> kWords = {"cut", "down", "paused", "held"};

struct Effect {
  std::string_view begins, ends;
  FaultKind kind;
};
constexpr std::array<Effect, 4> kEffects = {{{"partition", "heal", FaultKind::kCut},
                                             {"crash", "restart", FaultKind::kDown},
                                             {"pause", "resume", FaultKind::kPaused},
                                             {"hold", "release", FaultKind::kHeld}}};

// The hosts of a list such as "[0,2]", as indices, added to `hosts`.
void add_hosts(const TraceModel& model, const std::string& list, std::vector<std::uint32_t>& hosts) {
  for (std::size_t i = 0; i < list.size();) {
    if (std::isdigit(static_cast<unsigned char>(list[i])) == 0) {
      ++i;
      continue;
    }
    std::int64_t id = 0;
    for (; i < list.size() && std::isdigit(static_cast<unsigned char>(list[i])) != 0; ++i)
      id = std::min<std::int64_t>(id * 10 + (list[i] - '0'), 1'000'000'000);
    for (std::uint32_t host = 0; host < model.hosts().size(); ++host) {
      if (model.hosts()[host].id == id) hosts.push_back(host);
    }
  }
}

// Whom a fault strikes; empty where it says nobody (a `heal` of everything).
std::vector<std::uint32_t> hosts_of(const TraceModel& model, std::uint32_t event) {
  std::vector<std::uint32_t> hosts;
  if (model.host(event) != kNone) hosts.push_back(model.host(event));
  add_hosts(model, model.text(event, "from"), hosts);
  add_hosts(model, model.text(event, "to"), hosts);
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  return hosts;
}

// Whether these hosts are already: what is down does not fall again. Looked for among the last ones only, so
// that a trace of nothing but faults is read as fast as another; a span too many does no harm.
bool is_struck(const std::vector<FaultSpan>& spans, FaultKind kind, const std::vector<std::uint32_t>& hosts,
               std::uint32_t lasts) {
  constexpr std::size_t kLast = 64;
  return std::any_of(spans.rbegin(), spans.rbegin() + std::min(spans.size(), kLast), [&](const auto& span) {
    return span.kind == kind && span.end == lasts &&
           std::includes(span.hosts.begin(), span.hosts.end(), hosts.begin(), hosts.end());
  });
}

}  // namespace

const char* fault_word(FaultKind kind) { return kWords[static_cast<std::size_t>(kind)]; }

bool FaultSpan::strikes(std::uint32_t host) const {
  return std::binary_search(hosts.begin(), hosts.end(), host);
}

std::vector<FaultSpan> find_fault_spans(const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  std::vector<FaultSpan> spans;
  if (lanes.mark_count(MarkKind::kFault) == 0) return spans;
  std::size_t seen = 0;
  for (const Mark& mark : lanes.marks()) {
    if (mark.kind != MarkKind::kFault) continue;
    if (++seen > 2 * kMostFaultSpans) break;
    const std::string what = model.text(mark.event, "what");
    const auto hosts = hosts_of(model, mark.event);
    for (const Effect& effect : kEffects) {
      if (what == effect.begins && !hosts.empty() && spans.size() < kMostFaultSpans &&
          !is_struck(spans, effect.kind, hosts, model.event_count()))
        spans.push_back({effect.kind, mark.event, model.event_count(), hosts});
      if (what != effect.ends) continue;
      for (FaultSpan& span : spans) {
        const bool covered =
            hosts.empty() || std::includes(hosts.begin(), hosts.end(), span.hosts.begin(), span.hosts.end());
        if (span.kind == effect.kind && span.end == model.event_count() && covered) span.end = mark.event;
      }
    }
  }
  return spans;
}

}  // namespace coutil::tracer
