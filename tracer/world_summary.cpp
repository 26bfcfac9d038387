// Counts what a trace did with the world outside. How it is set for people is in text_world_summary.cpp.
#include "tracer/world_summary.h"

#include <algorithm>
#include <limits>
#include <map>
#include <unordered_map>

namespace coutil::tracer {

namespace {

// Sums of a sound trace fit; those of a hostile one stay at the limit, and what is negative counts nothing.
void add(int64_t& sum, int64_t part) {
  if (part > 0 && __builtin_add_overflow(sum, part, &sum)) sum = std::numeric_limits<int64_t>::max();
}

class WorldTable {
 public:
  explicit WorldTable(const Lanes& lanes) : lanes_(lanes), model_(lanes.model()) {}

  WorldUse collect() {
    if (!model_.hosts().empty()) collect_hosts();
    for (const Mark& mark : lanes_.marks()) count(mark);
    for (uint32_t object = 0; object < opened_.size(); object++) {
      if (opened_[object] != kNone) use_.sockets.left_open.push_back(object);
    }
    std::sort(use_.sockets.left_open.begin(), use_.sockets.left_open.end(),
              [&](uint32_t a, uint32_t b) { return opened_[a] < opened_[b]; });
    for (const auto& [name, count] : signals_) use_.signals.push_back({name, count});
    for (const auto& [what, count] : faults_) use_.faults.push_back({what, count});
    for (uint32_t lane = 0; lane < lanes_.lanes().size(); lane++) waits_of(lane);
    for (const OperationUse& use : operations_) {
      if (use.waits > 0) use_.operations.push_back(use);
    }
    std::stable_sort(use_.operations.begin(), use_.operations.end(),
                     [](const OperationUse& a, const OperationUse& b) {
                       return a.waited_ns != b.waited_ns ? a.waited_ns > b.waited_ns : a.waits > b.waits;
                     });
    return std::move(use_);
  }

 private:
  void collect_hosts() {
    use_.hosts.resize(model_.hosts().size());
    for (uint32_t host = 0; host < use_.hosts.size(); host++) use_.hosts[host].host = host;
    for (const Lane& lane : lanes_.lanes()) {
      const uint32_t host = model_.coroutines()[lane.coroutine].host;
      if (host == kNone) continue;
      use_.hosts[host].coroutines++;
      use_.hosts[host].runs += lane.totals.runs;
    }
    for (const Program& program : model_.programs()) {
      if (program.host != kNone) use_.hosts[program.host].processes++;
      if (program.pid < 0 || program.main_coroutine == kNone) continue;
      const Coroutine& main = model_.coroutines()[program.main_coroutine];
      processes_.emplace(program.pid, use_.processes.size());
      use_.processes.push_back({program.pid, program.host, main.name, main.spawn_event, kNone});
    }
  }

  // A message counts for all, and for the host of who sent or received it.
  template <typename Count>
  void message(uint32_t host, Count count) {
    count(use_.messages);
    if (host != kNone && host < use_.hosts.size()) count(use_.hosts[host].messages);
  }

  uint32_t host_of(uint32_t e) const {
    const uint32_t co = model_.coroutine(e);
    return co == kNone ? kNone : model_.coroutines()[co].host;
  }

  void lose(uint32_t e) {
    const auto sender = use_.hosts.empty() ? senders_.end() : senders_.find(model_.message(e));
    const std::string why = model_.text(e, "why");
    message(sender == senders_.end() ? kNone : sender->second, [&](MessageUse& use) {
      use.lost++;
      if (!why.empty()) use.lost_by_why[why]++;
    });
  }

  void fault(uint32_t e) {
    faults_[model_.text(e, "what")]++;
    if (model_.what(e) != What::kCrash) return;
    if (model_.host(e) != kNone) use_.hosts[model_.host(e)].crashes++;
    for (const uint32_t program : model_.programs_ended_by(e)) {
      const auto found = processes_.find(model_.programs()[program].pid);
      if (found != processes_.end() && use_.processes[found->second].end == kNone)
        use_.processes[found->second].end = e;
      close_sockets_of(program);
    }
  }

  // What a program had open ends with it.
  void close_sockets_of(uint32_t program) {
    if (program >= opened_by_.size()) return;
    for (const uint32_t object : opened_by_[program]) {
      const uint32_t opened = opened_[object];
      if (opened != kNone && program_of(opened) == program) opened_[object] = kNone;
    }
    opened_by_[program].clear();
  }

  uint32_t program_of(uint32_t e) const {
    const uint32_t co = model_.coroutine(e);
    return co == kNone ? kNone : model_.coroutines()[co].program;
  }

  void count(const Mark& mark) {
    const uint32_t e = mark.event;
    switch (mark.kind) {
      case MarkKind::kOpen:
      case MarkKind::kClose:
        return socket(mark);
      case MarkKind::kSend:
        if (!use_.hosts.empty()) senders_[model_.message(e)] = host_of(e);
        return message(host_of(e), [&](MessageUse& use) {
          use.sent++;
          add(use.sent_bytes, model_.bytes(e));
        });
      case MarkKind::kDeliver:
        return message(host_of(e), [&](MessageUse& use) {
          use.received++;
          add(use.received_bytes, model_.bytes(e));
        });
      case MarkKind::kDrop:
        return lose(e);
      case MarkKind::kFault:
        return fault(e);
      case MarkKind::kSignal:
        signals_[model_.text(e, "name")]++;
        return;
      case MarkKind::kProcess:
        return process(e);
      default:
        return;
    }
  }

  void socket(const Mark& mark) {
    const uint32_t object = model_.object(mark.event), program = program_of(mark.event);
    const bool opens = mark.kind == MarkKind::kOpen;
    if (opened_.empty()) opened_.assign(model_.objects().size(), kNone);
    if (object != kNone) opened_[object] = opens ? mark.event : kNone;
    if (opens && object != kNone && program != kNone) {
      if (opened_by_.empty()) opened_by_.resize(model_.programs().size());
      opened_by_[program].push_back(object);
    }
    if (!opens) {
      use_.sockets.closed++;
      return;
    }
    const What what = model_.what(mark.event);
    use_.sockets.opened[what == What::kListen ? 0 : what == What::kStream ? 1 : 2]++;
  }

  void process(uint32_t e) {
    const int64_t id = model_.process_id(e);
    const bool starts = model_.what(e) == What::kStart;
    auto found = processes_.find(id);
    const bool simulated = model_.program_of(id) != kNone;  // its `spawn` says it already
    if ((starts && !simulated) || found == processes_.end()) {
      found = processes_.insert_or_assign(id, use_.processes.size()).first;
      use_.processes.push_back({id, kNone, starts ? model_.text(e, "name") : "", starts ? e : kNone, kNone});
    }
    if (starts) return;
    use_.processes[found->second].end = e;
    if (simulated) close_sockets_of(model_.program_of(id));
  }

  void waits_of(uint32_t lane) {
    for (const Span& span : lanes_.spans(lane)) {
      if (span.state != State::kWaiting) continue;
      const Operation operation = model_.operation(span.begin);
      if (operation == Operation::kNone) continue;
      OperationUse& use = operations_[static_cast<size_t>(operation)];
      use.operation = operation;
      use.waits++;
      const int64_t time_ns = model_.time_or_end_ns(span.end) - model_.time_ns(span.begin);
      add(use.waited_ns, time_ns);
      if (use.longest_wait_event != kNone && time_ns <= use.longest_wait_ns) continue;
      use.longest_wait_ns = time_ns;
      use.longest_wait_event = span.begin;
    }
  }

  const Lanes& lanes_;
  const TraceModel& model_;
  WorldUse use_;
  std::vector<uint32_t> opened_;  // by object: the row that opened it, kNone where it is not open
  std::vector<std::vector<uint32_t>> opened_by_;  // by program: objects, also those that were closed since
  std::map<std::string, uint32_t> signals_, faults_;
  std::unordered_map<int64_t, uint32_t> senders_;  // of messages: their hosts
  std::unordered_map<int64_t, size_t> processes_;
  std::array<OperationUse, kOperationCount> operations_{};
};

}  // namespace

bool WorldUse::empty() const {
  return sockets.opened_in_all() == 0 && sockets.closed == 0 && messages.sent == 0 &&
         messages.received == 0 && messages.lost == 0 && hosts.empty() && faults.empty() && signals.empty() &&
         processes.empty() && operations.empty();
}

WorldUse world_use(const Lanes& lanes) { return WorldTable(lanes).collect(); }

std::string process_end_text(const TraceModel& model, const ProcessUse& process) {
  if (process.end == kNone) return "still ran at the end";
  const What what = model.what(process.end);
  if (what == What::kExit) return "exit " + model.text(process.end, "status");
  if (what == What::kCrash) return "crash of its host";
  return what == What::kSignal ? "signal " + model.text(process.end, "name")
                               : model.text(process.end, "what");
}

}  // namespace coutil::tracer
