// The server that the others are measured against: plain libuv, at its best. One read buffer for all
// connections, uv_try_write first, and a write request only for what the system did not take at once.
// libuv.cpp echo|feed|drain [BYTES of that buffer]: prints its port, serves until it is killed. Knows nothing
// of coutil.
#include <uv.h>

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr unsigned kMaxBufferSize = 1U << 22;
constexpr int kBacklog = 4096;

alignas(64) char shared_buffer[kMaxBufferSize];
unsigned buffer_size = 65536;

struct Write {
  uv_write_t request;
  char* bytes;  // a copy of its own for an echo, nullptr where the shared buffer's contents never change
};

void must(int status, const char* what) {
  if (status >= 0) return;
  std::fprintf(stderr, "%s: %s\n", what, uv_strerror(status));
  std::exit(1);
}

void on_closed(uv_handle_t* handle) { std::free(handle); }

void close_stream(uv_stream_t* stream) {
  uv_handle_t* handle = reinterpret_cast<uv_handle_t*>(stream);
  if (!uv_is_closing(handle)) uv_close(handle, on_closed);
}

void give_buffer(uv_handle_t*, std::size_t, uv_buf_t* buffer) {
  buffer->base = shared_buffer;
  buffer->len = buffer_size;
}

void on_echoed(uv_write_t* request, int status);
void on_echo_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer);

// The peer does not read: keeps a copy of the rest, and reads no more until it is gone.
void echo_later(uv_stream_t* stream, const char* bytes, std::size_t count) {
  Write* write = static_cast<Write*>(std::malloc(sizeof(Write)));
  write->bytes = static_cast<char*>(std::malloc(count));
  std::memcpy(write->bytes, bytes, count);
  uv_read_stop(stream);
  uv_buf_t rest = uv_buf_init(write->bytes, static_cast<unsigned>(count));
  if (uv_write(&write->request, stream, &rest, 1, on_echoed) < 0) {
    std::free(write->bytes);
    std::free(write);
    close_stream(stream);
  }
}

void on_echoed(uv_write_t* request, int status) {
  Write* write = reinterpret_cast<Write*>(request);
  uv_stream_t* stream = request->handle;
  std::free(write->bytes);
  std::free(write);
  if (status < 0 || uv_read_start(stream, give_buffer, on_echo_read) < 0) close_stream(stream);
}

void on_echo_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  if (count == 0) return;
  if (count < 0) return close_stream(stream);
  uv_buf_t bytes = uv_buf_init(buffer->base, static_cast<unsigned>(count));
  int sent = uv_try_write(stream, &bytes, 1);
  if (sent == UV_EAGAIN) sent = 0;
  if (sent < 0) return close_stream(stream);
  if (sent < count) echo_later(stream, buffer->base + sent, static_cast<std::size_t>(count - sent));
}

void on_feed_read(uv_stream_t* stream, ssize_t count, const uv_buf_t*) {
  if (count < 0) close_stream(stream);
}

// Sends the whole buffer over and over; waits only where the system takes no more.
void send_on(uv_stream_t* stream);

void on_sent(uv_write_t* request, int status) {
  uv_stream_t* stream = request->handle;
  std::free(request);
  if (status < 0) return close_stream(stream);
  send_on(stream);
}

void send_on(uv_stream_t* stream) {
  int sent = static_cast<int>(buffer_size);
  while (sent == static_cast<int>(buffer_size)) {
    uv_buf_t bytes = uv_buf_init(shared_buffer, buffer_size);
    sent = uv_try_write(stream, &bytes, 1);
  }
  if (sent == UV_EAGAIN) sent = 0;
  if (sent < 0) return close_stream(stream);
  uv_buf_t rest = uv_buf_init(shared_buffer + sent, buffer_size - static_cast<unsigned>(sent));
  uv_write_t* request = static_cast<uv_write_t*>(std::malloc(sizeof(uv_write_t)));
  if (uv_write(request, stream, &rest, 1, on_sent) < 0) {
    std::free(request);
    close_stream(stream);
  }
}

// What a new connection does first; chosen once, by the program's argument.
void begin_echo(uv_stream_t* stream) {
  if (uv_read_start(stream, give_buffer, on_echo_read) < 0) close_stream(stream);
}

void begin_feed(uv_stream_t* stream) {
  if (uv_read_start(stream, give_buffer, on_feed_read) < 0) close_stream(stream);
}

void (*begin)(uv_stream_t*) = nullptr;

void on_connection(uv_stream_t* server, int status) {
  if (status < 0) return;
  uv_tcp_t* stream = static_cast<uv_tcp_t*>(std::malloc(sizeof(uv_tcp_t)));
  must(uv_tcp_init(server->loop, stream), "uv_tcp_init");
  uv_stream_t* accepted = reinterpret_cast<uv_stream_t*>(stream);
  if (uv_accept(server, accepted) < 0) return close_stream(accepted);
  uv_tcp_nodelay(stream, 1);
  begin(accepted);
}

}  // namespace

int main(int count, char** arguments) {
  const char* mode = count > 1 ? arguments[1] : "echo";
  if (std::strcmp(mode, "echo") == 0) begin = begin_echo;
  if (std::strcmp(mode, "feed") == 0) begin = begin_feed;
  if (std::strcmp(mode, "drain") == 0) begin = send_on;
  if (begin == nullptr) {
    std::fprintf(stderr, "unknown mode '%s': expected echo, feed or drain\n", mode);
    return 2;
  }
  if (count > 2) buffer_size = static_cast<unsigned>(std::strtoul(arguments[2], nullptr, 10));
  if (buffer_size == 0 || buffer_size > kMaxBufferSize) {
    std::fprintf(stderr, "a buffer of '%s' bytes: expected 1 to %u\n", arguments[2], kMaxBufferSize);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  uv_loop_t* loop = uv_default_loop();
  uv_tcp_t server;
  must(uv_tcp_init(loop, &server), "uv_tcp_init");
  sockaddr_in address;
  must(uv_ip4_addr("127.0.0.1", 0, &address), "uv_ip4_addr");
  must(uv_tcp_bind(&server, reinterpret_cast<sockaddr*>(&address), 0), "uv_tcp_bind");
  must(uv_listen(reinterpret_cast<uv_stream_t*>(&server), kBacklog, on_connection), "uv_listen");
  int length = sizeof(address);
  must(uv_tcp_getsockname(&server, reinterpret_cast<sockaddr*>(&address), &length), "uv_tcp_getsockname");
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return uv_run(loop, UV_RUN_DEFAULT);
}
