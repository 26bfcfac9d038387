// A buffer in front of a file: see the header.
#include "tracer/export_output.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace coutil::tracer {

ExportOutput::ExportOutput(const std::string& path, const std::string& source)
    : path_(path == "-" ? "" : path), file_(stdout) {
  if (path_.empty()) return;
  std::error_code ignored;
  if (std::filesystem::equivalent(path_, source, ignored)) {
    throw ExportError(path_ + " is the trace itself; give the export a file of its own");
  }
  file_ = std::fopen(path_.c_str(), "wb");
  if (file_ == nullptr) fail(errno);
}

ExportOutput::~ExportOutput() {
  if (path_.empty() || file_ == nullptr) return;
  std::fclose(file_);
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path_, ignored)) std::filesystem::remove(path_, ignored);
}

void ExportOutput::fail(int code) const {
  throw ExportError(
      fmt::format("can't write {}: {}", path_.empty() ? "to stdout" : path_, std::strerror(code)));
}

void ExportOutput::write(std::string_view text) {
  buffer_.append(text.data(), text.data() + text.size());
  if (buffer_.size() >= kBufferBytes) flush();
}

void ExportOutput::flush() {
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) fail(errno);
  buffer_.clear();
}

void ExportOutput::finish() {
  flush();
  if (std::fflush(file_) != 0) fail(errno);
  if (path_.empty()) return;
  FILE* file = file_;
  file_ = nullptr;
  if (std::fclose(file) != 0) fail(errno);
}

}  // namespace coutil::tracer
