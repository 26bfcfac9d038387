// Walks through the events as a viewer would: see the header.
#include "tests/tracer_export/perfetto_checker.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <utility>

namespace coutil::tracer::test {
namespace {

using Json = nlohmann::json;
using Track = std::pair<int64_t, int64_t>;  // process and thread

constexpr size_t kKeptComplaints = 20;

class Checker {
 public:
  PerfettoReport check(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("traceEvents") || !json["traceEvents"].is_array()) {
      report_.complaints.push_back("no JSON object with traceEvents");
      return report_;
    }
    for (const Json& event : json["traceEvents"]) {
      check_event(event);
      index_++;
    }
    for (const auto& [track, slices] : open_) {
      if (!slices.empty()) complain("a slice is never closed: " + slices.back().category);
    }
    for (const auto& [id, name] : open_holds_) complain("a hold is never closed: " + name);
    for (const auto& [id, flow] : flows_) {
      if (flow.ended) report_.arrows[id.first]++;
      if (!flow.ended) complain("an arrow without its end: " + id.first);
    }
    for (const Track& track : used_) {
      if (!named_threads_.contains(track)) complain("a thread without a name");
      if (!named_processes_.contains(track.first)) complain("a process without a name");
    }
    return report_;
  }

 private:
  struct Slice {
    std::string category, state;
    int64_t begin_ns;
  };
  struct Flow {
    int64_t begin_ns;
    std::string name;
    bool ended = false;
  };

  void complain(const std::string& what) {
    if (report_.complaints.size() < kKeptComplaints) {
      report_.complaints.push_back("event " + std::to_string(index_) + ": " + what);
    }
  }

  void check_event(const Json& event) {
    if (!event.is_object() || !event.contains("ph") || !event.contains("pid") || !event.contains("tid")) {
      return complain("no event: " + event.dump());
    }
    const std::string phase = event["ph"];
    const Track track{event["pid"], event["tid"]};
    if (track.first < 1 || track.second < 1) complain("0 is the idle thread's number");
    if (phase == "M") return check_name(event, track);
    used_.insert(track);
    if (!event.contains("ts") || !event["ts"].is_number()) return complain("no time: " + event.dump());
    now_ns_ = std::llround(event["ts"].get<double>() * 1000);
    if (now_ns_ < last_ns_) complain("time falls");
    last_ns_ = now_ns_;
    if (phase == "B") return begin_slice(event, track);
    if (phase == "E") return end_slice(event, track);
    if (phase == "i") return check_instant(event);
    if (phase == "b" || phase == "e") return check_hold(event, phase == "b");
    if (phase == "s" || phase == "f") return check_flow(event, track, phase == "s");
    complain("an unknown phase: " + phase);
  }

  void check_name(const Json& event, const Track& track) {
    const std::string what = event.value("name", "");
    const bool is_name = what == "process_name" || what == "thread_name";
    if (is_name && !event["args"]["name"].is_string()) complain("a name that is no text");
    if (what == "thread_name" && !named_threads_.insert(track).second) complain("two names for a thread");
    if (what == "process_name" && !named_processes_.insert(track.first).second) {
      complain("two names for a process");
    }
  }

  void begin_slice(const Json& event, const Track& track) {
    auto& slices = open_[track];
    const std::string category = event.value("cat", "");
    if (!event.contains("name") || !event["name"].is_string()) complain("a slice without a name");
    if (category == "resume" && (slices.empty() || slices.back().state != "running")) {
      complain("it resumes another, and does not run");
    }
    if (category == "state" && !slices.empty()) complain("two states at once");
    const std::string state = event.contains("args") ? event["args"].value("state", "") : "";
    slices.push_back({category, state, now_ns_});
    report_.slices[category]++;
    if (state == "running") report_.slices["running"]++;
  }

  void end_slice(const Json& event, const Track& track) {
    auto& slices = open_[track];
    if (slices.empty()) return complain("an end without a beginning");
    const Slice slice = slices.back();
    slices.pop_back();
    if (slice.category != event.value("cat", "")) complain("an end of another slice than the innermost");
    if (!slice.state.empty()) report_.state_ns[slice.state] += now_ns_ - slice.begin_ns;
  }

  void check_instant(const Json& event) {
    if (event.value("s", "") != "t") complain("an instant that is no thread's");
    if (event.value("name", "").empty()) complain("an instant without a name");
    report_.instants[event["args"].value("kind", "")]++;
  }

  void check_hold(const Json& event, bool begins) {
    const std::tuple<int64_t, int64_t> id{event["pid"], event.value("id", int64_t{-1})};
    const std::string name = event.value("name", "");
    if (begins) {
      report_.holds++;
      if (!open_holds_.emplace(id, name).second) complain("a hold that is open already");
      return;
    }
    const auto found = open_holds_.find(id);
    if (found == open_holds_.end() || found->second != name) return complain("an end of no hold");
    open_holds_.erase(found);
  }

  void check_flow(const Json& event, const Track& track, bool begins) {
    const std::pair<std::string, int64_t> id{event.value("cat", ""), event.value("id", int64_t{-1})};
    const std::string name = event.value("name", "");
    if (open_[track].empty()) complain("an arrow that touches no slice");
    if (begins) {
      if (!flows_.emplace(id, Flow{now_ns_, name}).second) complain("two arrows with one id");
      return;
    }
    const auto found = flows_.find(id);
    if (found == flows_.end()) return complain("an end of no arrow");
    if (found->second.ended) complain("an arrow that ends twice");
    if (found->second.name != name) complain("an arrow that changes its name");
    if (event.value("bp", "") != "e") complain("an arrow into the next slice, not into this one");
    found->second.ended = true;
  }

  PerfettoReport report_;
  uint64_t index_ = 0;
  int64_t now_ns_ = 0, last_ns_ = 0;
  std::map<Track, std::vector<Slice>> open_;
  std::map<std::tuple<int64_t, int64_t>, std::string> open_holds_;
  std::map<std::pair<std::string, int64_t>, Flow> flows_;
  std::set<Track> used_, named_threads_;
  std::set<int64_t> named_processes_;
};

}  // namespace

PerfettoReport check_perfetto(const std::string& text) { return Checker().check(text); }

}  // namespace coutil::tracer::test
