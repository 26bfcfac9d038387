// Options of sockets as the system keeps them. The interface for multicast is not among them: multicast.h.
// An option that the type of socket does not have is kENOPROTOOPT.
#pragma once

#include <uv.h>

#include "engine/operation.h"

namespace coutil {

ErrorCode set_stream_option(uv_tcp_t& tcp, SocketOption option, const OptionValue& value);
ErrorCode get_stream_option(const uv_tcp_t& tcp, SocketOption option, OptionValue& value);
ErrorCode set_datagram_option(uv_udp_t& udp, Domain domain, SocketOption option, const OptionValue& value);
ErrorCode get_datagram_option(const uv_udp_t& udp, Domain domain, SocketOption option, OptionValue& value);

}  // namespace coutil
