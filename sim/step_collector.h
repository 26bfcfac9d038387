// Keeps Lua's collector away from the middle of steps: finalizers and the emptying of weak tables happen at
// step boundaries, or where the program asks for them, so that they repeat. It must not know the engine;
// what it did goes to a callback.
#pragma once

#include <cstddef>

struct lua_State;

namespace coutil {

/// One for each Lua state. It must live as long as the state (place it in the arena).
class StepCollector {
 public:
  struct Options {
    /// Told after each collection at a step boundary; may be nullptr.
    void (*report)(void* data, std::size_t before_bytes, std::size_t after_bytes) = nullptr;
    void* report_data = nullptr;
    /// Nothing is collected below this many bytes of Lua's.
    std::size_t min_mark_bytes = std::size_t{4} << 20;
  };

  /// Stops Lua's own collector and puts another `collectgarbage` in its place: "collect", "step" and
  /// "count" do what they do in Lua; "stop" and "restart" stop and restart the collecting at boundaries;
  /// the mode and its parameters are remembered and answered, and change nothing. Call it after the
  /// libraries are open. May raise a Lua error (memory).
  StepCollector(lua_State* state, const Options& options);
  StepCollector(const StepCollector&) = delete;
  StepCollector& operator=(const StepCollector&) = delete;

  /// At a step boundary: collects all when Lua's bytes passed the mark, which is then twice what lives.
  /// `state` is any thread of the Lua state. Finalizers run here; their errors are warnings, as in Lua.
  void collect_if_due(lua_State* state);

  /// Lua's bytes at this moment.
  static std::size_t lua_bytes(lua_State* state) noexcept;

 private:
  static int collectgarbage(lua_State* state);
  int answer(lua_State* state, int option);
  void set_mark(std::size_t live_bytes) noexcept;

  Options options_;
  std::size_t mark_bytes_;
  bool running_ = true;
  bool generational_ = false;
  int pause_ = 200;
  int step_multiplier_ = 100;
};

}  // namespace coutil
