// Multicast groups and interfaces. An interface is named by one of its addresses; for IPv6 libuv and the
// system want its name or number, which is looked up here.
#pragma once

#include <uv.h>

#include "engine/error_code.h"
#include "engine/ip_address.h"

namespace coutil {

bool is_multicast(const IpAddress& address) noexcept;

/// Joins or leaves. `interface` null: the system chooses. kENODEV: no interface has that address.
ErrorCode change_group(uv_udp_t& udp, const IpAddress& group, const IpAddress* interface,
                       uv_membership membership) noexcept;

/// Where multicast datagrams go out; null: the system chooses. kEADDRNOTAVAIL: no interface has that address.
ErrorCode set_multicast_interface(uv_udp_t& udp, Domain domain, const IpAddress* interface) noexcept;

}  // namespace coutil
