// The builder's tables: what places, objects, hosts and coroutines are called, and what is settled of them
// when a model is handed out. Knows nothing of rows.
#include <fmt/format.h>

#include <functional>
#include <string>

#include "tracer/trace_builder.h"

namespace coutil::tracer {

using Line = TraceLine;

namespace {

bool is_pause(std::string_view object_kind) { return object_kind == "timer" || object_kind == "turn"; }

}  // namespace

std::string printable_name(std::string_view text) {
  std::string out(text);
  for (char& byte : out) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) byte = '?';
  }
  return out;
}

void TraceBuilder::add_place(const TraceLine& line) {
  if (!line.has(Line::kId | Line::kFile)) return complain("a \"place\" line needs \"id\" and \"file\"");
  if (place_ids_.find(line.id) != IdTable::kMissing) {
    return note(fmt::format("place {} is defined a second time", line.id));
  }
  place_ids_.insert(line.id, static_cast<uint32_t>(model_.places_.size()));
  model_.places_.push_back({line.id, printable_name(line.file), line.line, printable_name(line.function)});
}

void TraceBuilder::add_object(const TraceLine& line) {
  if (!line.has(Line::kId | Line::kKind)) return complain("an \"object\" line needs \"id\" and \"kind\"");
  const uint32_t index = object_ids_.find(line.id);
  if (index == IdTable::kMissing) {
    object_ids_.insert(line.id, static_cast<uint32_t>(model_.objects_.size()));
    model_.objects_.push_back(
        {line.id, printable_name(line.object_kind), printable_name(line.name), number_});
    pauses_.push_back(is_pause(line.object_kind));
    return;
  }
  model_.objects_[index].kind = printable_name(line.object_kind);
  pauses_[index] = is_pause(line.object_kind);
  if (line.has(Line::kName)) model_.objects_[index].name = printable_name(line.name);
}

void TraceBuilder::add_host(const TraceLine& line, std::string_view text) {
  if (!line.has(Line::kId) && !line.has(Line::kHost)) return complain("a \"host\" line needs \"id\"");
  const int64_t id = line.has(Line::kId) ? line.id : line.host;
  if (host_ids_.find(id) != IdTable::kMissing)
    return note(fmt::format("host {} is defined a second time", id));
  const auto index = static_cast<uint32_t>(model_.hosts_.size());
  host_ids_.insert(id, index);
  Host host{id, printable_name(line.name), look_up_.value(text, "addresses"), kNone};
  if (line.has(Line::kCo)) {
    const uint32_t known = coroutine_ids_.find(line.co);
    host.main_coroutine = known != IdTable::kMissing ? known : new_coroutine(line.co);
    Coroutine& main = model_.coroutines_[host.main_coroutine];
    main.host = index;
    if (main.name.empty()) main.name = "main";
    if (host.main_coroutine == kMainCoroutine) {
      model_.programs_[0].host = index;
      begin_program(0, index);
    } else {
      const auto program = static_cast<uint32_t>(model_.programs_.size());
      model_.programs_.push_back({-1, index, host.main_coroutine, {}});
      join_program(host.main_coroutine, program);
      begin_program(program, index);
    }
  }
  model_.hosts_.push_back(std::move(host));
}

// A coroutine got another name; the last one counts, as with objects.
void TraceBuilder::add_name(const TraceLine& line) {
  if (!line.has(Line::kCo | Line::kName)) return complain("a \"name\" line needs \"co\" and \"name\"");
  const uint32_t index = coroutine_of(line.co);
  if (index != kNone) model_.coroutines_[index].name = printable_name(line.name);
}

void TraceBuilder::add_fin(const TraceLine& line) {
  if (model_.fin_) return note("a second \"fin\" line");
  if (!line.has(Line::kEvents)) note("a \"fin\" line needs \"events\"");
  if (line.has(Line::kT)) rising_time(line.time_ns);
  model_.fin_ = Fin{number_, line.events, line.waiting, line.suspended, line.errors};
}

// Names that several coroutines of a host have. A table of hashes: two names with the same one (there are
// 2^64) would be told apart by their ids though they need not.
void TraceBuilder::mark_shared_names(TraceModel& model) {
  const auto& coroutines = model.coroutines_;
  const auto hash_of = [](const Coroutine& coroutine) {
    const size_t hash =
        std::hash<std::string_view>()(coroutine.name) ^ (coroutine.host * size_t{0x9e3779b97f4a7c15});
    return hash == 0 ? 1 : hash;
  };
  size_t size = 64;
  while (size < 2 * coroutines.size()) size *= 2;
  std::vector<size_t> seen(size, 0);
  std::vector<uint32_t> first(size, 0);
  model.name_is_shared_.assign(coroutines.size(), false);
  for (uint32_t i = 0; i < coroutines.size(); i++) {
    if (coroutines[i].name.empty()) {
      model.name_is_shared_[i] = true;
      continue;
    }
    const size_t hash = hash_of(coroutines[i]);
    size_t slot = hash & (size - 1);
    while (seen[slot] != 0 && seen[slot] != hash) slot = (slot + 1) & (size - 1);
    if (seen[slot] == hash) {
      model.name_is_shared_[i] = true;
      model.name_is_shared_[first[slot]] = true;
    } else {
      seen[slot] = hash;
      first[slot] = i;
    }
  }
}

TraceModel TraceBuilder::snapshot() const {
  TraceModel model = model_;
  settle(model);
  return model;
}

TraceModel TraceBuilder::finish() {
  settle(model_);
  return std::move(model_);
}

void TraceBuilder::settle(TraceModel& model) {
  for (uint32_t co = 0; co < model.coroutines_.size(); co++) {
    Coroutine& coroutine = model.coroutines_[co];
    if (coroutine.spawn_event == kNone && !model.is_main(co))  // known by what it did only
      model.programs_[coroutine.program].coroutines.push_back(co);
    // A line that could not be read to its end has no row.
    if (coroutine.spawn_event != kNone && coroutine.spawn_event >= model.event_count())
      coroutine.spawn_event = kNone;
  }
  mark_shared_names(model);
}

}  // namespace coutil::tracer
