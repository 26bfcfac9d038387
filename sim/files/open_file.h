// OpenFile: an open file as a kernel knows it: which file, where in it, what may be done. Those who have it
// open share the position, as an inherited descriptor does. Bytes only: buffers are the business of
// FileStream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>

namespace coutil::sim {

class FileSystem;

/// What fopen's mode means.
struct OpenMode {
  bool reads = false;
  bool writes = false;
  bool appends = false;  ///< each write goes to the end
  bool creates = false;
  bool truncates = false;

  /// Of "r", "w" or "a", with a "+" or not; what follows does not matter.
  static OpenMode of(const char* mode) noexcept;
};

enum class OpenFileKind : std::uint8_t {
  kFile,
  kFolder,
  kNull,      ///< /dev/null
  kFull,      ///< /dev/full
  kTerminal,  ///< the world's own streams: nothing to read; what is written is FileStream's to tell
};

/// The bytes of a file, which its name and all who have it open share.
struct FileContent {
  explicit FileContent(std::pmr::memory_resource* memory) : bytes(memory) {}
  std::pmr::string bytes;
  std::size_t open_count = 0;
  bool has_name = false;
  /// Its name, while it is a file of the script's folder that nobody changed; it is forgotten when it closes.
  const std::pmr::string* unchanged = nullptr;
};

/// FileSystem::open makes it, with one reference. Not for more than one host.
class OpenFile final {
 public:
  OpenFile(FileSystem& files, OpenFileKind kind, OpenMode mode, FileContent* content, int number) noexcept
      : files_(&files), content_(content), number_(number), mode_(mode), kind_(kind) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  OpenFileKind kind() const noexcept { return kind_; }
  const OpenMode& mode() const noexcept { return mode_; }

  /// Of the host's open files: 3 or more, for 0 to 2 mean whatever a process has there.
  int number() const noexcept { return number_; }

  void add_reference() noexcept { ++references_; }

  /// Without the last one it is closed, and gone.
  void release() noexcept;

  /// What is to be read; valid until something is written or closed.
  std::string_view rest() const noexcept;
  void advance(std::size_t bytes) noexcept { position_ += static_cast<std::int64_t>(bytes); }

  /// All of `text`, or nothing and an errno.
  int write(std::string_view text) noexcept;

  enum class Origin : std::uint8_t { kStart, kHere, kEnd };
  /// 0 and the new position from the start, or an errno.
  int seek(Origin origin, std::int64_t offset, std::int64_t& position) noexcept;

 private:
  friend class FileSystem;
  FileSystem* files_;
  FileContent* content_;  // of kFile
  std::int64_t position_ = 0;
  std::size_t references_ = 1;
  int number_;
  OpenMode mode_;
  OpenFileKind kind_;
};

}  // namespace coutil::sim
