// The loads that a server gets. Each throws std::runtime_error if the server does not do its part.
#pragma once

#include <cstdint>

#include "tests/echo_benchmark/server_process.h"

namespace coutil::load {

constexpr int kMessageBytes = 64;

struct Measured {
  std::int64_t count = 0;  // round trips, or megabytes (2^20 bytes)
  double seconds = 0;
  std::int64_t server_cpu_ns = 0;
};

// Ping-pong on `connections` at once: each sends a message when the one before came back. Counts for
// `seconds`, after a warm-up of a fifth of that.
Measured ping_pong(const ServerProcess& server, int port, int connections, double seconds);

// One connection; the server receives (feed), sends (drain), or sends back what it receives (reflect), that
// many megabytes, after a warm-up of a tenth as many on a connection of its own.
Measured feed(const ServerProcess& server, int port, int megabytes);
Measured drain(const ServerProcess& server, int port, int megabytes);
Measured reflect(const ServerProcess& server, int port, int megabytes);

struct Growth {
  Standing before;
  Standing after;
};

// `connections` at once, each with one round trip behind it; after: all are open. The first one (which makes
// the server load what it loads once) comes before "before".
Growth hold(const ServerProcess& server, int port, int connections);

// `connections` short ones, up to a hundred at once: connect, one round trip, close (every other one with a
// reset). before: after `first` of them; after: after all.
Growth soak(const ServerProcess& server, int port, std::int64_t first, std::int64_t connections);

}  // namespace coutil::load
