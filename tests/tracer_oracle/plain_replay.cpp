// PlainReplay: see the header. Slow and simple on purpose.
#include "tests/tracer_oracle/plain_replay.h"

#include <algorithm>
#include <sstream>

namespace coutil::tracer::test {

namespace {

using Json = nlohmann::json;

const std::set<std::string> kDefinitions = {"place", "object", "host", "name"};
const std::set<std::string> kKinds = {"spawn",   "run",  "await",  "yield",   "emit",    "take",  "wake",
                                      "cancel",  "lock", "unlock", "open",    "close",   "send",  "drop",
                                      "deliver", "pick", "signal", "process", "fulfill", "fault", "note",
                                      "print",   "end",  "closed", "lost",    "stuck",   "gc"};

int64_t number(const Json& line, const char* key, int64_t absent = -1) {
  return line.contains(key) && line[key].is_number_integer() ? line[key].get<int64_t>() : absent;
}

bool is_over(PlainState state) { return state >= PlainState::kEnded; }

// Who got what it waits for.
bool has_come(const PlainWait& wait) {
  return wait.mode != "all" ||
         std::all_of(wait.on.begin(), wait.on.end(), [&](int64_t o) { return wait.came.count(o) != 0; });
}

}  // namespace

const char* plain_state_name(PlainState state) {
  static constexpr const char* kNames[] = {"absent",  "created",   "running",       "ready",
                                           "waiting", "suspended", "in system.run", "ended",
                                           "failed",  "closed",    "lost",          "killed"};
  return kNames[static_cast<size_t>(state)];
}

PlainReplay::PlainReplay(const std::string& text) {
  coroutines_.push_back({0, "main", -1, -1, true, {}, {}});
  index_[0] = 0;
  programs_[-1].main = 0;
  read(text);
  for (PlainCoroutine& who : coroutines_) {
    who.states.assign(rows_.size(), PlainState::kAbsent);
    who.since.assign(rows_.size(), 0);
  }
  play();
}

void PlainReplay::read(const std::string& text) {
  std::istringstream lines(text);
  std::map<int64_t, std::string> kinds;  // of objects, as they are known so far
  for (std::string line; std::getline(lines, line);) {
    Json json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) break;  // torn
    const std::string kind = json["e"];
    if (kind == "trace") header_ = json;
    complete_ = complete_ || kind == "fin";
    if (kDefinitions.count(kind) != 0) take_definition(json);
    if (kind == "object") kinds[json["id"]] = json["kind"];
    const bool is_row = json.contains("t") && kind != "fin";
    if (kDefinitions.count(kind) + kKinds.count(kind) == 0 && kind != "fin" && kind != "trace")
      unknown_lines_++;
    if (!is_row) continue;
    if (kind == "spawn") known(json["co"]);
    if (kind == "await" && json["on"].size() == 1) {
      const std::string& what = kinds[json["on"][0]];
      if (what == "timer" || what == "turn") pauses_.insert(rows_.size());
    }
    times_ns_.push_back(json["t"]);
    rows_.push_back(std::move(json));
  }
}

void PlainReplay::take_definition(const Json& line) {
  const std::string kind = line["e"];
  if (kind == "place") places_.emplace(line["id"], line);
  if (kind == "host") hosts_.emplace(line["id"], line);
  if (kind == "object") {
    const auto [found, fresh] = objects_.emplace(line["id"], line);
    if (!fresh) found->second.update(line);
  }
  if (kind == "name") known(line["co"]).name = line["name"];
}

PlainCoroutine& PlainReplay::known(int64_t id) {
  const auto [found, fresh] = index_.emplace(id, coroutines_.size());
  if (fresh) coroutines_.push_back({id, "", -1, -1, false, {}, {}});
  return coroutines_[found->second];
}

int64_t PlainReplay::time_ns(size_t row) const {
  return rows_.empty() ? 0 : times_ns_[std::min(row, rows_.size() - 1)];
}

void PlainReplay::play() {
  for (size_t row = 0; row < rows_.size(); row++) {
    for (PlainCoroutine& who : coroutines_) {
      if (row == 0) continue;
      who.states[row] = who.states[row - 1];
      who.since[row] = who.since[row - 1];
    }
    // The main program of a trace of one program has no `spawn`.
    const bool single = hosts_.empty();
    if (row == 0 && single) set(coroutines_[0], PlainState::kRunning, 0);
    play(row);
    for (const char* key : {"co", "by"}) {
      const int64_t id = number(rows_[row], key);
      if (id >= 0) programs_[known(id).program].last_row = row;
    }
    std::vector<int64_t>& innermost = innermost_.emplace_back();
    for (const auto& [pid, program] : programs_) {
      if (program.main >= 0) innermost.push_back(program.innermost());
    }
  }
}

void PlainReplay::set(PlainCoroutine& who, PlainState state, size_t row) {
  who.states[row] = state;
  who.since[row] = row;
}

void PlainReplay::play(size_t row) {
  const Json& line = rows_[row];
  const std::string kind = line["e"];
  if (kind == "process" || kind == "fault") return end_programs(line, row);
  if (kind == "spawn") spawn(line, row);
  const int64_t by = number(line, "by", -2);
  if (by >= 0) act(by, row);
  const int64_t co = number(line, "co");
  if (co < 0) return;
  PlainCoroutine& who = known(co);
  if (is_over(who.states[row]) || who.over < row) return;
  if (by == -1 && (kind == "run" || kind == "wake")) scheduler_resumes(who, row);
  if (kind == "run") {
    if (who.states[row] == PlainState::kRunning) return;
    programs_[who.program].running.push_back(co);
    waits_.erase(co);
    set(who, PlainState::kRunning, row);
  } else if (kind == "wake") {
    wake(who, line, row);
  } else if (kind == "cancel") {
    if (who.states[row] == PlainState::kWaiting) set(who, PlainState::kReady, row);
    waits_.erase(co);
  } else if (kind == "await") {
    waits_[co] = {line["mode"], line["on"], {}, false};
    stop(who, PlainState::kWaiting, row);
  } else if (kind == "yield") {
    stop(who, PlainState::kSuspended, row);
  } else if (kind == "end") {
    stop(who, line.contains("error") ? PlainState::kFailed : PlainState::kEnded, row);
  } else if (kind == "closed") {
    stop(who, PlainState::kClosed, row);
  } else if (kind == "lost") {
    stop(who, PlainState::kLost, row);
  } else if (kind != "spawn") {
    act(co, row);
  }
}

void PlainReplay::spawn(const Json& line, size_t row) {
  const int64_t co = line["co"];
  PlainCoroutine& who = known(co);
  who.name = line["name"];
  who.host = number(line, "host");
  if (line.contains("pid")) {
    who.program = line["pid"];
    const auto [found, fresh] = programs_.emplace(who.program, Program{co, {}, 0});
    who.is_main = found->second.main == co;
    if (co == 0) programs_.erase(-1);
  }
  if (who.states[row] == PlainState::kAbsent)
    set(who, who.is_main ? PlainState::kRunning : PlainState::kCreated, row);
}

void PlainReplay::scheduler_resumes(PlainCoroutine& whom, size_t row) {
  PlainCoroutine& driver = known(programs_[whom.program].innermost());
  if (&driver == &whom || driver.states[row] != PlainState::kRunning) return;
  set(driver, PlainState::kDriving, row);
  // Time passes in no program but in system.run.
  const size_t last = programs_[whom.program].last_row;
  if (last >= row || time_ns(row) == time_ns(last)) return;
  for (size_t before = last; before <= row; before++) {
    driver.states[before] = PlainState::kDriving;
    driver.since[before] = last;
  }
}

void PlainReplay::act(int64_t id, size_t row) {
  PlainCoroutine& who = known(id);
  if (who.states[row] == PlainState::kDriving) set(who, PlainState::kRunning, row);
}

void PlainReplay::stop(PlainCoroutine& who, PlainState state, size_t row) {
  if (state != PlainState::kWaiting) waits_.erase(who.id);
  std::vector<int64_t>& running = programs_[who.program].running;
  const auto found = std::find(running.begin(), running.end(), who.id);
  running.erase(found, running.end());
  set(who, state, row);
}

void PlainReplay::wake(PlainCoroutine& who, const Json& line, size_t row) {
  const auto found = waits_.find(who.id);
  if (found == waits_.end()) return;
  found->second.came.insert(line["on"].get<int64_t>());
  if (!has_come(found->second)) return;
  waits_.erase(found);
  set(who, PlainState::kReady, row);
}

// A process that exits ends its main program and who runs in it; who waits was left waiting. One that is
// killed, and the crash of a host, end all.
void PlainReplay::end_programs(const Json& line, size_t row) {
  const std::string kind = line["e"], what = line.value("what", "");
  if (kind == "fault" && what != "crash") return;
  if (kind == "process" && what == "start") return;
  const bool exits = what == "exit";
  for (PlainCoroutine& who : coroutines_) {
    if (who.program < 0) continue;
    if (kind == "process" ? who.program != number(line, "pid") : who.host != number(line, "host")) continue;
    programs_[who.program].running.clear();
    if (who.states[row] == PlainState::kAbsent || is_over(who.states[row]) || who.over < row) continue;
    who.over = row;
    waits_.erase(who.id);
    if (!exits) set(who, PlainState::kKilled, row);
    if (exits && (who.is_main || who.states[row] == PlainState::kRunning)) set(who, PlainState::kEnded, row);
  }
}

PlainReplay::Moment PlainReplay::after(size_t row) const {
  Moment moment;
  for (size_t e = 0; e <= row && e < rows_.size(); e++) {
    const Json& line = rows_[e];
    const std::string kind = line["e"];
    const int64_t co = number(line, "co");
    if (kind == "lock") moment.owners[line["on"]] = co;
    if (kind == "unlock") moment.owners.erase(line["on"].get<int64_t>());
    if (kind == "fulfill") moment.fulfilled.insert(line["on"].get<int64_t>());
    if (kind == "await") {
      PlainWait wait{line["mode"], line["on"], {}, false};
      for (const int64_t object : wait.on) wait.in_lock = wait.in_lock || moment.owners.count(object) != 0;
      if (line.value("op", "") == "event") wait.in_lock = false;
      moment.waits[co] = wait;
    }
    const auto found = moment.waits.find(co);
    if (found == moment.waits.end()) continue;
    if (kind == "wake") {
      found->second.came.insert(line["on"].get<int64_t>());
      if (has_come(found->second)) moment.waits.erase(found);
    } else if (kind == "cancel" || kind == "end" || kind == "closed" || kind == "lost") {
      moment.waits.erase(found);
    }
  }
  return moment;
}

}  // namespace coutil::tracer::test
