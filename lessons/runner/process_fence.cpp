// The fence: a filter of system calls (seccomp). What is not in the list fails with EPERM, as if there were
// no permission; nothing that the simulation does on its own is missing in it.
#include "lessons/runner/process_fence.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <vector>

namespace coutil::lessons {
namespace {

#if defined(__x86_64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned kArchitecture = 0;
#endif

// Computing, memory, looking at files, writing to what is open, ending.
constexpr std::array kAllowed = {
    SYS_brk,          SYS_clock_getres, SYS_clock_gettime,  SYS_close,       SYS_exit,
    SYS_exit_group,   SYS_faccessat,    SYS_fallocate,      SYS_fcntl,       SYS_flock,
    SYS_fstat,        SYS_ftruncate,    SYS_futex,          SYS_getcwd,      SYS_getdents64,
    SYS_getpid,       SYS_getrandom,    SYS_getrlimit,      SYS_gettid,      SYS_gettimeofday,
    SYS_ioctl,        SYS_lseek,        SYS_madvise,        SYS_mmap,        SYS_mprotect,
    SYS_mremap,       SYS_msync,        SYS_munmap,         SYS_newfstatat,  SYS_pread64,
    SYS_pwrite64,     SYS_read,         SYS_readlinkat,     SYS_readv,       SYS_restart_syscall,
    SYS_rt_sigaction, SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_sched_yield, SYS_sigaltstack,
    SYS_statx,        SYS_sysinfo,      SYS_uname,          SYS_write,       SYS_writev,
#if defined(__SANITIZE_ADDRESS__)
    SYS_pipe2,  // how sanitizers find out whether memory can be read
#endif
#if defined(__x86_64__)
    SYS_access,       SYS_lstat,        SYS_readlink,       SYS_stat,
#endif
};

constexpr unsigned kWriting = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;

sock_filter statement(unsigned code, unsigned value) { return {static_cast<__u16>(code), 0, 0, value}; }

sock_filter jump(unsigned code, unsigned value, unsigned if_true, unsigned if_false) {
  return {static_cast<__u16>(code), static_cast<__u8>(if_true), static_cast<__u8>(if_false), value};
}

std::vector<sock_filter> filter_of_calls() {
  constexpr unsigned kLoad = BPF_LD | BPF_W | BPF_ABS;
  constexpr unsigned kIsEqual = BPF_JMP | BPF_JEQ | BPF_K;
  constexpr unsigned kReturn = BPF_RET | BPF_K;
  const sock_filter allow = statement(kReturn, SECCOMP_RET_ALLOW);
  const sock_filter refuse = statement(kReturn, SECCOMP_RET_ERRNO | EPERM);
  std::vector<sock_filter> filter = {
      statement(kLoad, offsetof(seccomp_data, arch)),
      jump(kIsEqual, kArchitecture, 1, 0),
      refuse,
      statement(kLoad, offsetof(seccomp_data, nr)),
  };
  for (const long call : kAllowed) {
    filter.push_back(jump(kIsEqual, static_cast<unsigned>(call), 0, 1));
    filter.push_back(allow);
  }
  // Of opening: for reading only.
  filter.push_back(jump(kIsEqual, SYS_openat, 1, 0));
  filter.push_back(refuse);
  filter.push_back(statement(kLoad, offsetof(seccomp_data, args) + 2 * sizeof(__u64)));
  filter.push_back(jump(BPF_JMP | BPF_JSET | BPF_K, kWriting, 0, 1));
  filter.push_back(refuse);
  filter.push_back(allow);
  return filter;
}

}  // namespace

bool fence_process() noexcept {
  if (kArchitecture == 0) return false;
  try {
    std::vector<sock_filter> filter = filter_of_calls();
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
  } catch (...) {
    return false;
  }
}

bool can_fence() noexcept {
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid < 0) return false;
  if (pid == 0) _exit(fence_process() ? 0 : 1);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace coutil::lessons
