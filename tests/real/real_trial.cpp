// What is tried here is the real backend, in this process.
#include <filesystem>

#include "tests/real/trial.h"

namespace coutil {

std::unique_ptr<Backend> make_trial_backend() { return make_real_backend(); }

int open_descriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

}  // namespace coutil
