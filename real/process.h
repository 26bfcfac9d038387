// Running programs: one record of libuv's a process, from its start until it ended and was looked after,
// whether somebody waits for it or not.
#pragma once

#include "engine/operation.h"
#include "real/event_loop.h"

namespace coutil {

/// Starts operation.process and sets the operation's pid. It ends when the process does, or with why it could
/// not be started.
void start_process(EventLoop& loop, Operation& operation) noexcept;

/// The process goes on and nobody waits for it.
void leave_process(EventLoop& loop, Operation& operation) noexcept;

}  // namespace coutil
