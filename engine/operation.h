// Operation and Request: what the engine asks of the world outside it, as data. A request is answered inside
// the call and never waits; an operation is started, and is completed when the backend is polled. New kinds
// of I/O are new values here, not new functions of the backend. It must not know Lua, libuv, or how
// coroutines wait.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string>
#include <vector>

#include "engine/error_code.h"
#include "engine/ip_address.h"

namespace coutil {

enum class SocketType : std::uint8_t { kDatagram, kStream, kListen };

/// What a backend keeps of one socket, between kOpenSocket (or an accept) and kCloseSocket. Backends derive.
struct BackendSocket {
  bool has_more = false;  // a kTryReceive would give something, most likely; else there is no sense in one
};

enum class SocketOption : std::uint8_t {
  kBroadcast,           // datagram: flag
  kMulticastLoop,       // datagram: flag
  kMulticastTtl,        // datagram: number, 1..255
  kMulticastInterface,  // datagram: address, or none
  kKeepAlive,           // stream: number, the seconds of the first delay, or none
  kNoDelay,             // stream: flag
};

/// The value of an option: one of the three by the option, or none at all.
struct OptionValue {
  bool none = false;
  bool flag = false;
  std::int64_t number = 0;
  IpAddress address;
};

enum class RequestKind : std::uint8_t {
  kParseHost,     // text (zero-terminated), address.domain -> address.host. kEINVAL: it is no such address
  kFormatHost,    // address -> text_out
  kOpenSocket,    // type, address.domain -> socket
  kCloseSocket,   // socket is no more; all its operations complete with kClosed, also those cancelled in vain
  kBind,          // socket, address. A port in use is told here, not by a later listen
  kListen,        // socket, number: the backlog
  kLocalAddress,  // socket -> address
  kPeerAddress,   // socket -> address
  kConnectDatagram,     // socket, address
  kDisconnectDatagram,  // socket
  kSetOption,           // socket, option, value
  kGetOption,           // socket, option -> value
  kJoinGroup,           // socket, address: the group, and interface when has_interface
  kLeaveGroup,          // the same
  kTrySend,     // socket, data, size, and address when has_address -> count of bytes that the system took at
                // once, and message: its number in the network, 0 on real machines. A stream may take a part;
                // kEAGAIN: nothing now, also while earlier sends are under way
  kTryReceive,  // socket (a stream that has_more and nobody receives from), room, size (not 0) -> count of
                // bytes that were there. kEAGAIN: to be started as an operation, for nothing is known to be
                // there, something else ended that comes first, or it is time to look for such
  kForgetAll,   // the last request: every socket is closed, every operation forgotten; their records and
                // memory are free
};

struct Request {
  explicit Request(RequestKind asked) : kind(asked) {}

  RequestKind kind;
  SocketType type = SocketType::kStream;
  SocketOption option = SocketOption::kNoDelay;
  bool has_address = false;
  bool has_interface = false;
  BackendSocket* socket = nullptr;
  IpAddress address;
  IpAddress interface;
  OptionValue value;
  std::int64_t number = 0;
  const char* text = nullptr;
  const char* data = nullptr;
  char* room = nullptr;
  std::size_t size = 0;
  std::size_t count = 0;
  std::int64_t message = 0;
  char text_out[kHostTextSize] = {};
};

enum class OperationKind : std::uint8_t {
  kSignal,   // signal -> nothing. While one is under way the signal is caught, else it has its default action
  kProcess,  // process -> pid at once (inside start), by_signal and number when it ends
  kLookup,   // lookup -> lookup->found
  kConnect,  // socket (a stream), address
  kAccept,   // socket (a listening one) -> accepted
  kReceive,  // socket, data, size (not 0) -> count, and for datagrams truncated and address (the sender's);
             // message: the number of that whose bytes come first, or 0. kEOF at the end of a stream
  kSend,     // socket, data, size, and address when has_address: all of it. message: at once, or 0
  kShutdown,  // socket (a stream): no more is sent after what is under way
};

/// A program to be run. The texts belong to the asker and must stay until `start` returns.
struct ProcessRequest {
  const char* file = nullptr;
  const char* folder = nullptr;       // where it runs; null: the present one
  char** arguments = nullptr;         // null-terminated; the first is the program's own name
  char** environment = nullptr;       // null-terminated "name=value"; null: the present one
  int standard_files[3] = {0, 1, 2};  // descriptors of ours
};

struct FoundAddress {
  IpAddress address;
  SocketType type;  // kDatagram or kStream
};

/// What to look up. It belongs to the asker, must stay until the operation completes or is cancelled.
struct LookupRequest {
  enum class Node : std::uint8_t { kName, kLoopback, kWildcard };
  Node node = Node::kName;
  const char* name = nullptr;
  const char* service = nullptr;  // a name or a number's text; null: port 0
  bool ipv4 = false;              // when none of the three is set: those that this machine has addresses of
  bool ipv6 = false;
  bool mapped = false;  // IPv4 addresses as IPv4-mapped IPv6 ones; never together with ipv4
  bool datagram = false;
  bool stream = false;  // at least one of the two
  std::pmr::vector<FoundAddress> found;
};

/// Belongs to the engine, which keeps it where it is from `start` until it completes or is cancelled. The
/// memory at `data` stays as long.
struct Operation {
  OperationKind kind{};
  ErrorCode error = ErrorCode::kOk;  // the answer; those below are valid when it is kOk
  bool has_address = false;
  bool truncated = false;
  bool by_signal = false;
  int signal = 0;  // POSIX's number
  int number = 0;  // exit status or signal of a process
  std::int64_t pid = 0;
  BackendSocket* socket = nullptr;
  BackendSocket* accepted = nullptr;
  char* data = nullptr;
  std::size_t size = 0;
  std::size_t count = 0;
  std::int64_t message = 0;
  IpAddress address;
  ProcessRequest* process = nullptr;
  LookupRequest* lookup = nullptr;

  Operation* next = nullptr;  // in a list of completed ones
  void* backend = nullptr;    // the backend's own
};

/// Completed operations in the order in which they ended.
struct CompletedList {
  CompletedList() = default;
  CompletedList(const CompletedList&) = delete;
  CompletedList& operator=(const CompletedList&) = delete;

  Operation* first = nullptr;
  Operation** last = &first;

  void append(Operation& operation) {
    operation.next = nullptr;
    *last = &operation;
    last = &operation.next;
  }
  /// Takes `operation` off the list. False: it is not in it.
  bool remove(const Operation& operation) {
    for (Operation** link = &first; *link != nullptr; link = &(*link)->next) {
      if (*link != &operation) continue;
      *link = operation.next;
      if (*link == nullptr) last = link;
      return true;
    }
    return false;
  }
  Operation* take() {
    Operation* taken = first;
    if (taken == nullptr) return nullptr;
    first = taken->next;
    if (first == nullptr) last = &first;
    taken->next = nullptr;
    return taken;
  }
};

}  // namespace coutil
