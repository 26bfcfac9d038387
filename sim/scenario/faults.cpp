// Faults: see the header. None strikes the process that runs: see PostponedFaults.
#include "sim/scenario/faults.h"

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "sim/files/file_system.h"
#include "sim/network/host.h"
#include "sim/network/network.h"
#include "sim/scenario/signal_name.h"

namespace coutil::sim {

namespace {

// Calls `visit` with each link between two hosts of the groups, from the first to the second and (both) back.
template <typename Visit>
void visit_links(Network& network, Faults::Group from, Faults::Group to, bool both, Visit visit) {
  for (Host* one : from) {
    for (Host* other : to) {
      if (one == other) continue;
      visit(network.link(*one, *other));
      if (both) visit(network.link(*other, *one));
    }
  }
}

void describe(std::pmr::string& text, const LinkSettings& settings) {
  const auto seconds = [](TimeNs time) { return static_cast<double>(time) / 1e9; };
  fmt::format_to(std::back_inserter(text), "latency {:g}", seconds(settings.latency_least_ns));
  if (settings.latency_most_ns != settings.latency_least_ns)
    fmt::format_to(std::back_inserter(text), "..{:g}", seconds(settings.latency_most_ns));
  fmt::format_to(std::back_inserter(text), " s, loss {:g}", settings.loss);
}

}  // namespace

Faults::Faults(ProcessTable& table, std::uint64_t seed)
    : table_(&table), early_(table.memory()), torn_(seed, "torn writes"), tearing_(table.memory()) {}

void Faults::tell(std::string_view what, Group hosts, Group others, bool one_way, std::string_view text) {
  if (observer_ == nullptr) return;
  if (has_begun_) {
    observer_->fault(table_->network().agenda().now_ns(), {what, hosts, others, one_way, 0, text});
    return;
  }
  Early& early = early_.emplace_back(table_->memory());
  early.what = what;
  early.hosts.assign(hosts.begin(), hosts.end());
  early.others.assign(others.begin(), others.end());
  early.one_way = one_way;
  early.text = text;
}

void Faults::begin() {
  has_begun_ = true;
  for (const Early& early : early_) tell(early.what, early.hosts, early.others, early.one_way, early.text);
  early_.clear();
}

void Faults::partition(Group from, Group to, bool one_way) {
  bool any = false;
  visit_links(table_->network(), from, to, !one_way, [&](Link& link) {
    any = any || link.is_whole();
    link.cut();
  });
  if (any) tell("partition", from, to, one_way);
}

void Faults::heal() {
  if (table_->network().mend_links()) tell("heal", {});
}

void Faults::heal(Group one, Group other) {
  bool any = false;
  visit_links(table_->network(), one, other, true, [&](Link& link) {
    any = any || !link.is_whole();
    link.mend();
  });
  if (any) tell("heal", one, other);
}

void Faults::hold(Group one, Group other) {
  bool any = false;
  visit_links(table_->network(), one, other, true, [&](Link& link) {
    any = any || !link.is_held();
    link.hold();
  });
  if (any) tell("hold", one, other);
}

void Faults::release(Group one, Group other) {
  Network& network = table_->network();
  bool any = false;
  visit_links(network, one, other, true, [&](const Link& link) { any = any || link.is_held(); });
  if (!any) return;
  tell("release", one, other);
  visit_links(network, one, other, true,
              [&](Link& link) { network.release(link, network.agenda().now_ns()); });
}

void Faults::change_link(Host& from, Host& to, const LinkSettings& settings) {
  Host* hosts[] = {&from};
  Host* others[] = {&to};
  std::pmr::string text(table_->memory());
  describe(text, settings);
  tell("link", hosts, others, true, text);
  table_->network().link(from, to).change(settings);
}

void Faults::crash(Host& host) {
  if (!host.is_up()) return;
  if (host.files != nullptr) host.files->crash(tearing_.contains(host.number()), torn_);
  table_->crash(host);
  Host* hosts[] = {&host};
  tell("crash", hosts);
}

void Faults::restart(Host& host) {
  crash(host);
  Host* hosts[] = {&host};
  tell("restart", hosts);
  table_->restart(host);
}

void Faults::pause(Host& host) {
  if (host.is_paused || !host.is_up()) return;
  Host* hosts[] = {&host};
  tell("pause", hosts);
  table_->pause(host);
}

void Faults::resume(Host& host) {
  if (!host.is_paused) return;
  Host* hosts[] = {&host};
  tell("resume", hosts);
  table_->resume(host);
}

bool Faults::signal(Host& host, ProcessId pid, int number) {
  Process* process = pid == 0 ? table_->main_process(host) : table_->find(host, pid);
  if (process == nullptr) return false;
  if (observer_ != nullptr) {
    Host* hosts[] = {&host};
    const TimeNs now_ns = table_->network().agenda().now_ns();
    observer_->fault(now_ns, {"signal", hosts, {}, false, process->pid(), signal_word(number)});
  }
  return table_->send_signal(*process, number);
}

void Faults::set_clock(Host& host, TimeNs skew_ns, double drift) {
  Host* hosts[] = {&host};
  std::pmr::string text(table_->memory());
  fmt::format_to(std::back_inserter(text), "skew {:g} s, drift {:g}", static_cast<double>(skew_ns) / 1e9,
                 drift);
  tell("clock", hosts, {}, false, text);
  host.clock.set(table_->network().agenda().now_ns(), skew_ns, drift);
}

void Faults::set_tearing(const Host& host, bool tears) {
  if (tears) {
    tearing_.insert(host.number());
  } else {
    tearing_.erase(host.number());
  }
}

}  // namespace coutil::sim
