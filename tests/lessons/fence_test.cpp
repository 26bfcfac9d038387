// The kernel's fence around a child: what a program could do if it got out of Lua and of the simulation.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "lessons/runner/process_fence.h"
#include "tests/catch.h"

namespace coutil::lessons {
namespace {

bool is_refused(long result) { return result < 0 && errno == EPERM; }

// Returns the number of the first thing that was not as it should be, 0 when all was.
int try_everything(int open_file) {
  if (!is_refused(open("/tmp/coutil-fence-test", O_WRONLY | O_CREAT, 0600))) return 1;
  if (!is_refused(open("/dev/null", O_RDWR))) return 2;
  if (!is_refused(socket(AF_INET, SOCK_STREAM, 0))) return 3;
  if (!is_refused(socket(AF_UNIX, SOCK_STREAM, 0))) return 4;
  if (!is_refused(fork())) return 5;
  char* const words[] = {const_cast<char*>("true"), nullptr};
  if (!is_refused(execv("/bin/true", words))) return 6;
  if (!is_refused(kill(getppid(), 0))) return 7;
  if (!is_refused(unlink("/tmp/coutil-fence-test"))) return 8;
  if (!is_refused(mkdir("/tmp/coutil-fence-test", 0700))) return 9;
  if (!is_refused(rename("/tmp/coutil-fence-test", "/tmp/coutil-fence-test2"))) return 10;
  if (!is_refused(chmod("/dev/null", 0666))) return 11;
  if (!is_refused(symlink("/etc/passwd", "/tmp/coutil-fence-test"))) return 12;
  // What the simulation needs goes on.
  const int file = open("/dev/zero", O_RDONLY);
  char bytes[16] = {1};
  if (file < 0 || read(file, bytes, sizeof bytes) != sizeof bytes || bytes[0] != 0) return 20;
  void* memory = mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 21;
  if (write(open_file, "x", 1) != 1 || ftruncate(open_file, 0) != 0) return 22;
  struct stat status {};
  if (stat("/", &status) != 0) return 23;
  return 0;
}

}  // namespace

TEST_CASE("the fence refuses what a simulation has no use for") {
  const int open_file = memfd_create("open", MFD_CLOEXEC);
  REQUIRE(open_file >= 0);
  std::fflush(nullptr);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) _exit(fence_process() ? try_everything(open_file) : 100);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  close(open_file);
  REQUIRE(WIFEXITED(status));
#if defined(__x86_64__) || defined(__aarch64__)
  CHECK(WEXITSTATUS(status) == 0);
#else
  CHECK(WEXITSTATUS(status) == 100);
#endif
}

}  // namespace coutil::lessons
