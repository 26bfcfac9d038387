// A scenario's parts together: see the header.
#include "sim/scenario/scenario.h"

#include <fmt/format.h>

#include <iterator>

namespace coutil::sim {

Scenario::Scenario(ProcessTable& table, ProcessBody& body, const ScenarioOptions& options)
    : table_(&table),
      body_(&body),
      seed_(options.seed),

      script_(options.script, table.memory()),
      arguments_(options.arguments.begin(), options.arguments.end(), table.memory()),
      programs_(table.memory()),
      faults_(table, options.seed),
      postponed_faults_(table, faults_),
      plans_(table.memory()),
      sides_(table.memory()),
      values_(table.memory()),
      scratch_(table.memory()),
      checks_(table),
      timed_calls_(table, checks_, options.seed) {}

const char* Scenario::boot() {
  if (plans_.empty()) add_host("localhost");
  for (HostPlan& plan : plans_) {
    if (plan.program != nullptr) continue;
    plan.runs_script = true;
    plan.arguments = arguments_;
    script_host_ = plan.host;
    break;
  }
  if (script_host_ == nullptr) return "every host has a program: leave `program` out where SCRIPT is to run";
  running_ = true;
  for (const HostPlan& plan : plans_) boot_late(plan);
  faults_.begin();
  return nullptr;
}

void Scenario::boot_late(const HostPlan& plan) { body_->boot(*plan.host); }

const HostPlan* Scenario::plan_of(const Host& host) const noexcept {
  for (const HostPlan& plan : plans_) {
    if (plan.host == &host) return &plan;
  }
  return nullptr;
}

void Scenario::end_program(const Process& process) {
  LuaSide* side = side_of(process);
  if (side == nullptr) return;
  side->ended = true;
  checks_.end(*side);
  timed_calls_.forget(*side, true);
}

void Scenario::forget(const Process& process) noexcept {
  for (auto side = sides_.begin(); side != sides_.end(); ++side) {
    if (side->process != &process) continue;
    checks_.forget(*side);
    timed_calls_.forget(*side, false);
    sides_.erase(side);
    return;
  }
}

LuaSide* Scenario::side_of(const Process& process) noexcept {
  for (LuaSide& side : sides_) {
    if (side.process == &process) return &side;
  }
  return nullptr;
}

LuaSide& Scenario::add_side(lua_State* main, Process* process) {
  std::pmr::string stream("sim.random", memory());
  if (process != nullptr) {
    fmt::format_to(std::back_inserter(stream), " of {} on {}", process->pid(), process->host().name());
  }
  return sides_.emplace_back(*this, main, process, RandomStream(seed_, stream));
}

HostPlan& Scenario::add_host(std::string_view name) {
  plans_.emplace_back(memory());
  Host& host = network().add_host(name);
  plans_.back().host = &host;
  body_->add_files(host);
  return plans_.back();
}

Host* Scenario::find_host(std::string_view name) const noexcept {
  for (Host* host : table_->network().hosts()) {
    if (host->name() == name) return host;
  }
  return nullptr;
}

IpAddress Scenario::next_address() noexcept {
  IpAddress address;
  do {
    ++addresses_given_;
    const auto high = static_cast<std::uint8_t>(addresses_given_ >> 8);
    address.host = {10, 0, high, static_cast<std::uint8_t>(addresses_given_)};
  } while (network().host_at(address) != nullptr);
  return address;
}

void Scenario::set_value(std::string_view key, std::string_view bytes) {
  auto found = values_.find(key);
  if (found == values_.end()) found = values_.emplace(key, std::string_view()).first;
  found->second.assign(bytes);
}

void Scenario::remove_value(std::string_view key) {
  auto found = values_.find(key);
  if (found != values_.end()) values_.erase(found);
}

const std::pmr::string* Scenario::value(std::string_view key) const {
  auto found = values_.find(key);
  return found != values_.end() ? &found->second : nullptr;
}

}  // namespace coutil::sim
