// The first difference of two traces: see the header.
#include "tracer/trace_divergence.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "tracer/mapped_file.h"

namespace coutil::tracer {
namespace {

// What lines name by ids, as far as the trace was read.
class Definitions {
 public:
  // Takes the line up; returns whether it is an event.
  bool read(std::string_view line) {
    // Most lines of a long trace define nothing: they are told without being parsed.
    constexpr std::string_view kBegin = "{\"e\":\"";
    if (!line.starts_with(kBegin)) return false;
    const std::string_view rest = line.substr(kBegin.size());
    const bool defines = rest.starts_with("place\"") || rest.starts_with("object\"") ||
                         rest.starts_with("spawn\"") || rest.starts_with("name\"") ||
                         rest.starts_with("host\"");
    const bool is_event = rest.find("\",\"t\":") == rest.find('"');
    if (defines) define(line);
    return is_event;
  }

  std::string describe(std::string_view line, std::int64_t& time_ns) const {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) return "a line that is no JSON";
    const std::string kind = json.value("e", "");
    time_ns = json.value("t", std::int64_t{-1});
    if (kind == "fault") return fault(json);
    std::string text = fmt::format("{} {}", coroutine(json), verb(kind));
    if (json.contains("on")) text += " " + objects(json["on"]);
    if (json.contains("text") && json["text"].is_string()) text += " " + json["text"].dump();
    if (json.contains("took")) text += " coroutine " + std::to_string(json.value("took", std::int64_t{0}));
    const auto place = places_.find(json.value("at", std::int64_t{0}));
    if (place != places_.end()) text += " at " + place->second;
    return text;
  }

 private:
  using Json = nlohmann::json;

  void define(std::string_view line) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) return;
    const std::string kind = json.value("e", "");
    const bool has_id = kind == "place" || kind == "object" || kind == "host";
    const std::int64_t id = json.value(has_id ? "id" : "co", std::int64_t{0});
    if (kind == "place") {
      places_[id] = fmt::format("{}:{}", json.value("file", "?"), json.value("line", 0));
    } else if (kind == "object") {
      objects_[id] = fmt::format("{} {}", json.value("kind", "object"), json.value("name", ""));
    } else if (kind == "host") {
      hosts_[id] = json.value("name", "");
    } else {
      coroutines_[id] = json.value("name", "");
    }
  }

  // " on a", where the trace has several hosts.
  std::string on_host(const Json& json) const {
    const auto host = hosts_.find(json.value("host", std::int64_t{-1}));
    return host == hosts_.end() ? "" : " on " + host->second;
  }

  std::string fault(const Json& json) const {
    std::string text = "the fault " + json.value("what", "?") + " takes effect" + on_host(json);
    if (json.contains("text") && json["text"].is_string()) text += ": " + json["text"].get<std::string>();
    return text;
  }

  std::string coroutine(const Json& json) const {
    if (!json.contains("co")) return json.contains("msg") ? "the network" : "the scheduler";
    const std::int64_t id = json.value("co", std::int64_t{0});
    const std::string where = on_host(json);
    if (id == 0 && where.empty()) return "the main program";
    const auto name = coroutines_.find(id);
    if (name == coroutines_.end() || name->second.empty()) return fmt::format("coroutine {}{}", id, where);
    return fmt::format("{} (coroutine {}){}", name->second, id, where);
  }

  std::string objects(const Json& on) const {
    std::string text;
    for (const Json& id : on.is_array() ? on : Json::array({on})) {
      const auto found = id.is_number_integer() ? objects_.find(id.get<std::int64_t>()) : objects_.end();
      if (!text.empty()) text += ", ";
      text += found != objects_.end() ? found->second : id.dump();
    }
    return text;
  }

  static std::string verb(const std::string& kind) {
    static const std::map<std::string, std::string, std::less<>> kVerbs = {
        {"spawn", "begins"},
        {"run", "runs"},
        {"await", "waits for"},
        {"yield", "yields"},
        {"emit", "emits on"},
        {"take", "takes"},
        {"wake", "is woken by"},
        {"cancel", "is resumed by hand"},
        {"lock", "locks"},
        {"unlock", "unlocks"},
        {"fulfill", "fulfils"},
        {"pick", "picks"},
        {"note", "notes"},
        {"print", "prints"},
        {"end", "ends"},
        {"closed", "is closed"},
        {"open", "opens"},
        {"close", "closes"},
        {"send", "sends on"},
        {"deliver", "receives on"},
        {"drop", "loses a message"},
        {"lost", "is collected with"},
    };
    const auto found = kVerbs.find(kind);
    return found != kVerbs.end() ? found->second : "(" + kind + ")";
  }

  std::map<std::int64_t, std::string> places_;
  std::map<std::int64_t, std::string> objects_;
  std::map<std::int64_t, std::string> coroutines_;
  std::map<std::int64_t, std::string> hosts_;
};

// Calls `visit(line)` for each whole line of `text` until it returns false.
template <typename Visit>
void for_each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    if (!visit(text.substr(0, end + 1))) return;
    text.remove_prefix(end + 1);
  }
}

// From the line that differs on, up to the first event.
TraceSide side_of(std::string_view rest, Definitions definitions) {
  TraceSide side;
  side.what = "the trace ends";
  side.raw_line = rest.substr(0, rest.find('\n'));
  for_each_line(rest, [&](std::string_view line) {
    if (!definitions.read(line)) return true;
    side.what = definitions.describe(line, side.time_ns);
    return false;
  });
  return side;
}

}  // namespace

Divergence find_divergence(const std::string& first_path, const std::string& second_path) {
  const auto first_file = MappedFile::open(first_path);
  const auto second_file = MappedFile::open(second_path);
  const std::string_view first = first_file->bytes();
  const std::string_view second = second_file->bytes();
  const auto differs = std::mismatch(first.begin(), first.end(), second.begin(), second.end());
  Divergence result;
  const auto equal_bytes = static_cast<std::size_t>(differs.first - first.begin());
  result.found = equal_bytes < first.size() || equal_bytes < second.size();
  std::size_t begin = equal_bytes;
  if (result.found) begin = equal_bytes == 0 ? 0 : first.rfind('\n', equal_bytes - 1) + 1;
  Definitions definitions;
  result.line = 1;
  for_each_line(first.substr(0, begin), [&](std::string_view line) {
    ++result.line;
    result.events += definitions.read(line) ? 1 : 0;
    return true;
  });
  if (!result.found) return result;
  result.first = side_of(first.substr(begin), definitions);
  result.second = side_of(second.substr(begin), definitions);
  return result;
}

}  // namespace coutil::tracer
