// Resolving names inside the script's folder with fixed buffers only.
#include "sim/script_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace coutil {

bool ScriptFolder::open(const char* folder) noexcept {
  if (realpath(folder, path_) == nullptr) return false;
  struct stat information;
  if (stat(path_, &information) != 0) return false;
  if (!S_ISDIR(information.st_mode)) {
    errno = ENOTDIR;
    return false;
  }
  length_ = std::strcmp(path_, "/") == 0 ? 0 : std::strlen(path_);
  return true;
}

bool ScriptFolder::contains(const char* path) const noexcept {
  return std::strncmp(path, path_, length_) == 0 && path[length_] == '/';
}

/// The folder and `name` as one path without "." and "..". False when it is too long.
bool ScriptFolder::join(const char* name, char (&joined)[PATH_MAX]) const noexcept {
  std::size_t length = name[0] == '/' ? 0 : length_;
  std::memcpy(joined, path_, length);
  for (const char* part = name; *part != '\0';) {
    const std::size_t part_bytes = std::strcspn(part, "/");
    if (part_bytes == 2 && std::strncmp(part, "..", 2) == 0) {
      while (length > 0 && joined[--length] != '/') {
      }
    } else if (part_bytes > 0 && !(part_bytes == 1 && part[0] == '.')) {
      if (length + 1 + part_bytes >= PATH_MAX) return false;
      joined[length] = '/';
      std::memcpy(joined + length + 1, part, part_bytes);
      length += 1 + part_bytes;
    }
    part += part_bytes;
    part += std::strspn(part, "/");
  }
  joined[length] = '\0';
  return true;
}

bool ScriptFolder::relative_part(const char* name, char (&rest)[PATH_MAX]) const noexcept {
  char joined[PATH_MAX];
  if (!join(name, joined)) return false;
  const bool is_folder = std::strncmp(joined, path_, length_) == 0 && joined[length_] == '\0';
  if (!is_folder && !contains(joined)) return false;
  std::strcpy(rest, is_folder ? "." : joined + length_ + 1);
  return true;
}

bool ScriptFolder::each_name_in(const char* name, bool (*visit)(void* data, const char* name),
                                void* data) const noexcept {
  FoundFile found;
  look_up(*name != '\0' ? name : ".", found);
  DIR* folder = found.error == EISDIR ? opendir(found.path) : nullptr;
  if (folder == nullptr) return true;
  bool all = true;
  while (all) {
    const dirent* entry = readdir(folder);
    if (entry == nullptr) break;
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
      all = visit(data, entry->d_name);
    }
  }
  closedir(folder);
  return all;
}

void ScriptFolder::look_up(const char* name, FoundFile& found) const noexcept {
  char joined[PATH_MAX];
  found.status = LookupStatus::kMissing;
  if (*name == '\0' || !join(name, joined)) {
    found.error = *name == '\0' ? ENOENT : ENAMETOOLONG;
    return;
  }
  const bool is_folder = std::strncmp(joined, path_, length_) == 0 && joined[length_] == '\0';
  if (!is_folder && !contains(joined)) {
    found.status = LookupStatus::kOutside;
    return;
  }
  struct stat information;
  if (realpath(joined, found.path) == nullptr || stat(found.path, &information) != 0) {
    found.error = errno;
    return;
  }
  if (!is_folder && !contains(found.path)) {
    found.status = LookupStatus::kOutside;
    return;
  }
  found.bytes = static_cast<std::size_t>(information.st_size);
  found.relative_at = is_folder ? length_ : length_ + 1;
  found.error = S_ISDIR(information.st_mode) ? EISDIR : 0;
  found.status = S_ISREG(information.st_mode) ? LookupStatus::kFound : LookupStatus::kNotRegular;
}

ssize_t read_file(const char* path, char* buffer, std::size_t bytes) noexcept {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  std::size_t total = 0;
  ssize_t got = 1;
  while (total < bytes && got > 0) {
    got = read(file, buffer + total, bytes - total);
    if (got < 0 && errno == EINTR)
      got = 1;
    else if (got > 0)
      total += static_cast<std::size_t>(got);
  }
  const int error = errno;
  close(file);
  errno = error;
  return got < 0 ? -1 : static_cast<ssize_t>(total);
}

}  // namespace coutil
