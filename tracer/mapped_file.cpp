// Maps a file over a somewhat larger anonymous mapping, so that the bytes behind its end are readable zeros.
// Knows nothing of what is in it.
#include "tracer/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tracer/trace_error.h"

namespace coutil::tracer {

namespace {

// Closes a descriptor when it goes out of sight.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

[[noreturn]] void fail(const std::string& path, const char* what) {
  throw TraceError(path, 0, std::string(what) + ": " + std::strerror(errno));
}

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::string& path) {
  // O_NONBLOCK: a named pipe without a writer must be refused, not waited for.
  Descriptor descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (descriptor.number < 0) {
    if (errno == ENOENT) throw TraceError(path, 0, "no such file");
    fail(path, "can't be opened");
  }
  struct stat status;
  if (fstat(descriptor.number, &status) != 0) fail(path, "can't be read");
  if (S_ISDIR(status.st_mode)) throw TraceError(path, 0, "is a directory, and a trace is a file");
  if (!S_ISREG(status.st_mode)) throw TraceError(path, 0, "is no regular file; save the trace in one first");
  if (status.st_size == 0) throw TraceError(path, 0, "is empty, and a trace has at least its first line");

  const auto size = static_cast<size_t>(status.st_size);
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t mapped_size = (size + kPadding + page - 1) / page * page;
  void* ground = mmap(nullptr, mapped_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (ground == MAP_FAILED) fail(path, "can't be mapped");
  if (mmap(ground, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor.number, 0) == MAP_FAILED) {
    munmap(ground, mapped_size);
    fail(path, "can't be mapped");
  }
  madvise(ground, size, MADV_SEQUENTIAL);
  return std::shared_ptr<const MappedFile>(
      new MappedFile(static_cast<const char*>(ground), size, mapped_size));
}

MappedFile::~MappedFile() { munmap(const_cast<char*>(data_), mapped_size_); }

}  // namespace coutil::tracer
