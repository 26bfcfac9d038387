// A file mapped into memory for reading, with readable zero bytes behind its end, as simdjson wants them.
// Knows nothing of what is in it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace coutil::tracer {

class MappedFile {
 public:
  static constexpr size_t kPadding = 64;  // bytes that may be read behind the end

  // Throws TraceError where there is no such file, it is no regular file, it may not be read, or it is empty.
  // The bytes stay as they were mapped while the file grows; cutting a mapped file off is not supported.
  static std::shared_ptr<const MappedFile> open(const std::string& path);

  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {data_, size_}; }

 private:
  MappedFile(const char* data, size_t size, size_t mapped_size)
      : data_(data), size_(size), mapped_size_(mapped_size) {}

  const char* data_;
  size_t size_;
  size_t mapped_size_;
};

}  // namespace coutil::tracer
