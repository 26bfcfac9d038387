// A receive from a stream outside of the loop's turns, which libuv has not: it reads where it found input,
// and asks its own way there every time. Nothing here knows of operations.
#pragma once

#include <uv.h>

#include <cstddef>

namespace coutil {

/// Receives at most `size` bytes (1 or more) into `data` without waiting. Returns how many; 0 where the
/// stream is at its end; or libuv's negative code of the error, UV_EAGAIN where nothing is there.
ssize_t receive_now(const uv_tcp_t& tcp, char* data, std::size_t size);

}  // namespace coutil
