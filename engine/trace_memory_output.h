// TraceMemoryOutput: a trace that stays in memory. Must not use the memory of a simulated world, which a
// checkpoint would turn back: it takes its own from the C library.
#pragma once

#include <cstddef>
#include <string_view>

#include "engine/trace_output.h"

namespace coutil {

/// Memory that grows, outside of every arena; for tests and for comparing two runs. Final.
class TraceMemoryOutput final : public TraceOutput {
 public:
  TraceMemoryOutput() = default;
  ~TraceMemoryOutput() override;
  TraceMemoryOutput(const TraceMemoryOutput&) = delete;
  TraceMemoryOutput& operator=(const TraceMemoryOutput&) = delete;

  /// All lines so far. Valid until the next call of `reserve`.
  std::string_view bytes() const noexcept { return {bytes_, size_}; }

  char* reserve(std::size_t size) noexcept override;
  void commit(std::size_t size, bool) noexcept override { size_ += size; }
  const std::string& error() const noexcept override { return error_; }
  bool can_rewind() const noexcept override { return true; }
  std::uint64_t position() const noexcept override { return size_; }
  void rewind(std::uint64_t position) noexcept override;
  bool needs_snapshot() const noexcept override { return false; }
  bool begin_snapshot() noexcept override { return false; }
  void end_snapshot() noexcept override {}
  std::int64_t settle() noexcept override { return 0; }
  void finish() noexcept override {}

 private:
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::string error_;
};

}  // namespace coutil
