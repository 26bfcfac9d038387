// FileStream: a process's view of an open file, as C's FILE is: a buffer for what it wrote, of the same size
// and filled by the same rules as on Linux, for that decides what a crash loses. Nothing is read ahead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/files/open_file.h"

namespace coutil::sim {

class FileSystem;

enum class Buffering : std::uint8_t { kNone, kFull, kLine };

/// Takes what goes to the world's own stream `descriptor` (1 or 2). Must not throw.
struct TerminalOutput {
  void (*write)(void* data, int descriptor, std::string_view text) = nullptr;
  void* data = nullptr;
};

/// Its memory is somebody's who closes or drops it, for it has no destructor. All errors are errnos, 0 is
/// none.
class FileStream final {
 public:
  static constexpr std::size_t kBufferBytes = 4096;

  FileStream() = default;
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;

  /// Takes over one reference of `file`. `owner` is whose stream it is, for FileSystem::end_streams.
  void open(FileSystem& files, OpenFile& file, const void* owner, Buffering buffering = Buffering::kFull,
            TerminalOutput terminal = {}) noexcept;

  bool is_open() const noexcept { return file_ != nullptr; }
  OpenFile* file() const noexcept { return file_; }

  int write(std::string_view text) noexcept;
  int flush() noexcept;

  /// To be called before rest(): writes out what is held back; EBADF or EISDIR where nothing can be read.
  int prepare_reading() noexcept;
  std::string_view rest() const noexcept { return file_ != nullptr ? file_->rest() : std::string_view(); }
  void advance(std::size_t bytes) noexcept {
    if (file_ != nullptr) file_->advance(bytes);
  }

  int seek(OpenFile::Origin origin, std::int64_t offset, std::int64_t& position) noexcept;
  void set_buffering(Buffering buffering) noexcept;

  /// Closed it is in any case; the error is one of writing out.
  int close() noexcept;

  /// Closes it, and what is held back is lost.
  void drop() noexcept;

 private:
  friend class FileSystem;
  void fill(std::string_view text) noexcept;
  int write_buffered(std::string_view text) noexcept;

  FileSystem* files_ = nullptr;
  OpenFile* file_ = nullptr;
  FileStream* next_ = nullptr;  // of the host's, in the order in which they were opened
  FileStream* previous_ = nullptr;
  const void* owner_ = nullptr;
  TerminalOutput terminal_{};
  char* buffer_ = nullptr;
  std::size_t buffered_ = 0;
  Buffering buffering_ = Buffering::kFull;
  bool putting_ = false;  // the buffer is one of writing
};

}  // namespace coutil::sim
