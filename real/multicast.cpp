// Multicast over libuv: see the header.
#include "real/multicast.h"

#include <fmt/format.h>

#include <cstring>

#include "real/error_map.h"
#include "real/socket_address.h"

namespace coutil {
namespace {

constexpr std::size_t kZoneTextSize = 3 + UV_IF_NAMESIZE;  // "::%" and the name

// The text that libuv takes for the interface that has this IPv6 address: a null address with its zone.
// kENODEV: there is none.
ErrorCode find_zone(const IpAddress& address, char (&text)[kZoneTextSize]) noexcept {
  uv_interface_address_t* all = nullptr;
  int count = 0;
  int status = uv_interface_addresses(&all, &count);
  if (status != 0) return error_of(status);
  ErrorCode error = ErrorCode::kENODEV;
  for (int i = 0; i < count && error != ErrorCode::kOk; ++i) {
    const sockaddr_in6& own = all[i].address.address6;
    if (own.sin6_family != AF_INET6 || std::memcmp(&own.sin6_addr, address.host.data(), 16) != 0) continue;
    *fmt::format_to_n(text, kZoneTextSize - 1, "::%{}", all[i].name).out = '\0';
    error = ErrorCode::kOk;
  }
  uv_free_interface_addresses(all, count);
  return error;
}

}  // namespace

bool is_multicast(const IpAddress& address) noexcept {
  return address.domain == Domain::kIpv4 ? (address.host[0] & 0xf0) == 0xe0 : address.host[0] == 0xff;
}

ErrorCode change_group(uv_udp_t& udp, const IpAddress& group, const IpAddress* interface,
                       uv_membership membership) noexcept {
  char group_text[kHostTextSize];
  ErrorCode error = format_host(group, group_text);
  if (error != ErrorCode::kOk) return error;
  if (interface == nullptr) return error_of(uv_udp_set_membership(&udp, group_text, nullptr, membership));
  if (group.domain == Domain::kIpv6) {
    char zone[kZoneTextSize];
    error = find_zone(*interface, zone);
    if (error != ErrorCode::kOk) return error;
    return error_of(uv_udp_set_membership(&udp, group_text, zone, membership));
  }
  char interface_text[kHostTextSize];
  error = format_host(*interface, interface_text);
  if (error != ErrorCode::kOk) return error;
  return error_of(uv_udp_set_membership(&udp, group_text, interface_text, membership));
}

ErrorCode set_multicast_interface(uv_udp_t& udp, Domain domain, const IpAddress* interface) noexcept {
  if (interface == nullptr) {
    // libuv takes an IPv6 socket that is not bound yet for an IPv4 one, so the null address is said aloud.
    return error_of(uv_udp_set_multicast_interface(&udp, domain == Domain::kIpv4 ? "0.0.0.0" : "::"));
  }
  if (interface->domain == Domain::kIpv6) {
    char zone[kZoneTextSize];
    ErrorCode error = find_zone(*interface, zone);
    if (error == ErrorCode::kENODEV) return ErrorCode::kEADDRNOTAVAIL;
    if (error != ErrorCode::kOk) return error;
    return error_of(uv_udp_set_multicast_interface(&udp, zone));
  }
  char text[kHostTextSize];
  ErrorCode error = format_host(*interface, text);
  if (error != ErrorCode::kOk) return error;
  return error_of(uv_udp_set_multicast_interface(&udp, text));
}

}  // namespace coutil
