// Operations that can end: see the header. Operation::backend tells where one stands: null, it waits; else a
// mark of ours.
#include "sim/network/ready_list.h"

#include "sim/network/sim_socket.h"
#include "sim/process/process.h"

namespace coutil::sim {

namespace {

char g_ready;
char g_answered;

}  // namespace

void ReadyList::add(Operation& operation) noexcept {
  if (operation.backend != nullptr) return;
  operation.backend = &g_ready;
  list_.append(operation);
  process_->has_ready();
}

void ReadyList::add_answered(Operation& operation, ErrorCode error) noexcept {
  add(operation);
  operation.backend = &g_answered;
  operation.error = error;
}

bool ReadyList::has_answered(const Operation& operation) const noexcept {
  return operation.backend == &g_answered;
}

void ReadyList::remove(Operation& operation) noexcept {
  if (operation.backend == nullptr) return;
  operation.backend = nullptr;
  for (Operation** link = &list_.first; *link != nullptr; link = &(*link)->next) {
    if (*link != &operation) continue;
    *link = operation.next;
    if (list_.last == &operation.next) list_.last = link;
    return;
  }
}

void ReadyList::hand_over(CompletedList& completed) {
  while (Operation* operation = list_.take()) {
    const bool answered = operation->backend == &g_answered;
    operation->backend = nullptr;
    if (answered || socket_of(*operation).answer(*operation)) completed.append(*operation);
  }
}

}  // namespace coutil::sim
