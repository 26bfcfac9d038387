// Limits of a run: see the header. Ends the process from wherever the program is, inside of pcall or a
// finalizer: nothing that it could catch.
#include "engine/cli/run_limits.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "engine/cli/run_command.h"
#include "engine/lua.h"

namespace coutil {
namespace {

// One process runs one world.
struct Count {
  const RunLimits* limits = nullptr;
  std::uint64_t instructions = 0;
  int every = 0;
  TraceOutput* output = nullptr;
};
Count g_count;

[[noreturn]] void stop(const RunLimits& limits, const char* what, const std::string& where) {
  if (g_count.output != nullptr) g_count.output->finish();
  std::fflush(stdout);
  if (limits.reached) limits.reached(what, where);
  std::fflush(stderr);
  _exit(kProgramError);
}

// The innermost line that is Lua's.
std::string current_line(lua_State* L) {
  lua_Debug info;
  for (int level = 0; lua_getstack(L, level, &info) != 0; ++level) {
    lua_getinfo(L, "Sl", &info);
    if (info.currentline > 0) return std::string(info.short_src) + ":" + std::to_string(info.currentline);
  }
  return "";
}

void count_in_hook(lua_State* L, lua_Debug*) { count_instructions(L, g_count.every); }

// Passes all on, and counts.
class LimitedOutput final : public TraceOutput {
 public:
  LimitedOutput(std::unique_ptr<TraceOutput> output, const RunLimits& limits)
      : output_(std::move(output)), limits_(limits) {
    g_count.output = output_.get();
  }
  ~LimitedOutput() override { g_count.output = nullptr; }
  LimitedOutput(const LimitedOutput&) = delete;
  LimitedOutput& operator=(const LimitedOutput&) = delete;

  char* reserve(std::size_t size) noexcept override {
    if (limits_.trace_bytes != 0 && output_->position() + size > limits_.trace_bytes)
      stop(limits_, "trace bytes", "");
    return output_->reserve(size);
  }
  void commit(std::size_t size, bool is_event) noexcept override {
    output_->commit(size, is_event);
    events_ += is_event ? 1 : 0;
    if (limits_.events != 0 && events_ >= limits_.events) stop(limits_, "events", "");
  }
  const std::string& error() const noexcept override { return output_->error(); }
  bool can_rewind() const noexcept override { return output_->can_rewind(); }
  std::uint64_t position() const noexcept override { return output_->position(); }
  void rewind(std::uint64_t position) noexcept override { output_->rewind(position); }
  bool needs_snapshot() const noexcept override { return output_->needs_snapshot(); }
  bool begin_snapshot() noexcept override { return output_->begin_snapshot(); }
  void end_snapshot() noexcept override { output_->end_snapshot(); }
  std::int64_t settle() noexcept override { return output_->settle(); }
  void finish() noexcept override { output_->finish(); }

 private:
  std::unique_ptr<TraceOutput> output_;
  const RunLimits& limits_;
  std::uint64_t events_ = 0;
};

}  // namespace

void count_instructions(lua_State* L, int every) {
  const RunLimits* limits = g_count.limits;
  if (limits == nullptr || limits->instructions == 0) return;
  g_count.instructions += static_cast<std::uint64_t>(every);
  if (g_count.instructions >= limits->instructions) stop(*limits, "instructions", current_line(L));
}

void limit_instructions(lua_State* L, const RunLimits& limits, int every) {
  g_count.limits = &limits;
  g_count.every = every;
  if (lua_gethook(L) == nullptr) lua_sethook(L, count_in_hook, LUA_MASKCOUNT, every);
}

std::unique_ptr<TraceOutput> limit_trace(std::unique_ptr<TraceOutput> output, const RunLimits& limits) {
  return std::make_unique<LimitedOutput>(std::move(output), limits);
}

}  // namespace coutil
