// EndedOwners: the names of coroutines that ended while they owned a mutex, for the report about who waits
// for it. Their records are used again, so what is to be said later is kept here, for the last 1024 of them.
#pragma once

#include <map>
#include <memory_resource>
#include <new>
#include <string>
#include <string_view>

#include "engine/backend.h"

namespace coutil {

class EndedOwners final {
 public:
  explicit EndedOwners(std::pmr::memory_resource* memory) : memory_(memory), names_(memory) {}

  void add(CoroutineId id, std::string_view name) noexcept {
    try {
      if (names_.size() == 1024) names_.erase(names_.begin());
      names_.emplace(id, std::pmr::string(name, memory_));
    } catch (const std::bad_alloc&) {  // the report then says the number alone
    }
  }

  /// Empty when it is not known.
  const char* name(CoroutineId id) const {
    auto found = names_.find(id);
    return found == names_.end() ? "" : found->second.c_str();
  }

 private:
  std::pmr::memory_resource* memory_;
  std::pmr::map<CoroutineId, std::pmr::string> names_;
};

}  // namespace coutil
