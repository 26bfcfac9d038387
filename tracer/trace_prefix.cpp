// Walks through two traces side by side: see the header.
#include "tracer/trace_prefix.h"

#include <array>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "tracer/mapped_file.h"
#include "tracer/trace_line.h"

namespace coutil::tracer {
namespace {

using Json = nlohmann::json;

// Where the digits of the time stand in a line that is written as the recorder writes it; nothing for others.
struct TimeDigits {
  std::size_t begin, end;
};

std::optional<TimeDigits> find_time(std::string_view line) {
  constexpr std::string_view kBegin = "{\"e\":\"", kTime = "\",\"t\":";
  if (!line.starts_with(kBegin)) return std::nullopt;
  const std::size_t quote = line.find('"', kBegin.size());
  if (quote == std::string_view::npos || line.substr(quote, kTime.size()) != kTime) return std::nullopt;
  const std::size_t begin = quote + kTime.size();
  const std::size_t end = line.find_first_not_of("0123456789", begin);
  if (end == std::string_view::npos || end == begin) return std::nullopt;
  return TimeDigits{begin, end};
}

// What a line defines: "place" 3, "object" 7, "name" (of coroutine) 2, "host" 1.
using Definition = std::pair<std::string, std::int64_t>;

std::int64_t number(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : -1;
}

std::optional<Definition> definition_of(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object() || !json.contains("e") || !json["e"].is_string()) return std::nullopt;
  const std::string kind = json["e"];
  if (kind == "name") return Definition{kind, number(json, "co")};
  if (kind == "place" || kind == "object" || kind == "host") return Definition{kind, number(json, "id")};
  return std::nullopt;
}

// One trace, from event to event.
class Walk {
 public:
  explicit Walk(std::string_view text) : rest_(text) {
    while (!rest_.empty() && rest_.back() == '\0') rest_.remove_suffix(1);
    take_line();  // the first line is no event
  }

  // The next event's line; nothing where there is none. definitions() are the other lines before it.
  std::optional<std::string_view> next() {
    definitions_.clear();
    while (!rest_.empty()) {
      const std::string_view line = take_line();
      if (line.empty()) continue;
      if (is_event(line)) return line;
      definitions_.push_back(line);
    }
    return std::nullopt;
  }
  const std::vector<std::string_view>& definitions() const { return definitions_; }

 private:
  std::string_view take_line() {
    const std::size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  }

  // As the reader has it: a line with a time that defines nothing.
  bool is_event(std::string_view line) {
    if (find_time(line)) {
      constexpr std::array<std::string_view, 6> kOthers = {"trace\"", "place\"", "object\"",
                                                           "host\"",  "name\"",  "fin\""};
      for (const std::string_view other : kOthers) {
        if (line.substr(6).starts_with(other)) return false;
      }
      return !rest_.empty() || line.back() == '}';
    }
    constexpr std::string_view kPlain = "{\"e\":\"";
    if (line.starts_with(kPlain) && line.find("\"t\"") == std::string_view::npos) return false;
    if (!parser_.parse(line, parsed_)) return false;
    const bool may_be = parsed_.line_kind == LineKind::kEvent || parsed_.line_kind == LineKind::kUnknown;
    return may_be && parsed_.has(TraceLine::kT);
  }

  std::string_view rest_;
  std::vector<std::string_view> definitions_;
  LineParser parser_;
  TraceLine parsed_;
};

// The ids that stand for different things in the two traces.
class Differing {
 public:
  void take(const std::vector<std::string_view>& first, const std::vector<std::string_view>& second) {
    if (first == second && ids_.empty()) return;
    const auto one = by_id(first), other = by_id(second);
    for (const auto& [id, line] : one) {
      const auto found = other.find(id);
      settle(id, found != other.end() && found->second == line);
    }
    for (const auto& [id, line] : other) {
      if (!one.contains(id)) settle(id, false);
    }
  }

  bool concerns(std::string_view line) const {
    if (ids_.empty()) return false;
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) return false;
    for (const auto& [key, kind] : kKeys) {
      const auto found = json.find(key);
      if (found == json.end()) continue;
      for (const Json& id : found->is_array() ? *found : Json::array({*found})) {
        if (id.is_number_integer() && ids_.contains({kind, id.get<std::int64_t>()})) return true;
      }
    }
    return false;
  }

 private:
  static constexpr std::array<std::pair<const char*, const char*>, 7> kKeys = {{{"at", "place"},
                                                                                {"on", "object"},
                                                                                {"co", "name"},
                                                                                {"by", "name"},
                                                                                {"of", "name"},
                                                                                {"took", "name"},
                                                                                {"host", "host"}}};

  static std::map<Definition, std::string_view> by_id(const std::vector<std::string_view>& lines) {
    std::map<Definition, std::string_view> found;
    for (const std::string_view line : lines) {
      if (auto id = definition_of(line)) found[std::move(*id)] = line;
    }
    return found;
  }

  void settle(const Definition& id, bool same) {
    if (same) {
      ids_.erase(id);
    } else {
      ids_.insert(id);
    }
  }

  std::set<Definition> ids_;
};

// Whether two lines say the same, however they are written.
bool same_event(std::string_view first, std::string_view second, const PrefixOptions& options) {
  if (first == second) return true;
  if (options.ignore_time) {
    const auto one = find_time(first), other = find_time(second);
    if (one && other && first.substr(0, one->begin) == second.substr(0, other->begin) &&
        first.substr(one->end) == second.substr(other->end)) {
      return true;
    }
  }
  Json one = Json::parse(first, nullptr, false), other = Json::parse(second, nullptr, false);
  if (!one.is_object() || !other.is_object()) return false;
  for (const char* key : {"t", "due"}) {
    if (!options.ignore_time) break;
    one.erase(key);
    other.erase(key);
  }
  return one == other;
}

}  // namespace

uint64_t common_events(std::string_view first, std::string_view second, const PrefixOptions& options) {
  Walk one(first), other(second);
  Differing differing;
  for (uint64_t events = 0;; events++) {
    const auto first_line = one.next(), second_line = other.next();
    if (!first_line || !second_line) return events;
    differing.take(one.definitions(), other.definitions());
    if (!same_event(*first_line, *second_line, options) || differing.concerns(*first_line)) return events;
  }
}

uint64_t common_events_of_files(const std::string& first_path, const std::string& second_path,
                                const PrefixOptions& options) {
  const auto first = MappedFile::open(first_path), second = MappedFile::open(second_path);
  return common_events(first->bytes(), second->bytes(), options);
}

}  // namespace coutil::tracer
