// Names: what a lookup finds in a simulated world: localhost, literals, the usual services, and the names
// that a scenario adds. It must not know who asks why.
#pragma once

#include <functional>
#include <map>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "engine/operation.h"

namespace coutil::sim {

class Host;

class Names final {
 public:
  explicit Names(std::pmr::memory_resource* memory) : known_(memory), services_(memory) {}
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;

  /// One more address of a name, in whatever case it is written. Throws std::bad_alloc.
  void add(std::string_view name, const IpAddress& address);

  /// The name is unknown from now on.
  void remove(std::string_view name);

  /// A service's port for streams, datagrams or both, in the place of what its name meant. Throws
  /// std::bad_alloc.
  void add_service(std::string_view name, int port, bool stream, bool datagram);

  /// Fills wanted.found as the system would, in its order. Throws std::bad_alloc.
  ErrorCode look_up(const Host& host, LookupRequest& wanted) const;

 private:
  using Addresses = std::pmr::vector<IpAddress>;

  // -1: there is none.
  struct Ports {
    int stream = -1;
    int datagram = -1;
  };

  Ports ports_of(const char* service) const;
  void find(const Host& host, const LookupRequest& wanted, Addresses& found) const;

  std::pmr::map<std::pmr::string, Addresses> known_;
  std::pmr::map<std::pmr::string, Ports, std::less<>> services_;  // that were added
};

}  // namespace coutil::sim
