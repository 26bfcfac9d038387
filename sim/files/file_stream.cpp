// The buffer of a stream, and the list of a host's streams.
#include "sim/files/file_stream.h"

#include <algorithm>
#include <cerrno>
#include <exception>

#include "sim/files/file_system.h"

namespace coutil::sim {

void FileStream::open(FileSystem& files, OpenFile& file, const void* owner, Buffering buffering,
                      TerminalOutput terminal) noexcept {
  files_ = &files;
  file_ = &file;
  owner_ = owner;
  terminal_ = terminal;
  buffering_ = buffering;
  buffered_ = 0;
  putting_ = false;
  next_ = nullptr;
  previous_ = files.last_stream_;
  (previous_ != nullptr ? previous_->next_ : files.first_stream_) = this;
  files.last_stream_ = this;
}

void FileStream::fill(std::string_view text) noexcept {
  text.copy(buffer_ + buffered_, text.size());
  buffered_ += text.size();
}

/// As the C library does it: the buffer is filled, up to a line's end where lines count; what does not fit or
/// ends a line writes the buffer, then all whole blocks go without a detour. The first write after the
/// opening, a seek or a read finds no room in the buffer.
int FileStream::write_buffered(std::string_view text) noexcept {
  const bool by_lines = buffering_ == Buffering::kLine;
  std::size_t fits = putting_ ? kBufferBytes - buffered_ : 0;
  std::size_t lines = by_lines && fits >= text.size() ? text.rfind('\n') + 1 : 0;  // npos is -1
  fits = std::min(lines > 0 ? lines : fits, text.size());
  putting_ = true;
  fill(text.substr(0, fits));
  text.remove_prefix(fits);
  if (text.empty() && lines == 0) return 0;
  if (int error = flush(); error != 0) return error;
  const std::size_t blocks = text.size() - text.size() % kBufferBytes;
  if (int error = file_->write(text.substr(0, blocks)); error != 0) return error;
  text.remove_prefix(blocks);
  lines = by_lines ? text.rfind('\n') + 1 : 0;
  fill(text.substr(0, lines));
  if (int error = lines > 0 ? flush() : 0; error != 0) return error;
  fill(text.substr(lines));
  return 0;
}

int FileStream::write(std::string_view text) noexcept {
  if (file_ == nullptr) return EBADF;
  if (text.empty()) return 0;
  if (!file_->mode().writes) return EBADF;
  if (file_->kind() == OpenFileKind::kTerminal) {
    if (terminal_.write != nullptr) {
      terminal_.write(terminal_.data, file_->number() - FileSystem::kFirstNumber, text);
    }
    return 0;
  }
  if (buffering_ == Buffering::kNone) return file_->write(text);
  if (buffer_ == nullptr) {
    try {
      buffer_ = static_cast<char*>(files_->memory()->allocate(kBufferBytes));
    } catch (const std::exception&) {
      return ENOSPC;
    }
  }
  return write_buffered(text);
}

/// What can't be written is lost, as with the C library.
int FileStream::flush() noexcept {
  if (file_ == nullptr) return EBADF;
  const std::size_t bytes = buffered_;
  buffered_ = 0;
  return bytes > 0 ? file_->write({buffer_, bytes}) : 0;
}

int FileStream::prepare_reading() noexcept {
  if (file_ == nullptr) return EBADF;
  const int error = flush();
  putting_ = false;
  if (!file_->mode().reads) return EBADF;
  return file_->kind() == OpenFileKind::kFolder ? EISDIR : error;
}

int FileStream::seek(OpenFile::Origin origin, std::int64_t offset, std::int64_t& position) noexcept {
  if (int error = flush(); error != 0) return error;
  putting_ = false;
  return file_->seek(origin, offset, position);
}

void FileStream::set_buffering(Buffering buffering) noexcept {
  if (buffering == Buffering::kNone) flush();
  buffering_ = buffering;
}

int FileStream::close() noexcept {
  const int error = flush();
  drop();
  return error;
}

void FileStream::drop() noexcept {
  if (file_ == nullptr) return;
  if (buffer_ != nullptr) files_->memory()->deallocate(buffer_, kBufferBytes);
  buffer_ = nullptr;
  buffered_ = 0;
  (previous_ != nullptr ? previous_->next_ : files_->first_stream_) = next_;
  (next_ != nullptr ? next_->previous_ : files_->last_stream_) = previous_;
  file_->release();
  file_ = nullptr;
}

}  // namespace coutil::sim
