// ErrorCode: why an operation of the System section failed, and the words for it, which are libuv's on every
// backend. The names are POSIX's. The real backend maps its codes to these, the simulation uses them as they
// are. No system header is needed and no number of the system's is assumed.
#pragma once

#include <cstdint>

namespace coutil {

// clang-format off
#define COUTIL_ERROR_CODES(X) \
  X(E2BIG, "argument list too long") \
  X(EACCES, "permission denied") \
  X(EADDRINUSE, "address already in use") \
  X(EADDRNOTAVAIL, "address not available") \
  X(EAFNOSUPPORT, "address family not supported") \
  X(EAGAIN, "resource temporarily unavailable") \
  X(EAI_ADDRFAMILY, "address family not supported") \
  X(EAI_AGAIN, "temporary failure") \
  X(EAI_BADFLAGS, "bad ai_flags value") \
  X(EAI_BADHINTS, "invalid value for hints") \
  X(EAI_CANCELED, "request canceled") \
  X(EAI_FAIL, "permanent failure") \
  X(EAI_FAMILY, "ai_family not supported") \
  X(EAI_MEMORY, "out of memory") \
  X(EAI_NODATA, "no address") \
  X(EAI_NONAME, "unknown node or service") \
  X(EAI_OVERFLOW, "argument buffer overflow") \
  X(EAI_PROTOCOL, "resolved protocol is unknown") \
  X(EAI_SERVICE, "service not available for socket type") \
  X(EAI_SOCKTYPE, "socket type not supported") \
  X(EALREADY, "connection already in progress") \
  X(EBADF, "bad file descriptor") \
  X(EBUSY, "resource busy or locked") \
  X(ECANCELED, "operation canceled") \
  X(ECHARSET, "invalid Unicode character") \
  X(ECONNABORTED, "software caused connection abort") \
  X(ECONNREFUSED, "connection refused") \
  X(ECONNRESET, "connection reset by peer") \
  X(EDESTADDRREQ, "destination address required") \
  X(EEXIST, "file already exists") \
  X(EFAULT, "bad address in system call argument") \
  X(EFBIG, "file too large") \
  X(EHOSTUNREACH, "host is unreachable") \
  X(EINTR, "interrupted system call") \
  X(EINVAL, "invalid argument") \
  X(EIO, "i/o error") \
  X(EISCONN, "socket is already connected") \
  X(EISDIR, "illegal operation on a directory") \
  X(ELOOP, "too many symbolic links encountered") \
  X(EMFILE, "too many open files") \
  X(EMSGSIZE, "message too long") \
  X(ENAMETOOLONG, "name too long") \
  X(ENETDOWN, "network is down") \
  X(ENETUNREACH, "network is unreachable") \
  X(ENFILE, "file table overflow") \
  X(ENOBUFS, "no buffer space available") \
  X(ENODEV, "no such device") \
  X(ENOENT, "no such file or directory") \
  X(ENOMEM, "not enough memory") \
  X(ENONET, "machine is not on the network") \
  X(ENOPROTOOPT, "protocol not available") \
  X(ENOSPC, "no space left on device") \
  X(ENOSYS, "function not implemented") \
  X(ENOTCONN, "socket is not connected") \
  X(ENOTDIR, "not a directory") \
  X(ENOTEMPTY, "directory not empty") \
  X(ENOTSOCK, "socket operation on non-socket") \
  X(ENOTSUP, "operation not supported on socket") \
  X(EOVERFLOW, "value too large for defined data type") \
  X(EPERM, "operation not permitted") \
  X(EPIPE, "broken pipe") \
  X(EPROTO, "protocol error") \
  X(EPROTONOSUPPORT, "protocol not supported") \
  X(EPROTOTYPE, "protocol wrong type for socket") \
  X(ERANGE, "result too large") \
  X(EROFS, "read-only file system") \
  X(ESHUTDOWN, "cannot send after transport endpoint shutdown") \
  X(ESPIPE, "invalid seek") \
  X(ESRCH, "no such process") \
  X(ETIMEDOUT, "connection timed out") \
  X(ETXTBSY, "text file is busy") \
  X(EXDEV, "cross-device link not permitted") \
  X(UNKNOWN, "unknown error") \
  X(EOF, "end of file") \
  X(ENXIO, "no such device or address") \
  X(EMLINK, "too many links") \
  X(EHOSTDOWN, "host is down") \
  X(EREMOTEIO, "remote I/O error") \
  X(ENOTTY, "inappropriate ioctl for device") \
  X(EFTYPE, "inappropriate file type or format") \
  X(EILSEQ, "illegal byte sequence") \
  X(ESOCKTNOSUPPORT, "socket type not supported")
// clang-format on

enum class ErrorCode : std::uint8_t {
  kOk,
  kClosed,  // the socket was closed while the operation was under way; no code of the system's
#define COUTIL_ENUMERATOR(name, text) k##name,
  COUTIL_ERROR_CODES(COUTIL_ENUMERATOR)
#undef COUTIL_ENUMERATOR
};

/// What a program reads: "address already in use". Empty for kOk.
const char* error_text(ErrorCode code);

}  // namespace coutil
