// A line of /proc/locks: "3: FLOCK  ADVISORY  WRITE 812 08:01:9437 0 EOF", with the device in hexadecimal.
#include "tracer/trace_writer.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <fstream>

namespace coutil::tracer {

bool has_writer(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return false;
  const std::string file =
      fmt::format(" {:02x}:{:02x}:{} ", major(status.st_dev), minor(status.st_dev), status.st_ino);
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    const bool is_lock = line.find(" FLOCK ") != std::string::npos && line.find("->") == std::string::npos;
    if (is_lock && line.find(" WRITE ") != std::string::npos && line.find(file) != std::string::npos)
      return true;
  }
  return false;
}

}  // namespace coutil::tracer
