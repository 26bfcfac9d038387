// FileSystem: the files of one simulated host, in the memory that it is given. A tree of its own, as on a
// fresh Linux machine, and the script's folder, which is only read: what is written to it lies over it, what
// is removed is remembered. All happens as the superuser does it. It must not know Lua, nor who runs the
// programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "sim/files/host_path.h"
#include "sim/files/open_file.h"
#include "sim/random_stream.h"
#include "sim/script_folder.h"

namespace coutil::sim {

class FileStream;

/// Where functions return an int it is an errno, and 0 is none. Memory that ends is ENOSPC. What is written
/// to an OpenFile is on the disk and survives a crash; what a FileStream holds back does not.
class FileSystem final {
 public:
  /// `folder` is the script's and must outlive this; null: there is none.
  FileSystem(std::pmr::memory_resource* memory, const ScriptFolder* folder) noexcept;
  ~FileSystem();
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;

  /// What OpenFile::number begins with: the three terminals'.
  static constexpr int kFirstNumber = 3;

  std::pmr::memory_resource* memory() const noexcept { return memory_; }

  /// Finds out what `name` means for a process in the folder `from` ("", the script's folder, or what
  /// resolve_folder gave). That folders lead there is checked, not that there is something. ENOENT also where
  /// it leads out of the script's folder (`path.outside`).
  int resolve(std::string_view from, const char* name, HostPath& path) const noexcept;

  /// The same for a folder, which must be there: a process's working folder.
  int resolve_folder(std::string_view from, const char* name, HostPath& path) const noexcept;

  /// The same for anything that must be there. Where it is a link, `path` is where it leads.
  int find(std::string_view from, const char* name, HostPath& path) const noexcept;

  /// Opens what is at `path`, and makes `path` the file's own where it was a link. Folders can be opened for
  /// reading, which then fails.
  int open(HostPath& path, OpenMode mode, OpenFile*& file) noexcept;
  int open(std::string_view from, const char* name, OpenMode mode, OpenFile*& file) noexcept;

  /// A file without a name, to be written and read.
  int open_temporary(OpenFile*& file) noexcept;

  /// Makes an empty file in /tmp whose name nobody used, and gives its path.
  int make_temporary(HostPath& path) noexcept;

  /// As C's remove and rename. A folder of the script's folder on the real disk can't be renamed (EXDEV).
  int remove(std::string_view from, const char* name) noexcept;
  int rename(std::string_view from, const char* old_name, const char* new_name) noexcept;

  /// For scenarios: the content of a file, or all of a file and the folders that lead to it. Relative names
  /// are those of the script's folder.
  int read(const char* name, std::pmr::string& text) noexcept;
  int write(const char* name, std::string_view text) noexcept;

  /// The open file with that number, or null. It has no new reference.
  OpenFile* open_file(int number) noexcept;

  /// The world's own stream 0, 1 or 2, on which the process at a terminal runs. Always there.
  OpenFile& terminal(int descriptor) noexcept { return terminals_[descriptor]; }

  /// How many files are open.
  std::size_t open_count() const noexcept { return open_count_; }

  /// The streams of an owner are closed; what they hold back is written (`flush`) or lost. The errors of
  /// writing are lost.
  void end_streams(const void* owner, bool flush) noexcept;

  /// The machine fails: all streams are dropped. Where `tear` is set, a part of what each held back reaches
  /// the disk, of a random length. Who has references of open files is to release them as ever.
  void crash(bool tear, RandomStream& random) noexcept;

 private:
  friend class FileStream;
  friend class OpenFile;

  enum class NodeKind : std::uint8_t { kMissing, kFile, kFolder, kNull, kFull };
  /// What was made or changed; kMissing: it was removed.
  struct Node {
    NodeKind kind;
    FileContent* content;
  };
  using Nodes = std::pmr::map<std::pmr::string, Node, std::less<>>;
  struct Found {
    NodeKind kind;
    int error;             // why it is missing
    FileContent* content;  // of a file that is in memory
  };

  Found look(HostPath& path, bool follow) const noexcept;
  Found look_below(const HostPath& path, HostPath* target) const noexcept;
  int require_folder(HostPath& path) const noexcept;
  bool is_empty(const HostPath& folder) const noexcept;
  bool has_nodes_in(const HostPath& folder) const noexcept;
  bool is_hidden(const HostPath& folder, std::string_view name) const noexcept;

  // These throw std::bad_alloc.
  FileContent* make_content();
  FileContent* create(const HostPath& path);
  FileContent* load(const HostPath& path, int& error);
  FileContent* load_to_move(const HostPath& path, int& error);
  int open_found(const Found& found, HostPath& path, OpenMode mode, OpenFile*& file);
  OpenFile* make_open_file(OpenFileKind kind, OpenMode mode, FileContent* content);
  int rename_found(Found& found, HostPath& from, HostPath& to, const Found& target);
  int rename_folder(const HostPath& from, const HostPath& to);
  int make_folders(const HostPath& path);
  void hide(const HostPath& path);

  void unlink(FileContent& content) noexcept;
  void forget_if_unused(FileContent& content) noexcept;
  void changed(FileContent& content) noexcept { content.unchanged = nullptr; }
  void close(OpenFile& file) noexcept;

  std::pmr::memory_resource* memory_;
  const ScriptFolder* folder_;
  Nodes nodes_;
  std::pmr::vector<OpenFile*> open_files_;  // by number; null: free
  OpenFile terminals_[3];
  FileStream* first_stream_ = nullptr;
  FileStream* last_stream_ = nullptr;
  std::size_t open_count_ = 0;
  std::uint64_t temporary_names_ = 0;
};

}  // namespace coutil::sim
