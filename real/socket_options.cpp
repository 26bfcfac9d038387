// Asks the system about sockets without libuv, which sets options but tells none, and
// which takes an IPv6 datagram socket that is not bound yet for an IPv4 one.
#include "real/socket_options.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <climits>

#include "real/error_map.h"

namespace coutil {
namespace {

template <typename Handle>
ErrorCode get_number(const Handle& handle, int level, int name, int& number) {
  uv_os_fd_t descriptor = -1;
  int status = uv_fileno(reinterpret_cast<const uv_handle_t*>(&handle), &descriptor);
  if (status != 0) return error_of(status);
  number = 0;  // the system may fill a part
  socklen_t size = sizeof number;
  if (getsockopt(descriptor, level, name, &number, &size) != 0)
    return error_of(uv_translate_sys_error(errno));
  return ErrorCode::kOk;
}

template <typename Handle>
ErrorCode get_flag(const Handle& handle, int level, int name, bool& flag) {
  int number = 0;
  ErrorCode error = get_number(handle, level, name, number);
  flag = number != 0;
  return error;
}

ErrorCode set_number(uv_udp_t& udp, int level, int name, int number) {
  uv_os_fd_t descriptor = -1;
  int status = uv_fileno(reinterpret_cast<const uv_handle_t*>(&udp), &descriptor);
  if (status != 0) return error_of(status);
  if (setsockopt(descriptor, level, name, &number, sizeof number) != 0)
    return error_of(uv_translate_sys_error(errno));
  return ErrorCode::kOk;
}

}  // namespace

ErrorCode set_stream_option(uv_tcp_t& tcp, SocketOption option, const OptionValue& value) {
  switch (option) {
    case SocketOption::kKeepAlive:
      if (value.none) return error_of(uv_tcp_keepalive(&tcp, 0, 0));
      if (value.number < 1 || value.number > INT_MAX) return ErrorCode::kEINVAL;
      return error_of(uv_tcp_keepalive(&tcp, 1, static_cast<unsigned>(value.number)));
    case SocketOption::kNoDelay:
      return error_of(uv_tcp_nodelay(&tcp, value.flag ? 1 : 0));
    default:
      return ErrorCode::kENOPROTOOPT;
  }
}

ErrorCode get_stream_option(const uv_tcp_t& tcp, SocketOption option, OptionValue& value) {
  if (option == SocketOption::kNoDelay) return get_flag(tcp, IPPROTO_TCP, TCP_NODELAY, value.flag);
  if (option != SocketOption::kKeepAlive) return ErrorCode::kENOPROTOOPT;
  bool kept = false;
  ErrorCode error = get_flag(tcp, SOL_SOCKET, SO_KEEPALIVE, kept);
  value.none = !kept;
  if (error != ErrorCode::kOk || !kept) return error;
  int seconds = 0;
#ifdef TCP_KEEPIDLE
  error = get_number(tcp, IPPROTO_TCP, TCP_KEEPIDLE, seconds);
#else
  error = get_number(tcp, IPPROTO_TCP, TCP_KEEPALIVE, seconds);
#endif
  value.number = seconds;
  return error;
}

ErrorCode set_datagram_option(uv_udp_t& udp, Domain domain, SocketOption option, const OptionValue& value) {
  const bool ipv6 = domain == Domain::kIpv6;
  switch (option) {
    case SocketOption::kBroadcast:
      return error_of(uv_udp_set_broadcast(&udp, value.flag ? 1 : 0));
    case SocketOption::kMulticastLoop:
      if (ipv6) return set_number(udp, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, value.flag ? 1 : 0);
      return error_of(uv_udp_set_multicast_loop(&udp, value.flag ? 1 : 0));
    case SocketOption::kMulticastTtl:
      if (value.number < 1 || value.number > 255) return ErrorCode::kEINVAL;
      if (ipv6) return set_number(udp, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, static_cast<int>(value.number));
      return error_of(uv_udp_set_multicast_ttl(&udp, static_cast<int>(value.number)));
    default:
      return ErrorCode::kENOPROTOOPT;
  }
}

ErrorCode get_datagram_option(const uv_udp_t& udp, Domain domain, SocketOption option, OptionValue& value) {
  const bool ipv6 = domain == Domain::kIpv6;
  const int level = ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
  if (option == SocketOption::kBroadcast) return get_flag(udp, SOL_SOCKET, SO_BROADCAST, value.flag);
  if (option == SocketOption::kMulticastLoop)
    return get_flag(udp, level, ipv6 ? IPV6_MULTICAST_LOOP : IP_MULTICAST_LOOP, value.flag);
  if (option != SocketOption::kMulticastTtl) return ErrorCode::kENOPROTOOPT;
  int hops = 0;
  ErrorCode error = get_number(udp, level, ipv6 ? IPV6_MULTICAST_HOPS : IP_MULTICAST_TTL, hops);
  value.number = hops;
  return error;
}

}  // namespace coutil
