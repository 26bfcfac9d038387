// A simulated program from its first line to its end: see the header. Everything of it lies in its process's
// memory or on its fibre, so that a killed one leaves nothing.
#include "engine/cli/sim_program.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdio>

#include "engine/engine.h"
#include "engine/lua.h"
#include "engine/recording.h"
#include "engine/system/system_functions.h"
#include "sim/files/file_system.h"
#include "sim/lua_in_arena.h"
#include "sim/network/network.h"
#include "sim/strategy.h"
#include "sim/world.h"

namespace coutil {
namespace {

// On its own standard error, with the host and the program where it is not SCRIPT.
void say_problem(const SimProgram& program, const char* text) {
  char place[400] = "";
  if (!program.leads) {
    const sim::Host& on = program.process.host();
    const std::string_view host = program.run.names(on) ? on.name() : "";
    std::snprintf(place, sizeof place,
                  "%.*s%s%.100s: ", static_cast<int>(std::min<std::size_t>(200, host.size())), host.data(),
                  host.empty() ? "" : ": ", program.process.setup().name.c_str());
  }
  const char* const pieces[] = {"coutil: ", place, text != nullptr ? text : "an error that is no text", "\n"};
  for (const char* piece : pieces) {
    if (program.L != nullptr) {
      write_to_program_stream(program.L, OutputStream::kStderr, piece);
    } else {
      write_to_standard_stream(OutputStream::kStderr, piece);
    }
  }
}

// Sets `arg`, and pushes the arguments above the chunk. Returns their number.
int push_setup_arguments(lua_State* L, const sim::ProcessSetup& setup) {
  const auto count = static_cast<int>(setup.arguments.size());
  luaL_checkstack(L, count + 4, "too many arguments for the program");
  lua_createtable(L, count, 1);
  lua_pushlstring(L, setup.name.data(), setup.name.size());
  lua_rawseti(L, -2, 0);
  for (int i = 0; i < count; ++i) {
    const std::pmr::string& argument = setup.arguments[static_cast<std::size_t>(i)];
    lua_pushlstring(L, argument.data(), argument.size());
    lua_rawseti(L, -2, i + 1);
  }
  lua_setglobal(L, "arg");
  for (const std::pmr::string& argument : setup.arguments)
    lua_pushlstring(L, argument.data(), argument.size());
  return count;
}

void push_main_chunk(lua_State* L, SimProgram& program) {
  const sim::ProcessSetup& setup = program.process.setup();
  if (setup.program != nullptr) return sim::push_program(L, *setup.program);
  if (load_script(L, setup.name.c_str()) != LUA_OK) lua_error(L);
}

// os.exit.
void exit_program(void* data, int exit_code, bool close) {
  auto& program = *static_cast<SimProgram*>(data);
  program.all.exit(program, exit_code, close);
}

void release_files(const sim::Process& process) noexcept {
  for (sim::OpenFile* file : process.setup().standard_files) {
    if (file != nullptr) file->release();
  }
}

// Protected: an error here is one of memory, or the program does not compile.
int run_protected(lua_State* L) {
  auto& program = *static_cast<SimProgram*>(lua_touserdata(L, 1));
  set_up_program(L, program, exit_program);
  push_main_chunk(L, program);
  const int count = push_setup_arguments(L, program.process.setup());
  program.ran = true;
  program.raised = !call_main_chunk(L, count, program.leads ? 0 : 1);
  if (program.raised) {
    say_problem(program, lua_tostring(L, -1));
  } else if (!program.leads && lua_isinteger(L, -1)) {
    program.returned = static_cast<int>(lua_tointeger(L, -1) & 0xff);
  }
  return 0;
}

// A stream of random numbers of this process's own.
RandomStream stream_of(const SimProgram& program, const char* purpose) {
  char name[300];
  const std::string_view host = program.process.host().name();
  std::snprintf(name, sizeof name, "%s of %.*s %lld", purpose, static_cast<int>(host.size()), host.data(),
                static_cast<long long>(program.process.pid()));
  return RandomStream(program.run.options->seed, name);
}

}  // namespace

int SimPrograms::run(sim::Process& process) {
  const bool random = run_->options->choices == "random";
  SimProgram program(*this, *run_, process);
  process.body = &program;
  program.leads = process.pid() == leading_;
  program.seed = program.leads ? run_->options->seed : stream_of(program, "numbers").next();
  RandomStrategy random_strategy(stream_of(program, "choices"));
  FifoStrategy fifo_strategy;
  SimBackend backend(random ? static_cast<Strategy&>(random_strategy) : fifo_strategy, process);
  program.backend = &backend;
  lua_State* L = program.L = new_lua_in(&sim::ProcessHeap::lua_alloc, &process.heap);
  if (L == nullptr) {
    fail_to_load(program, "not enough memory for a Lua state");
    return kUsage;
  }
  lua_pushcfunction(L, run_protected);
  lua_pushlightuserdata(L, &program);
  if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
    fail_to_load(program, lua_tostring(L, -1));
    lua_pop(L, 1);
  }
  return finish(program);
}

void SimPrograms::fail_to_load(const SimProgram& program, const char* message) {
  if (message == nullptr) message = "an error that is no text";
  if (program.leads) {
    run_->result->problem = message;
  } else {
    say_problem(program, message);
    others_failed_ |= is_hosts_own(program.process);
  }
}

// Of other programs whoever executed them hears.
bool SimPrograms::is_hosts_own(const sim::Process& process) noexcept {
  return process.setup().started_by == kScheduler;
}

// The program has come to its end by itself.
int SimPrograms::finish(SimProgram& program) {
  run_->scenario->end_program(program.process);
  Outcome outcome;
  std::string problem;
  if (program.ran) outcome = finish_program(program.L, &problem);
  int status = program.returned;
  if (!program.ran) status = kUsage;
  if (program.leads) {
    run_->result->ran = program.ran;
    run_->result->raised = program.raised;
    run_->result->outcome = outcome;
    run_->result->problem += problem;
  } else if (is_hosts_own(program.process)) {
    others_failed_ |= program.raised || outcome.errors > 0;
    others_stuck_ |= outcome.stuck;
  }
  if (outcome.stuck) status = kStuck;
  if (program.raised || outcome.errors > 0) status = kProgramError;
  lua_close(program.L);
  leave(program);
  record_end(program.process, "exit", "", status);
  return status;
}

void SimPrograms::exit(SimProgram& program, int status, bool close) {
  abandon_program(program.L);
  run_->scenario->end_program(program.process);
  if (close) {
    lua_close(program.L);  // as on the machine: what waits for its end is finalized
  } else {
    close_program_files(program.L, true);
  }
  if (program.leads) {
    run_->result->ran = true;
    run_->result->exited = true;
    run_->result->exit_code = status & 0xff;
  }
  leave(program);
  record_end(program.process, "exit", "", status & 0xff);
  run_->table->exit(program.process, status);
}

// What lies outside of the process's memory.
void SimPrograms::leave(SimProgram& program) noexcept {
  run_->scenario->forget(program.process);
  release_files(program.process);
}

void SimPrograms::discard(sim::Process& process) noexcept {
  auto* program = static_cast<SimProgram*>(process.body);
  run_->scenario->forget(process);
  if (program != nullptr && program->engine != nullptr) {
    close_program_files(program->L, false);
    discard_program(*program->engine);
  }
  release_files(process);
  if (!process.crashed()) record_end(process, "signal", signal_name(process.end().number), 0);
  if (process.pid() != leading_ || process.crashed()) return;
  run_->result->ran = true;  // as a shell has it
  run_->result->exited = true;
  run_->result->exit_code = 128 + process.end().number;
}

void SimPrograms::record_end(const sim::Process& process, const char* what, const char* name, int status) {
  if (!run_->names(process.host()) && is_first(process)) return;
  TraceRecorder* recorder = run_->recording != nullptr ? run_->recording->recorder() : nullptr;
  if (recorder == nullptr) return;
  recorder->process(run_->network->agenda().now_ns(), process.pid(), what, name, status);
}

bool SimPrograms::hand_over_files(sim::Process& parent, const int (&numbers)[3], sim::ProcessSetup& setup) {
  const auto* program = static_cast<const SimProgram*>(parent.body);
  const Coroutine* starter = program->engine->current;
  setup.started_by = starter != nullptr ? starter->id : kScheduler;
  sim::FileSystem& files = *parent.host().files;
  for (int i = 0; i < 3; ++i) {
    const int number = numbers[i];
    sim::OpenFile* file =
        number >= 0 && number < 3 ? parent.setup().standard_files[number] : files.open_file(number);
    if (file == nullptr && (number < 0 || number >= 3)) return false;
    setup.standard_files[i] = file;
  }
  for (sim::OpenFile* file : setup.standard_files) {
    if (file != nullptr) file->add_reference();
  }
  return true;
}

void SimPrograms::add_files(sim::Host& host) {
  host.files = run_->network->make<sim::FileSystem>(run_->network->memory(), &run_->files_folder);
}

void SimPrograms::boot(sim::Host& host) {
  if (run_->names(host)) name_host(host);
  const sim::HostPlan* plan = run_->scenario->plan_of(host);
  if (plan == nullptr || (!plan->runs_script && plan->program == nullptr)) return;
  sim::ProcessSetup setup(run_->network->memory());
  if (plan->runs_script) {
    setup.name = run_->name;
    for (std::string_view argument : run_->arguments) setup.arguments.emplace_back(argument);
  } else {
    setup.program = plan->program;
    setup.name = plan->program->is_file() ? std::string_view(plan->program->file) : "program";
    setup.arguments = plan->arguments;
  }
  setup.environment = plan->environment;
  sim::Process& process = run_->table->start(host, nullptr, setup);
  process.socket_limit = plan->socket_limit;
  if (!plan->runs_script) return;
  leading_ = process.pid();
  run_->table->set_leading(process);
}

// What it resumes pauses from now on, and not from when its program last looked.
void SimPrograms::before_call(sim::Process& process) noexcept {
  Engine* engine = static_cast<SimProgram*>(process.body)->engine;
  if (engine->running) engine->scheduler.instant_ns = run_->network->agenda().now_ns();
}

void SimPrograms::name_host(const sim::Host& host) {
  if (run_->recording == nullptr) return;
  const auto& hosts = run_->network->hosts();
  while (named_hosts_ <= host.number()) say_host(*hosts[named_hosts_++]);
}

void SimPrograms::say_host(const sim::Host& host) {
  std::vector<std::string> addresses;
  for (const sim::Interface& one : host.interfaces()) {
    if (one.loopback) continue;
    char text[kHostTextSize];
    const int family = one.address.domain == Domain::kIpv4 ? AF_INET : AF_INET6;
    inet_ntop(family, one.address.host.data(), text, sizeof text);
    addresses.emplace_back(text);
  }
  run_->recording->add_host(static_cast<HostId>(host.number()), host.name(), std::move(addresses));
}

}  // namespace coutil
