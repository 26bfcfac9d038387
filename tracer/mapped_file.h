// A file mapped into memory for reading, with readable zero bytes behind its end, as simdjson wants them.
// Knows nothing of what is in it.
#pragma once

#include <sys/stat.h>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace coutil::tracer {

class MappedFile {
 public:
  static constexpr size_t kPadding = 64;  // bytes that may be read behind the end

  // Throws TraceError where there is no such file, it is no regular file, it may not be read, or it is empty.
  // The bytes stay where they are while the file grows. Where it is cut off, they read as zeros: somebody
  // runs a program again whose trace is shown.
  static std::shared_ptr<const MappedFile> open(const std::string& path);

  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {data_, size_}; }
  // Whether a path that has this status leads to the same file.
  bool is_of(const struct stat& status) const;

 private:
  MappedFile(const char* data, size_t size, size_t mapped_size)
      : data_(data), size_(size), mapped_size_(mapped_size) {}

  const char* data_;
  size_t size_;
  size_t mapped_size_;
  uint64_t device_ = 0, inode_ = 0;
};

}  // namespace coutil::tracer
