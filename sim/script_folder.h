// What a simulated program may read: the regular files in one folder. Resolves a name as the program says
// it and reads the file. It must not know Lua; nothing here allocates memory that outlives a call.
#pragma once

#include <sys/types.h>

#include <climits>
#include <cstddef>

namespace coutil {

enum class LookupStatus {
  kFound,
  kMissing,  ///< `error` is the errno of looking
  kOutside,  ///< the name leads out of the folder, by itself or through a link; no look was taken where it
             ///< leads
  kNotRegular,
};

struct FoundFile {
  LookupStatus status;
  int error = 0;
  std::size_t bytes = 0;        ///< of the file
  char path[PATH_MAX];          ///< absolute and without links
  std::size_t relative_at = 0;  ///< where in `path` the part after the folder begins

  const char* relative_name() const noexcept { return path + relative_at; }
};

/// One folder, absolute and without links. Plain bytes, so that it can stand in memory of Lua's.
class ScriptFolder {
 public:
  /// Resolves `folder` against the process's working directory. False (errno is set) when it is no folder
  /// that can be read.
  bool open(const char* folder) noexcept;

  const char* path() const noexcept { return path_; }

  /// Looks for `name`, relative to the folder or absolute. "." and ".." go by the name's text.
  void look_up(const char* name, FoundFile& found) const noexcept;

  /// Whether the absolute `name` says something in the folder or the folder itself, and then what is left of
  /// it, relative to the folder.
  bool relative_part(const char* name, char (&rest)[PATH_MAX]) const noexcept;

  /// Calls `visit` with each name in the folder `name`, in no order, until it returns false. Returns whether
  /// all were visited.
  bool each_name_in(const char* name, bool (*visit)(void* data, const char* name), void* data) const noexcept;

 private:
  bool contains(const char* path) const noexcept;
  bool join(const char* name, char (&joined)[PATH_MAX]) const noexcept;

  char path_[PATH_MAX];
  std::size_t length_ = 0;  // without a slash at the end; 0 for the root
};

/// Reads at most `bytes` from the file's start. Returns how many were read, or -1 with errno.
ssize_t read_file(const char* path, char* buffer, std::size_t bytes) noexcept;

}  // namespace coutil
