// Linux: the process's own clock (exact, where /proc counts in ticks of 10 ms), and /proc for the rest.
#include "tests/echo_benchmark/server_process.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/echo_benchmark/loopback.h"

namespace coutil::load {

ServerProcess::ServerProcess(int pid, int figures_port) : pid_(pid), figures_port_(figures_port) {
  errno = clock_getcpuclockid(pid, &clock_);
  if (errno != 0) fail(fmt::format("the clock of process {}", pid));
}

std::int64_t ServerProcess::cpu_ns() const {
  timespec time{};
  if (clock_gettime(clock_, &time) != 0) fail(fmt::format("the clock of process {}", pid_));
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

Standing ServerProcess::standing() const {
  Standing now;
  if (figures_port_ > 0) now.lua_bytes = std::stoll(Connection(figures_port_).receive(64));
  std::ifstream pages(fmt::format("/proc/{}/statm", pid_));
  std::int64_t all = 0;
  std::int64_t resident = 0;
  pages >> all >> resident;
  now.resident_bytes = resident * sysconf(_SC_PAGESIZE);
  const std::filesystem::directory_iterator open(fmt::format("/proc/{}/fd", pid_));
  now.descriptors = static_cast<int>(std::distance(begin(open), end(open)));
  return now;
}

}  // namespace coutil::load
