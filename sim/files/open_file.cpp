// Positions, reading and writing of open files. Closing them is the file system's.
#include "sim/files/open_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <limits>

#include "sim/files/file_system.h"

namespace coutil::sim {
namespace {

// What ext4 takes with blocks of 4096 bytes.
constexpr std::int64_t kMaxFileBytes = (std::int64_t{1} << 44) - 4096;

}  // namespace

OpenMode OpenMode::of(const char* mode) noexcept {
  const bool both = std::strchr(mode, '+') != nullptr;
  OpenMode result;
  result.reads = *mode == 'r' || both;
  result.writes = *mode != 'r' || both;
  result.appends = *mode == 'a';
  result.creates = *mode != 'r';
  result.truncates = *mode == 'w';
  return result;
}

void OpenFile::release() noexcept {
  if (--references_ == 0) files_->close(*this);
}

std::string_view OpenFile::rest() const noexcept {
  if (kind_ != OpenFileKind::kFile) return {};
  const std::string_view bytes = content_->bytes;
  return bytes.substr(std::min(static_cast<std::size_t>(position_), bytes.size()));
}

int OpenFile::write(std::string_view text) noexcept {
  if (!mode_.writes || kind_ == OpenFileKind::kFolder || kind_ == OpenFileKind::kTerminal) return EBADF;
  if (text.empty() || kind_ == OpenFileKind::kNull) return 0;
  if (kind_ == OpenFileKind::kFull) return ENOSPC;
  std::pmr::string& bytes = content_->bytes;
  const std::size_t start = mode_.appends ? bytes.size() : static_cast<std::size_t>(position_);
  const std::size_t end = start + text.size();
  if (end > static_cast<std::size_t>(kMaxFileBytes)) return EFBIG;
  try {
    if (end > bytes.size()) bytes.resize(end);
  } catch (const std::exception&) {
    return ENOSPC;
  }
  text.copy(bytes.data() + start, text.size());
  position_ = static_cast<std::int64_t>(end);
  files_->changed(*content_);
  return 0;
}

int OpenFile::seek(Origin origin, std::int64_t offset, std::int64_t& position) noexcept {
  if (kind_ == OpenFileKind::kTerminal) return ESPIPE;
  if (kind_ == OpenFileKind::kNull || kind_ == OpenFileKind::kFull) {
    position = 0;
    return 0;
  }
  std::int64_t from = origin == Origin::kHere ? position_ : 0;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();  // where ext4 ends a folder
  if (kind_ == OpenFileKind::kFile) most = kMaxFileBytes;
  if (origin == Origin::kEnd) {
    from = kind_ == OpenFileKind::kFile ? static_cast<std::int64_t>(content_->bytes.size()) : most;
  }
  std::int64_t target = 0;
  if (__builtin_add_overflow(from, offset, &target) || target < 0 || target > most) return EINVAL;
  position = position_ = target;
  return 0;
}

}  // namespace coutil::sim
