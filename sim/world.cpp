// Starts, suspends, resumes and abandons the programs' fibres, and remembers in the arena how they stand.
#include "sim/world.h"

#include <cstdlib>
#include <stdexcept>

namespace coutil {

World::World(std::size_t heap_limit_bytes) : region_(heap_limit_bytes), control_(make<Control>()) {}

World::~World() {
  if (on_fibre()) std::abort();  // it would unmap the stack it runs on
  while (control_->first_fibre != nullptr) discard(control_->first_fibre);
}

WorldState World::run(Fibre::Entry entry, void* data) {
  if (on_fibre() || state() != WorldState::kFresh) {
    throw std::logic_error("World::run: a world runs once, from the host; make a new one, or resume it");
  }
  return enter(*make_fibre(entry, data));
}

WorldState World::resume() {
  if (on_fibre() || state() != WorldState::kSuspended) {
    throw std::logic_error("World::resume: only a suspended world can be resumed, from the host");
  }
  return enter(*control_->entered);
}

Fibre* World::make_fibre(Fibre::Entry entry, void* data) {
  auto* fibre = make<Fibre>(arena(), entry, data);
  fibre->next_ = control_->first_fibre;
  control_->first_fibre = fibre;
  return fibre;
}

void World::discard(Fibre* fibre) noexcept {
  Fibre** link = &control_->first_fibre;
  while (*link != fibre) link = &(*link)->next_;
  *link = fibre->next_;
  if (control_->entered == fibre) control_->entered = nullptr;
  destroy(fibre);
}

WorldState World::enter(Fibre& fibre) {
  control_->state = WorldState::kRunning;
  control_->entered = &fibre;
  fibre.switch_in();
  if (control_->state == WorldState::kRunning && fibre.ended()) {  // it was not abandoned
    control_->state = fibre.failure() == nullptr ? WorldState::kEnded : WorldState::kFailed;
  }
  return control_->state;
}

void World::suspend() noexcept {
  control_->state = WorldState::kSuspended;
  control_->entered->switch_out();
}

void World::abandon(int exit_code) noexcept {
  control_->state = WorldState::kAbandoned;
  control_->exit_code = exit_code;
  control_->entered->leave_for_good();
}

const char* World::failure() const noexcept {
  return control_->entered == nullptr ? nullptr : control_->entered->failure();
}

}  // namespace coutil
