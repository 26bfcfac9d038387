// From the ids of a file (small integers by promise, anything in a broken one) to indices of a table.
// Knows nothing of what the ids name.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace coutil::tracer {

class IdTable {
 public:
  static constexpr uint32_t kMissing = 0xffffffffU;

  uint32_t find(int64_t id) const {
    if (static_cast<uint64_t>(id) < dense_.size()) {
      const uint32_t index = dense_[static_cast<size_t>(id)];
      if (index != kMissing || sparse_.empty()) return index;
    }
    if (sparse_.empty()) return kMissing;
    const auto found = sparse_.find(id);
    return found == sparse_.end() ? kMissing : found->second;
  }

  // The id must not be there yet.
  void insert(int64_t id, uint32_t index) {
    // Only ids near those before go into the array: an id of 10^18 must not ask for its memory.
    const uint64_t limit = 2 * static_cast<uint64_t>(dense_.size()) + 4096;
    if (static_cast<uint64_t>(id) < limit) {
      if (static_cast<size_t>(id) >= dense_.size()) dense_.resize(static_cast<size_t>(id) + 1, kMissing);
      dense_[static_cast<size_t>(id)] = index;
    } else {
      sparse_.emplace(id, index);
    }
  }

 private:
  std::vector<uint32_t> dense_;
  std::unordered_map<int64_t, uint32_t> sparse_;
};

}  // namespace coutil::tracer
