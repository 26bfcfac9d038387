// Plays the rows of a trace. Takes broken traces as they come: whether a row was allowed is the check's.
#include "tracer/board.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tracer/main_program.h"

namespace coutil::tracer {

Board::Board(const TraceModel& model)
    : model_(&model),
      describing_(model.header().from_middle),
      states_(model.coroutines().size(), State::kAbsent),
      since_(model.coroutines().size(), kNone),
      in_lock_(model.coroutines().size(), false),
      locked_(model.objects().size(), kNone) {
  if (model.event_count() > 0 && main_runs_from_start(model)) change(kMainCoroutine, State::kRunning, 0);
}

uint32_t Board::owner(uint32_t object) const {
  return locked_[object] == kNone ? kNone : model_->coroutine(locked_[object]);
}

bool Board::has_come(uint32_t coroutine, uint32_t object) const {
  const auto found = came_.find(coroutine);
  if (found == came_.end()) return false;
  const auto& [objects, wakes, missing] = found->second;
  const auto at = std::lower_bound(objects.begin(), objects.end(), object);
  return at != objects.end() && *at == object && wakes[static_cast<size_t>(at - objects.begin())] != kNone;
}

void Board::step() {
  const uint32_t e = next_++;
  const Kind kind = model_->kind(e);
  if (describing_) describing_ = is_of_snapshot(e);
  if (kind == Kind::kProcess || kind == Kind::kFault) return end_programs(e);
  if (kind == Kind::kStuck) return end_main_programs(e);
  const uint32_t co = model_->coroutine(e);
  if (co >= states_.size()) return;
  if (kind == Kind::kUnlock) {
    if (model_->object(e) != kNone) locked_[model_->object(e)] = kNone;
    return;
  }
  if (kind == Kind::kLock && model_->object(e) != kNone) lock(model_->object(e), e);
  if (is_final(states_[co])) return;
  switch (kind) {
    case Kind::kSpawn:
      if (states_[co] == State::kAbsent)
        change(co, model_->is_main(co) ? State::kRunning : State::kCreated, e);
      return;
    case Kind::kRun:
      if (states_[co] != State::kRunning) change(co, State::kRunning, e);
      return;
    case Kind::kAwait:
      return await(co, e);
    case Kind::kYield:
      return change(co, State::kSuspended, e);
    case Kind::kWake:
      return wake(co, e);
    case Kind::kCancel:
      if (states_[co] == State::kWaiting) change(co, State::kReady, e);
      return;
    case Kind::kEnd:
      return change(co, model_->failed(e) ? State::kFailed : State::kEnded, e);
    case Kind::kClosed:
      return change(co, State::kClosed, e);
    case Kind::kLost:
      return change(co, State::kLost, e);
    default:
      return;
  }
}

void Board::change(uint32_t coroutine, State state, uint32_t e) {
  if (states_[coroutine] == State::kWaiting && !came_.empty()) came_.erase(coroutine);
  states_[coroutine] = state;
  since_[coroutine] = e;
  in_lock_[coroutine] = false;
}

void Board::await(uint32_t coroutine, uint32_t e) {
  change(coroutine, State::kWaiting, e);
  if (model_->hears_event(e)) return;
  for (const uint32_t object : model_->object_list(e)) {
    if (locked_[object] != kNone) in_lock_[coroutine] = true;
  }
}

void Board::wake(uint32_t coroutine, uint32_t e) {
  if (states_[coroutine] == State::kAbsent) return change(coroutine, State::kReady, e);
  if (states_[coroutine] != State::kWaiting) return;
  if (model_->mode(since_[coroutine]) != Mode::kAll) return change(coroutine, State::kReady, e);
  if (come(coroutine, e)) change(coroutine, State::kReady, e);
}

// Whether it was the last one that a wait of all needed.
bool Board::come(uint32_t coroutine, uint32_t wake) {
  const auto [found, fresh] = came_.try_emplace(coroutine);
  auto& [objects, wakes, missing] = found->second;
  if (fresh) {
    const auto list = model_->object_list(since_[coroutine]);
    objects.assign(list.begin(), list.end());
    std::sort(objects.begin(), objects.end());
    objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
    wakes.assign(objects.size(), kNone);
    missing = objects.size();
  }
  const auto at = std::lower_bound(objects.begin(), objects.end(), model_->object(wake));
  if (at != objects.end() && *at == model_->object(wake)) {
    uint32_t& by = wakes[static_cast<size_t>(at - objects.begin())];
    if (by == kNone) missing--;
    if (by == kNone) by = wake;
  }
  return missing == 0;
}

void Board::lock(uint32_t object, uint32_t e) {
  locked_[object] = e;
  if (describing_) snapshot_lock(object);
}

// A trace that begins in the middle says who waits before it says who owns.
void Board::snapshot_lock(uint32_t object) {
  for (uint32_t co = 0; co < states_.size(); co++) {
    if (states_[co] != State::kWaiting || model_->hears_event(since_[co])) continue;
    const auto objects = model_->object_list(since_[co]);
    if (std::find(objects.begin(), objects.end(), object) != objects.end()) in_lock_[co] = true;
  }
}

// What a trace that begins in the middle begins with; its locks have no place.
bool Board::is_of_snapshot(uint32_t e) const {
  switch (model_->kind(e)) {
    case Kind::kSpawn:
    case Kind::kRun:
    case Kind::kAwait:
    case Kind::kYield:
    case Kind::kEnd:
    case Kind::kClosed:
      return true;
    case Kind::kWake:
      return model_->by(e) == kScheduler;
    case Kind::kLock:
      return model_->place(e) == kNone;
    default:
      return false;
  }
}

// Who waits or is suspended as its process exits stays so: it was left there.
void Board::end_programs(uint32_t e) {
  const bool exits = model_->kind(e) == Kind::kProcess && model_->what(e) == What::kExit;
  for (const uint32_t program : model_->programs_ended_by(e)) {
    for (const uint32_t co : model_->programs()[program].coroutines) {
      if (states_[co] == State::kAbsent || is_final(states_[co])) continue;
      if (!exits) change(co, State::kKilled, e);
      if (exits && (model_->is_main(co) || states_[co] == State::kRunning)) change(co, State::kEnded, e);
    }
  }
}

// No row says that a main program ended. But while it runs nobody is stuck because of a mutex that it owns.
void Board::end_main_programs(uint32_t e) {
  const auto ids = nlohmann::json::parse(model_->text(e, "waiting"), nullptr, false);
  if (!ids.is_array()) return;
  for (const auto& id : ids) {
    const uint32_t co = id.is_number_integer() ? coroutine_of(id.get<int64_t>()) : kNone;
    if (co == kNone || states_[co] != State::kWaiting) continue;
    for (const uint32_t object : model_->object_list(since_[co])) {
      const uint32_t main = owner(object);
      if (main != kNone && model_->is_main(main) && !is_final(states_[main])) change(main, State::kEnded, e);
    }
  }
}

// Most ids are the index; a broken trace may have any.
uint32_t Board::coroutine_of(int64_t id) const {
  const auto& all = model_->coroutines();
  if (id >= 0 && static_cast<size_t>(id) < all.size() && all[static_cast<size_t>(id)].id == id) {
    return static_cast<uint32_t>(id);
  }
  const auto found =
      std::find_if(all.begin(), all.end(), [id](const Coroutine& who) { return who.id == id; });
  return found == all.end() ? kNone : static_cast<uint32_t>(found - all.begin());
}

}  // namespace coutil::tracer
