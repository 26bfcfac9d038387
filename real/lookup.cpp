// Looking up names over libuv: see the header. IPv4-mapped addresses are made here from IPv4 ones, so that
// they also come for the loopback and the wildcard address.
#include "real/lookup.h"

#include <algorithm>
#include <new>

#include "real/error_map.h"
#include "real/socket_address.h"

namespace coutil {
namespace {

addrinfo hints_of(const LookupRequest& wanted) {
  addrinfo hints{};
  const bool ipv4 = wanted.ipv4 || wanted.mapped;
  hints.ai_family = ipv4 == wanted.ipv6 ? AF_UNSPEC : ipv4 ? AF_INET : AF_INET6;
  if (!ipv4 && !wanted.ipv6) hints.ai_flags |= AI_ADDRCONFIG;
  if (wanted.node == LookupRequest::Node::kWildcard) hints.ai_flags |= AI_PASSIVE;
  if (wanted.datagram != wanted.stream) hints.ai_socktype = wanted.stream ? SOCK_STREAM : SOCK_DGRAM;
  return hints;
}

IpAddress mapped(const IpAddress& ipv4) {
  IpAddress address;
  address.domain = Domain::kIpv6;
  address.port = ipv4.port;
  address.host[10] = address.host[11] = 0xff;
  std::copy_n(ipv4.host.begin(), 4, address.host.begin() + 12);
  return address;
}

// Puts what was found and asked for into wanted.found, in the system's order. May throw std::bad_alloc.
ErrorCode collect(const addrinfo* entry, LookupRequest& wanted) {
  for (; entry != nullptr; entry = entry->ai_next) {
    const bool stream = entry->ai_socktype == SOCK_STREAM;
    if (!(stream && wanted.stream) && !(entry->ai_socktype == SOCK_DGRAM && wanted.datagram)) continue;
    if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
    FoundAddress found{ip_address_of(entry->ai_addr), stream ? SocketType::kStream : SocketType::kDatagram};
    if (wanted.mapped && found.address.domain == Domain::kIpv4) found.address = mapped(found.address);
    const auto same = [&](const FoundAddress& other) {
      return other.type == found.type && other.address == found.address;
    };
    if (std::none_of(wanted.found.begin(), wanted.found.end(), same)) wanted.found.push_back(found);
  }
  return wanted.found.empty() ? ErrorCode::kEAI_NONAME : ErrorCode::kOk;
}

}  // namespace

class Lookup final {
 public:
  Lookup(LookupList& list, Operation& operation) : list_(list), operation_(&operation) {
    request_.data = this;
    next_ = list.first_;
    link_ = &list.first_;
    if (next_ != nullptr) next_->link_ = &next_;
    list.first_ = this;
  }
  ~Lookup() {
    *link_ = next_;
    if (next_ != nullptr) next_->link_ = link_;
  }

  int start() {
    const LookupRequest& wanted = *operation_->lookup;
    const addrinfo hints = hints_of(wanted);
    const char* name = wanted.node == LookupRequest::Node::kName ? wanted.name : nullptr;
    // Both of libuv and the system take copies of all of it.
    return uv_getaddrinfo(list_.loop_.uv(), &request_, ended, name, wanted.service, &hints);
  }

  void drop() {
    operation_ = nullptr;
    uv_cancel(reinterpret_cast<uv_req_t*>(&request_));  // fails when it runs already: then it goes on
  }

  Lookup* next() const { return next_; }

 private:
  static void ended(uv_getaddrinfo_t* request, int status, addrinfo* entries) {
    auto* self = static_cast<Lookup*>(request->data);
    EventLoop& loop = self->list_.loop_;
    if (self->operation_ == nullptr) {
      loop.end_unobserved();
    } else {
      ErrorCode error = error_of(status);
      try {
        if (status == 0) error = collect(entries, *self->operation_->lookup);
      } catch (const std::bad_alloc&) {
        error = ErrorCode::kENOMEM;
      }
      loop.complete(*self->operation_, error);
    }
    uv_freeaddrinfo(entries);
    delete self;
  }

  LookupList& list_;
  Operation* operation_;  // null: nobody waits for it
  uv_getaddrinfo_t request_{};
  Lookup* next_ = nullptr;
  Lookup** link_ = nullptr;
};

void LookupList::drop_all() noexcept {
  for (Lookup* lookup = first_; lookup != nullptr; lookup = lookup->next()) lookup->drop();
}

void LookupList::start(Operation& operation) noexcept {
  auto* lookup = new (std::nothrow) Lookup(*this, operation);
  if (lookup == nullptr) return loop_.complete(operation, ErrorCode::kENOMEM);
  operation.backend = lookup;
  int status = lookup->start();
  if (status == 0) return;
  delete lookup;
  loop_.complete(operation, error_of(status));
}

void LookupList::cancel(Operation& operation) noexcept {
  loop_.forget();
  loop_.begin_unobserved();
  static_cast<Lookup*>(operation.backend)->drop();
}

}  // namespace coutil
