// Follows a trace row by row and says where a row was not allowed. Each function below guards one promise of
// the format. Knows nothing of files; takes the model's word for times and ids.
#include "tracer/trace_checker.h"

#include <fmt/format.h>

#include <algorithm>

namespace coutil::tracer {

TraceChecker::TraceChecker(const TraceModel& model, size_t kept)
    : model_(model),
      kept_(kept),
      present_(model.coroutines().size()),
      running_(model.programs().size()),
      owners_(model.objects().size(), kNone),
      emitted_(model.coroutines().size(), false),
      emits_(model.coroutines().size()),
      world_(model, [this](uint32_t e, std::string sentence) { say(e, std::move(sentence)); }),
      describing_(model.header().from_middle) {
  for (uint32_t co = 0; co < present_.size(); co++) {
    if (is_main(co)) present_[co].life = Life::kRunning;
  }
}

CheckReport TraceChecker::check() {
  for (uint32_t e = 0; e < model_.event_count(); e++) {
    world_.step(e);
    for (const uint32_t program : model_.programs_ended_by(e)) end_program(e, program);
    if (describing_ && describe(e)) continue;
    step(e);
  }
  report_.cut_short = model_.cut_short();
  if (model_.fin()) finish();
  return std::move(report_);
}

void TraceChecker::say(uint32_t e, std::string sentence) {
  say_at(model_.line_number(e), std::move(sentence));
}

void TraceChecker::say_at(uint64_t line, std::string sentence) {
  report_.count++;
  if (report_.violations.size() < kept_) report_.violations.push_back({line, std::move(sentence)});
}

// Who may act in the program of this coroutine.
uint32_t TraceChecker::innermost(uint32_t co) const {
  const uint32_t program = model_.coroutines()[co].program;
  const auto& stack = running_[program];
  if (!stack.empty()) return stack.back();
  const uint32_t main = model_.programs()[program].main_coroutine;
  return main == kNone ? kMainCoroutine : main;
}

std::string TraceChecker::doing(uint32_t co) const {
  const Present& who = present_[co];
  const std::string since =
      who.since == kNone ? "" : fmt::format(" (line {})", model_.line_number(who.since));
  switch (who.life) {
    case Life::kAbsent:
      return "was never spawned";
    case Life::kUnknown:
    case Life::kFresh:
      return "never ran";
    case Life::kRunning:
      return "runs" + since;
    case Life::kReady:
      return "was woken" + since + " and not yet resumed";
    case Life::kWaiting:
      return "waits " + model_.wait_clause(who.since) + since;
    case Life::kSuspended:
      return "is suspended" + since;
    case Life::kOver:
      return "is over" + since;
  }
  return "";
}

// The lines of a trace that began in the middle: who lives, waits for what, owns what. True while they last.
bool TraceChecker::describe(uint32_t e) {
  const uint32_t co = model_.coroutine(e);
  if (co >= present_.size()) return describing_ = false;
  Present& who = present_[co];
  const Kind kind = model_.kind(e);
  if (kind == Kind::kSpawn && is_main(co)) return true;
  if (kind == Kind::kSpawn && who.life == Life::kAbsent) {
    who = {Life::kUnknown, false, false, false, e, {}};
    return true;
  }
  if (kind == Kind::kRun && who.life == Life::kUnknown) {
    who = {Life::kRunning, false, false, true, e, {}};
    running(co).push_back(co);
    return true;
  }
  if ((kind == Kind::kEnd || kind == Kind::kClosed) && who.life == Life::kUnknown) {
    who.life = Life::kOver;  // over before the trace began, and named for what it still owns
    return true;
  }
  if (kind == Kind::kWake && who.life == Life::kWaiting && model_.by(e) == kScheduler) {
    who = {Life::kReady, true, false, false, e, {}};
    return true;
  }
  if ((kind == Kind::kAwait || kind == Kind::kYield) && who.life == Life::kUnknown) {
    who.life = kind == Kind::kAwait ? Life::kWaiting : Life::kSuspended;
    who.since = e;
    return true;
  }
  if (kind == Kind::kLock && model_.object(e) != kNone && owners_[model_.object(e)] == kNone) {
    owners_[model_.object(e)] = co;
    return true;
  }
  return describing_ = false;
}

void TraceChecker::step(uint32_t e) {
  const uint32_t co = model_.coroutine(e);
  if (co >= present_.size()) return;
  const uint32_t by = model_.by(e);
  const Kind kind = model_.kind(e);
  // A wake and its run belong to the emit of `by`, and so does the cancel of a wait for all promises that
  // hears it; anything else that it does comes after.
  const bool by_emit = kind == Kind::kCancel && is_cancelled_by_emit(co, by);
  const bool of_emit = kind == Kind::kWake || by_emit || (kind == Kind::kRun && present_[co].woken);
  if (by < present_.size() && !of_emit) settle(by);
  switch (kind) {
    case Kind::kSpawn:
      return spawn(e, co);
    case Kind::kRun:
      return run(e, co);
    case Kind::kAwait:
      return suspend(e, co, Life::kWaiting);
    case Kind::kYield:
      return suspend(e, co, Life::kSuspended);
    case Kind::kEnd:
      return end(e, co);
    case Kind::kClosed:
    case Kind::kLost:
      return stop(e, co);
    case Kind::kWake:
      return wake(e, co);
    case Kind::kCancel:
      return cancel(e, co, by_emit);
    case Kind::kEmit:
      return emit(e, co);
    case Kind::kLock:
      return lock(e, co);
    case Kind::kUnlock:
      return unlock(e, co);
    case Kind::kTake:
    case Kind::kFulfill:
    case Kind::kNote:
    case Kind::kPrint:
      must_act(e, co, std::string(kind_name(kind)).c_str());
      return;
    default:
      return;
  }
}

// What a coroutine does itself, it does while it is the innermost that runs.
bool TraceChecker::must_act(uint32_t e, uint32_t co, const char* verb) {
  settle(co);
  Present& who = present_[co];
  if (who.life == Life::kUnknown) {
    who.life = Life::kRunning;
    running(co).push_back(co);
  }
  if (who.life != Life::kRunning) {
    say(e, fmt::format("{} has a \"{}\" line, but it {}", model_.label(co), verb, doing(co)));
    return false;
  }
  if (who.described) raise(co);
  if (innermost(co) != co) {
    say(e, fmt::format("{} has a \"{}\" line while {} runs inside it", model_.label(co), verb,
                       model_.label(innermost(co))));
    return false;
  }
  return true;
}

// Of the coroutines that ran when the trace began, the first that acts is the innermost.
void TraceChecker::raise(uint32_t co) {
  auto& stack = running(co);
  const auto found = std::find(stack.begin(), stack.end(), co);
  const bool first =
      std::all_of(found, stack.end(), [&](uint32_t other) { return present_[other].described; });
  if (first && found != stack.end()) std::rotate(found, found + 1, stack.end());
  present_[co].described = false;
}

void TraceChecker::spawn(uint32_t e, uint32_t co) {
  if (present_[co].life != Life::kAbsent) return;  // the reader noted it
  present_[co] = {Life::kFresh, false, false, false, e, {}};
}

void TraceChecker::run(uint32_t e, uint32_t co) {
  const uint32_t by = model_.by(e);
  Present& who = present_[co];
  if (by < present_.size() && present_[by].described) raise(by);
  const bool may = who.life == Life::kFresh || who.life == Life::kSuspended || who.life == Life::kUnknown ||
                   who.life == Life::kReady;
  if (!may) {
    if (is_main(co)) return say(e, "the main program is resumed, and it is no coroutine");
    say(e, fmt::format("{} is resumed, but it {}", model_.label(co), doing(co)));
    if (who.life == Life::kRunning || who.life == Life::kOver || who.life == Life::kAbsent) return;
    if (who.life == Life::kWaiting) excuse(co, kNone);
  } else if (by < present_.size() && present_[by].life != Life::kAbsent && innermost(by) != by) {
    say(e, fmt::format("{} is resumed by {}, but {} is the one that runs", model_.label(co), model_.label(by),
                       model_.label(innermost(by))));
  }
  who.engine_ran_it = (who.woken && !who.unsure) || by == kScheduler;
  who.unsure = false;
  who.woken = false;
  who.life = Life::kRunning;
  who.since = e;
  running(co).push_back(co);
}

void TraceChecker::suspend(uint32_t e, uint32_t co, Life life) {
  if (is_main(co)) return say(e, "the main program suspends, and it can't");
  const bool acted = must_act(e, co, std::string(kind_name(model_.kind(e))).c_str());
  if (!acted && present_[co].life != Life::kRunning) return;
  auto& stack = running(co);
  stack.erase(std::remove(stack.begin(), stack.end(), co), stack.end());
  Present& who = present_[co];
  who.life = life;
  who.since = e;
  who.woken = false;
  who.heard = {};
}

void TraceChecker::end(uint32_t e, uint32_t co) {
  if (model_.failed(e)) {
    failed_++;
    if (present_[co].engine_ran_it) failed_by_engine_++;
  }
  if (is_main(co)) return settle(co);
  const bool acted = must_act(e, co, "end");
  if (!acted && present_[co].life != Life::kRunning) return;
  auto& stack = running(co);
  stack.erase(std::remove(stack.begin(), stack.end(), co), stack.end());
  present_[co].life = Life::kOver;
  present_[co].since = e;
}

void TraceChecker::stop(uint32_t e, uint32_t co) {
  Present& who = present_[co];
  const std::string_view verb = model_.kind(e) == Kind::kClosed ? "closed" : "lost";
  if (who.life == Life::kRunning || who.life == Life::kOver || who.life == Life::kAbsent) {
    return say(e, fmt::format("{} is {}, but it {}", model_.label(co), verb, doing(co)));
  }
  if (who.life == Life::kWaiting) excuse(co, kNone);
  who.life = Life::kOver;
  who.since = e;
}

// Other emits that this coroutine heard can't wake it any more.
void TraceChecker::excuse(uint32_t co, uint32_t by) {
  emits_.excuse(model_.object_list(present_[co].since), present_[co].since, by);
}

void TraceChecker::wake(uint32_t e, uint32_t co) {
  const uint32_t by = model_.by(e), object = model_.object(e);
  Present& who = present_[co];
  if (by < present_.size() && !emits_.wake(by, object) && (emitted_[by] || !model_.header().from_middle)) {
    const EmitLedger::Emit* emit = emits_.of(by);
    const bool too_many = emit != nullptr && emit->object == object;
    const std::string why = too_many ? fmt::format("its emit at line {} was heard by {} only",
                                                   model_.line_number(emit->row), emit->waiters)
                                     : fmt::format("{} did not just emit that", model_.label(by));
    say(e, fmt::format("{} is woken from {} by {}, but {}", model_.label(co), model_.object_label(object),
                       model_.label(by), why));
  }
  if (who.life == Life::kUnknown) {
    who = {Life::kReady, true, false, false, e, {}};
    return;
  }
  if (who.life != Life::kWaiting) {
    return say(e, fmt::format("{} is woken, but it {}", model_.label(co), doing(co)));
  }
  if (!wait_is_over(e, co)) return;
  excuse(co, by);
  who = {Life::kReady, true, false, false, e, {}};
}

// An await of all is over when each of its objects came; of one or any, with the first.
bool TraceChecker::wait_is_over(uint32_t e, uint32_t co) {
  Present& who = present_[co];
  const uint32_t object = model_.object(e);
  const auto waits = model_.object_list(who.since);
  const auto say_it_does_not_wait = [&] {
    say(e, fmt::format("{} is woken from {}, but it {}", model_.label(co), model_.object_label(object),
                       doing(co)));
  };
  if (model_.mode(who.since) != Mode::kAll) {
    if (std::find(waits.begin(), waits.end(), object) == waits.end()) say_it_does_not_wait();
    return true;
  }
  auto& [objects, came, left] = who.heard;
  if (objects.empty()) {
    objects.assign(waits.begin(), waits.end());
    std::sort(objects.begin(), objects.end());
    objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
    came.resize(objects.size());
    left = objects.size();
  }
  const auto at = std::lower_bound(objects.begin(), objects.end(), object);
  if (at == objects.end() || *at != object) {
    say_it_does_not_wait();
    return left == 0;
  }
  const auto index = static_cast<size_t>(at - objects.begin());
  if (came[index]) {
    say(e, fmt::format("{} hears {} a second time in one await of all", model_.label(co),
                       model_.object_label(object)));
  } else {
    came[index] = true;
    --left;
  }
  return left == 0;
}

// Whether `co` waits for all of some objects, and `by` is just emitting one of them.
bool TraceChecker::is_cancelled_by_emit(uint32_t co, uint32_t by) const {
  const Present& who = present_[co];
  if (by >= present_.size() || who.life != Life::kWaiting || model_.mode(who.since) != Mode::kAll)
    return false;
  const EmitLedger::Emit* emit = emits_.of(by);
  if (emit == nullptr) return false;
  const auto waits = model_.object_list(who.since);
  return std::find(waits.begin(), waits.end(), emit->object) != waits.end();
}

void TraceChecker::cancel(uint32_t e, uint32_t co, bool by_emit) {
  Present& who = present_[co];
  if (who.life != Life::kWaiting && who.life != Life::kUnknown && who.life != Life::kReady) {
    return say(e, fmt::format("{} is cancelled, but it {}", model_.label(co), doing(co)));
  }
  if (who.life == Life::kWaiting) excuse(co, by_emit ? model_.by(e) : kNone);
  who = {Life::kReady, by_emit, false, false, e, {}, by_emit};
}

void TraceChecker::emit(uint32_t e, uint32_t co) {
  must_act(e, co, "emit");
  emitted_[co] = true;
  emits_.open(co, {e, model_.object(e), model_.waiters(e), 0, 0});
}

// `by` or `co` does something new, so its last emit is over.
void TraceChecker::settle(uint32_t co) {
  // Lua lets about 195 C calls nest, and a level takes one or more of them: an emit that deep may have failed
  // half-way with "C stack overflow", and who could not be resumed still waits.
  constexpr size_t kDeep = 40;
  const EmitLedger::Emit emit = emits_.settle(co);
  if (emit.waiters == 0 || running(co).size() >= kDeep) return;
  say(emit.row,
      fmt::format("{} emits {}, heard by {}, but {} woken", model_.label(co),
                  model_.object_label(emit.object), emit.waiters,
                  emit.woken == 0 ? "nobody is"
                                  : fmt::format("only {} {}", emit.woken, emit.woken == 1 ? "is" : "are")));
}

void TraceChecker::lock(uint32_t e, uint32_t co) {
  // The owner that unlocks hands the mutex over: the new owner has it before it is resumed.
  const bool handed_over = present_[co].life == Life::kReady && present_[co].woken;
  if (!handed_over) must_act(e, co, "lock");
  const uint32_t mutex = model_.object(e);
  if (mutex == kNone) return;
  if (owners_[mutex] != kNone) {
    say(e, fmt::format("{} locks {}, but {} owns it", model_.label(co), model_.object_label(mutex),
                       owners_[mutex] == co ? "itself" : model_.label(owners_[mutex])));
  }
  owners_[mutex] = co;
}

void TraceChecker::unlock(uint32_t e, uint32_t co) {
  must_act(e, co, "unlock");
  const uint32_t mutex = model_.object(e);
  if (mutex == kNone) return;
  if (owners_[mutex] != co) {
    say(e, fmt::format("{} unlocks {}, but {} owns it", model_.label(co), model_.object_label(mutex),
                       owners_[mutex] == kNone ? "nobody" : model_.label(owners_[mutex])));
  }
  owners_[mutex] = kNone;
}

void TraceChecker::Left::add(Life life) {
  waiting += life == Life::kWaiting;
  ready += life == Life::kReady;
  suspended += life == Life::kSuspended;
  unknown += life == Life::kUnknown;
}

// What it was amid, it leaves there. After an exit those who wait are counted in the last line, too.
void TraceChecker::end_program(uint32_t e, uint32_t program) {
  const bool counts = model_.kind(e) == Kind::kProcess && model_.what(e) == What::kExit;
  running_[program].clear();
  for (const uint32_t co : model_.programs()[program].coroutines) {
    Present& who = present_[co];
    if (who.life == Life::kAbsent || who.life == Life::kOver) continue;
    if (counts) left_.add(who.life);
    emits_.settle(co);
    who.life = Life::kOver;
    who.since = e;
  }
}

// The last line: nobody is missing, and its counts are the trace's.
void TraceChecker::finish() {
  const Fin& fin = *model_.fin();
  Left left = left_;
  for (uint32_t co = 0; co < present_.size(); co++) {
    const Life life = present_[co].life;
    left.add(life);
    // Who ended the run from inside (`os.exit`) leaves those below it in the middle of their emits.
    if (life != Life::kRunning || innermost(co) == co) settle(co);
  }
  const auto [waiting, ready, suspended, unknown] = left;
  if (fin.events != static_cast<int64_t>(model_.event_count())) {
    say_at(fin.line,
           fmt::format("\"fin\" counts {} events, and the trace has {}", fin.events, model_.event_count()));
  }
  if (fin.waiting < waiting || fin.waiting > waiting + ready + unknown) {
    say_at(fin.line, fmt::format("\"fin\" counts {} waiting, and the trace has {}", fin.waiting, waiting));
  }
  if (fin.suspended < suspended || fin.suspended > suspended + unknown) {
    say_at(fin.line,
           fmt::format("\"fin\" counts {} suspended, and the trace has {}", fin.suspended, suspended));
  }
  // Errors that the program's own coroutine.resume returned are traced but not counted; a main program's is
  // counted.
  const auto programs = static_cast<int64_t>(model_.programs().size());
  if (fin.errors < failed_by_engine_ || (fin.errors > failed_ + programs && !model_.header().from_middle)) {
    say_at(fin.line, fmt::format("\"fin\" counts {} errors, and the trace has {}", fin.errors, failed_));
  }
}

}  // namespace coutil::tracer
