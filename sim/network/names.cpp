// Looking names up: see the header. Orders and errors are those of glibc.
#include "sim/network/names.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>

#include "sim/network/address_rules.h"
#include "sim/network/host.h"

namespace coutil::sim {

namespace {

constexpr std::size_t kLongestName = 255;

struct Service {
  std::string_view name;
  int port;
  bool stream = true;
  bool datagram = false;
};

constexpr Service kServices[] = {
    {"echo", 7, true, true},
    {"discard", 9, true, true},
    {"daytime", 13},
    {"chargen", 19, true, true},
    {"ftp-data", 20},
    {"ftp", 21},
    {"ssh", 22},
    {"telnet", 23},
    {"smtp", 25},
    {"time", 37, true, true},
    {"whois", 43},
    {"domain", 53, true, true},
    {"bootps", 67, false, true},
    {"bootpc", 68, false, true},
    {"tftp", 69, false, true},
    {"gopher", 70},
    {"finger", 79},
    {"http", 80},
    {"www", 80},
    {"kerberos", 88, true, true},
    {"pop3", 110},
    {"sunrpc", 111, true, true},
    {"nntp", 119},
    {"ntp", 123, false, true},
    {"imap2", 143},
    {"imap", 143},
    {"snmp", 161, true, true},
    {"snmp-trap", 162, true, true},
    {"irc", 194, true, true},
    {"ldap", 389, true, true},
    {"https", 443, true, true},
    {"submissions", 465},
    {"syslog", 514, false, true},
    {"submission", 587},
    {"ldaps", 636, true, true},
    {"ftps", 990},
    {"imaps", 993},
    {"pop3s", 995},
    {"socks", 1080},
    {"openvpn", 1194, true, true},
    {"ms-sql-s", 1433},
    {"nfs", 2049, true, true},
    {"mysql", 3306},
    {"postgresql", 5432},
    {"sip", 5060, true, true},
    {"xmpp-client", 5222},
    {"xmpp-server", 5269},
    {"amqp", 5672},
    {"mdns", 5353, false, true},
    {"x11", 6000},
    {"redis", 6379},
    {"http-alt", 8080, true, true},
};

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::pmr::string lower_case(std::string_view name, std::pmr::memory_resource* memory) {
  std::pmr::string lower(name, memory);
  for (char& letter : lower) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return lower;
}

// An address written out, also in the older ways as "127.1".
bool parse_literal(const char* text, IpAddress& address) {
  in_addr ipv4{};
  if (std::strpbrk(text, " \t\n\v\f\r") == nullptr && inet_aton(text, &ipv4) != 0) {
    address = {};
    std::memcpy(address.host.data(), &ipv4, 4);
    return true;
  }
  address = wildcard(Domain::kIpv6);
  return inet_pton(AF_INET6, text, address.host.data()) == 1;
}

struct Families {
  bool ipv4;
  bool ipv6;
};

Families families_of(const Host& host, const LookupRequest& wanted) {
  const bool ipv4 = wanted.ipv4 || wanted.mapped;
  if (ipv4 != wanted.ipv6) return {ipv4, wanted.ipv6};
  if (ipv4) return {true, true};
  const bool only_ipv4 = host.has_network(Domain::kIpv4) && !host.has_network(Domain::kIpv6);
  const bool only_ipv6 = host.has_network(Domain::kIpv6) && !host.has_network(Domain::kIpv4);
  return {!only_ipv6, !only_ipv4};
}

}  // namespace

void Names::add(std::string_view name, const IpAddress& address) {
  std::pmr::memory_resource* memory = known_.get_allocator().resource();
  known_[lower_case(name, memory)].push_back(address);
}

void Names::remove(std::string_view name) {
  known_.erase(lower_case(name, known_.get_allocator().resource()));
}

void Names::add_service(std::string_view name, int port, bool stream, bool datagram) {
  auto found = services_.find(name);
  if (found == services_.end()) found = services_.emplace(name, Ports()).first;
  if (stream) found->second.stream = port;
  if (datagram) found->second.datagram = port;
}

Names::Ports Names::ports_of(const char* service) const {
  if (service == nullptr) return {0, 0};
  if (is_number(service)) {
    const int port = static_cast<int>(std::strtoul(service, nullptr, 10) & 0xffff);
    return {port, port};
  }
  auto added = services_.find(std::string_view(service));
  if (added != services_.end()) return added->second;
  for (const Service& known : kServices) {
    if (known.name == service) return {known.stream ? known.port : -1, known.datagram ? known.port : -1};
  }
  return {};
}

void Names::find(const Host& host, const LookupRequest& wanted, Addresses& found) const {
  if (wanted.node == LookupRequest::Node::kLoopback) {
    found = {loopback(Domain::kIpv6), loopback(Domain::kIpv4)};
    return;
  }
  if (wanted.node == LookupRequest::Node::kWildcard) {
    found = {wildcard(Domain::kIpv4), wildcard(Domain::kIpv6)};
    return;
  }
  const std::pmr::string name = lower_case(wanted.name, found.get_allocator().resource());
  if (auto known = known_.find(name); known != known_.end()) {
    found = known->second;
  } else if (name == "localhost") {
    found = {loopback(Domain::kIpv6), loopback(Domain::kIpv4)};
  } else if (name == host.name()) {
    for (const Interface& one : host.interfaces()) {
      if (!one.loopback) found.push_back(one.address);
    }
  }
}

ErrorCode Names::look_up(const Host& host, LookupRequest& wanted) const {
  wanted.found.clear();
  if (wanted.node == LookupRequest::Node::kName) {  // what libuv takes
    const std::size_t length = std::strlen(wanted.name);
    if (length == 0 || length > kLongestName) return ErrorCode::kEINVAL;
  }
  const Ports ports = ports_of(wanted.service);
  const bool stream = wanted.stream && ports.stream >= 0;
  const bool datagram = wanted.datagram && ports.datagram >= 0;
  if (!stream && !datagram) return ErrorCode::kEAI_SERVICE;
  const Families families = families_of(host, wanted);
  Addresses addresses(known_.get_allocator());
  IpAddress literal;
  const bool is_literal = wanted.node == LookupRequest::Node::kName && parse_literal(wanted.name, literal);
  if (is_literal) {
    addresses.push_back(literal);
  } else {
    find(host, wanted, addresses);
  }
  if (addresses.empty()) return ErrorCode::kEAI_NONAME;
  for (IpAddress address : addresses) {
    const bool ipv4 = address.domain == Domain::kIpv4;
    if (ipv4 ? !families.ipv4 : !families.ipv6) continue;
    if (ipv4 && wanted.mapped) address = shown_to(Domain::kIpv6, address);
    address.port = static_cast<std::uint16_t>(ports.stream);
    if (stream) wanted.found.push_back({address, SocketType::kStream});
    address.port = static_cast<std::uint16_t>(ports.datagram);
    if (datagram) wanted.found.push_back({address, SocketType::kDatagram});
  }
  if (!wanted.found.empty()) return ErrorCode::kOk;
  return is_literal ? ErrorCode::kEAI_ADDRFAMILY : ErrorCode::kEAI_NONAME;
}

}  // namespace coutil::sim
