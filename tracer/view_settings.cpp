// Every value is checked for its type and its limits as it is read.
#include "tracer/view_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

namespace coutil::tracer {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestName = 400;
constexpr int kLeastSide = 200, kMostSide = 20000;
constexpr float kLeastPart = 0.1F, kMostPart = 0.85F;

const Json* find(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string text_of(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

bool flag_of(const Json& object, const char* key, bool otherwise) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_boolean() ? value->get<bool>() : otherwise;
}

double number_of(const Json& object, const char* key, double low, double high, double otherwise) {
  const Json* value = find(object, key);
  if (value == nullptr || !value->is_number()) return otherwise;
  const double number = value->get<double>();
  return std::isfinite(number) ? std::clamp(number, low, high) : otherwise;
}

std::uint32_t row_of(const Json& object, const char* key) {
  const Json* value = find(object, key);
  if (value == nullptr || !value->is_number_unsigned()) return kNone;
  const auto row = value->get<std::uint64_t>();
  return row < kScheduler ? static_cast<std::uint32_t>(row) : kNone;
}

TraceMemory memory_of(const Json& object) {
  TraceMemory memory;
  memory.path = text_of(object, "path");
  memory.digest = text_of(object, "digest");
  memory.axis = text_of(object, "axis") == "time" ? Axis::kTime : Axis::kOrder;
  memory.start = number_of(object, "start", -1e18, 1e18, 0);
  memory.per_pixel = number_of(object, "per_pixel", 0, 1e18, 0);
  memory.cursor = row_of(object, "cursor");
  const Json* bookmarks = find(object, "bookmarks");
  if (bookmarks == nullptr || !bookmarks->is_array()) return memory;
  for (const Json& bookmark : *bookmarks) {
    const std::uint32_t event = row_of(bookmark, "event");
    if (event == kNone || memory.bookmarks.size() == kMostBookmarks) continue;
    memory.bookmarks.push_back({event, text_of(bookmark, "name").substr(0, kLongestName)});
  }
  return memory;
}

Json json_of(const TraceMemory& memory) {
  Json out = {{"path", memory.path},
              {"digest", memory.digest},
              {"axis", memory.axis == Axis::kTime ? "time" : "order"},
              {"start", memory.start},
              {"per_pixel", memory.per_pixel}};
  if (memory.cursor != kNone) out["cursor"] = memory.cursor;
  Json bookmarks = Json::array();
  for (const Bookmark& bookmark : memory.bookmarks) {
    bookmarks.push_back({{"event", bookmark.event}, {"name", bookmark.name}});
  }
  out["bookmarks"] = std::move(bookmarks);
  return out;
}

ViewSettings settings_of(const Json& object) {
  ViewSettings settings;
  const Theme* theme = find_theme(text_of(object, "theme"));
  if (theme != nullptr) settings.theme = theme->name;
  settings.findings_open = flag_of(object, "findings_open", true);
  settings.width = static_cast<int>(number_of(object, "width", kLeastSide, kMostSide, settings.width));
  settings.height = static_cast<int>(number_of(object, "height", kLeastSide, kMostSide, settings.height));
  if (const Json* dock = find(object, "dock")) {
    settings.dock.at_side = flag_of(*dock, "at_side", false);
    const bool is_closed = flag_of(*dock, "closed", false);
    settings.dock.shown = is_closed ? Dock::Shown::kClosed : Dock::Shown::kAuto;
    settings.dock.bottom_part =
        static_cast<float>(number_of(*dock, "bottom_part", kLeastPart, kMostPart, settings.dock.bottom_part));
    settings.dock.side_part =
        static_cast<float>(number_of(*dock, "side_part", kLeastPart, kMostPart, settings.dock.side_part));
    const auto tab = std::find(kTabWords.begin(), kTabWords.end(), text_of(*dock, "tab"));
    if (tab != kTabWords.end()) settings.dock.tab = static_cast<Tab>(tab - kTabWords.begin());
  }
  const Json* traces = find(object, "traces");
  if (traces == nullptr || !traces->is_array()) return settings;
  for (const Json& trace : *traces) {
    TraceMemory memory = memory_of(trace);
    if (!memory.path.empty() && settings.traces.size() < kMostTraces)
      settings.traces.push_back(std::move(memory));
  }
  return settings;
}

Json json_of(const ViewSettings& settings) {
  Json traces = Json::array();
  for (const TraceMemory& memory : settings.traces) traces.push_back(json_of(memory));
  return {{"theme", settings.theme},
          {"findings_open", settings.findings_open},
          {"width", settings.width},
          {"height", settings.height},
          {"dock",
           {{"tab", kTabWords[static_cast<std::size_t>(settings.dock.tab)]},
            {"closed", settings.dock.shown == Dock::Shown::kClosed},
            {"at_side", settings.dock.at_side},
            {"bottom_part", settings.dock.bottom_part},
            {"side_part", settings.dock.side_part}}},
          {"traces", std::move(traces)}};
}

std::string absolute(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  return error ? path : whole.lexically_normal().string();
}

}  // namespace

std::string default_settings_path() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  // The convention asks to ignore a relative one.
  if (state != nullptr && *state == '/') return std::string(state) + "/coutil/tracer.json";
  if (home != nullptr && *home == '/') return std::string(home) + "/.local/state/coutil/tracer.json";
  return {};
}

ViewSettings read_settings(const std::string& path, std::string& trouble) {
  std::error_code error;
  if (path.empty() || !fs::exists(path, error)) return {};
  if (!fs::is_regular_file(path, error) || fs::file_size(path, error) > kMostSettingsBytes || error) {
    trouble = fmt::format("{} is no small file: how the window was left is not known", path);
    return {};
  }
  std::ifstream stream(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_object()) return settings_of(json);
  trouble = fmt::format("{} is not as the window writes it: how it was left is not known", path);
  return {};
}

std::string write_settings(const std::string& path, const ViewSettings& settings) {
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  const std::string draft = path + ".new";
  {
    std::ofstream stream(draft, std::ios::binary | std::ios::trunc);
    stream << json_of(settings).dump(1, ' ', false, Json::error_handler_t::replace) << '\n';
    stream.flush();
    if (!stream) return fmt::format("can't write {}: how the window was left is not kept", draft);
  }
  fs::rename(draft, path, error);
  return error ? fmt::format("can't write {}: {}", path, error.message()) : "";
}

void use_settings(const ViewSettings& settings, ViewState& state) {
  state.theme = find_theme(settings.theme);
  if (state.theme == nullptr) state.theme = &kDarkTheme;
  state.dock = settings.dock;
  state.findings_open = settings.findings_open;
}

void keep_settings(const ViewState& state, ViewSettings& settings) {
  settings.theme = state.theme->name;
  settings.dock = state.dock;
  settings.findings_open = state.findings_open;
}

void use_memory(const ViewSettings& settings, const TraceModel& model, ViewState& state) {
  const std::string path = absolute(model.path());
  const auto found = std::find_if(
      settings.traces.begin(), settings.traces.end(),
      [&](const TraceMemory& one) { return one.path == path && one.digest == model.header().digest; });
  if (found == settings.traces.end()) return;
  for (const Bookmark& bookmark : found->bookmarks) {
    if (bookmark.event < model.event_count()) state.bookmarks.set(bookmark.event, bookmark.name);
  }
  if (found->cursor < model.event_count()) state.cursor = found->cursor;
  state.axis = found->axis;
  if (found->per_pixel <= 0) return;
  state.fit_wanted = false;
  state.scale.start = found->start;
  state.scale.per_pixel = found->per_pixel;
}

void keep_memory(const TraceModel& model, const ViewState& state, bool sees_all, ViewSettings& settings) {
  TraceMemory memory;
  memory.path = absolute(model.path());
  memory.digest = model.header().digest;
  memory.axis = state.axis;
  memory.start = sees_all ? 0 : state.scale.start;
  memory.per_pixel = sees_all ? 0 : state.scale.per_pixel;
  memory.cursor = state.cursor;
  memory.bookmarks = state.bookmarks.list();
  std::erase_if(settings.traces, [&](const TraceMemory& one) { return one.path == memory.path; });
  settings.traces.insert(settings.traces.begin(), std::move(memory));
  if (settings.traces.size() > kMostTraces) settings.traces.resize(kMostTraces);
}

}  // namespace coutil::tracer
