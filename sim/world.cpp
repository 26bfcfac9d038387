// Starts, suspends, resumes and abandons the program's fibre, and remembers in the arena how it stands.
#include "sim/world.h"

#include <cstdlib>
#include <stdexcept>

namespace coutil {

World::World(std::size_t heap_limit_bytes) : region_(heap_limit_bytes), control_(make<Control>()) {}

World::~World() {
  if (on_fibre()) std::abort();  // it would unmap the stack it runs on
  if (control_->fibre != nullptr) destroy(control_->fibre);
}

WorldState World::run(Fibre::Entry entry, void* data) {
  if (on_fibre() || state() != WorldState::kFresh) {
    throw std::logic_error("World::run: a world runs once, from the host; make a new one, or resume it");
  }
  control_->fibre = make<Fibre>(arena(), entry, data);
  return enter();
}

WorldState World::resume() {
  if (on_fibre() || state() != WorldState::kSuspended) {
    throw std::logic_error("World::resume: only a suspended world can be resumed, from the host");
  }
  return enter();
}

WorldState World::enter() {
  control_->state = WorldState::kRunning;
  control_->fibre->switch_in();
  if (control_->state == WorldState::kRunning) {  // it neither suspended nor was abandoned
    control_->state = control_->fibre->failure() == nullptr ? WorldState::kEnded : WorldState::kFailed;
  }
  return control_->state;
}

void World::suspend() noexcept {
  control_->state = WorldState::kSuspended;
  control_->fibre->switch_out();
}

void World::abandon(int exit_code) noexcept {
  control_->state = WorldState::kAbandoned;
  control_->exit_code = exit_code;
  control_->fibre->leave_for_good();
}

const char* World::failure() const noexcept {
  return control_->fibre == nullptr ? nullptr : control_->fibre->failure();
}

}  // namespace coutil
