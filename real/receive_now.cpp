// One recv(2): see the header.
#include "real/receive_now.h"

#include <sys/socket.h>

#include <cerrno>

namespace coutil {

ssize_t receive_now(const uv_tcp_t& tcp, char* data, std::size_t size) {
  uv_os_fd_t descriptor = -1;
  const int status = uv_fileno(reinterpret_cast<const uv_handle_t*>(&tcp), &descriptor);
  if (status != 0) return status;
  const ssize_t count = recv(descriptor, data, size, MSG_DONTWAIT);
  return count >= 0 ? count : uv_translate_sys_error(errno);
}

}  // namespace coutil
