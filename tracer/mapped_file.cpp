// Maps a file over a somewhat larger anonymous mapping, so that the bytes behind its end are readable zeros.
// Knows nothing of what is in it.
#include "tracer/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
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

// Reading a mapped page that the file no longer has is SIGBUS. The handler puts a page of zeros there, which
// every reader of a trace takes for what is not written yet. All that it looks at is written before.
struct Watched {
  std::atomic<const char*> begin = nullptr;
  std::atomic<size_t> size = 0;
};
constexpr size_t kMostWatched = 64;  // mapped at once; further ones are not looked after
std::array<Watched, kMostWatched> watched;
struct sigaction former_action;

void fill_hole(int signal, siginfo_t* info, void* context) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  for (const Watched& one : watched) {
    const auto begin = reinterpret_cast<uintptr_t>(one.begin.load());
    if (begin == 0 || address < begin || address - begin >= one.size.load()) continue;
    void* hole = reinterpret_cast<void*>(address / page * page);
    if (mmap(hole, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED) return;
  }
  if ((former_action.sa_flags & SA_SIGINFO) != 0) return former_action.sa_sigaction(signal, info, context);
  std::signal(signal, SIG_DFL);  // returning meets the same fault again, and that ends the process
}

void watch(const char* begin, size_t size) {
  static const bool installed = [] {
    struct sigaction action {};
    action.sa_sigaction = fill_hole;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGBUS, &action, &former_action);
    return true;
  }();
  static_cast<void>(installed);
  for (Watched& one : watched) {
    const char* free = nullptr;
    // The size first: a place is looked at only once it has a begin.
    if (one.begin.load() != nullptr || one.size.exchange(size) != 0) continue;
    if (one.begin.compare_exchange_strong(free, begin)) return;
  }
}

void unwatch(const char* begin) {
  for (Watched& one : watched) {
    if (one.begin.load() != begin) continue;
    one.begin.store(nullptr);
    one.size.store(0);
    return;
  }
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
  std::shared_ptr<MappedFile> file(new MappedFile(static_cast<const char*>(ground), size, mapped_size));
  file->device_ = status.st_dev;
  file->inode_ = status.st_ino;
  watch(file->data_, mapped_size);
  return file;
}

MappedFile::~MappedFile() {
  unwatch(data_);
  munmap(const_cast<char*>(data_), mapped_size_);
}

bool MappedFile::is_of(const struct stat& status) const {
  return status.st_dev == device_ && status.st_ino == inode_;
}

}  // namespace coutil::tracer
