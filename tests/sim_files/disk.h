// For the tests of files: a script's folder on the real disk, which goes at the end, a file system over it,
// and memory that tells whether all of it was given back.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory_resource>
#include <string>
#include <string_view>

#include "sim/files/file_stream.h"
#include "sim/files/file_system.h"
#include "tests/catch.h"

namespace coutil::sim {

/// Counts what is out, and fails when `limit` bytes would be passed.
class CountingMemory final : public std::pmr::memory_resource {
 public:
  std::size_t out = 0;
  std::size_t limit = SIZE_MAX;

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    if (bytes > limit - out) throw std::bad_alloc();
    out += bytes;
    return std::pmr::new_delete_resource()->allocate(bytes, alignment);
  }
  void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override {
    out -= bytes;
    std::pmr::new_delete_resource()->deallocate(block, bytes, alignment);
  }
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }
};

/// `folder()` has a, b, sub/c and a link to b; `machine()` is a copy of it to compare with.
class Disk {
 public:
  Disk() {
    char name[] = "/tmp/coutil-files-XXXXXX";
    base_ = std::filesystem::canonical(mkdtemp(name));
    for (const auto& place : {folder(), machine()}) {
      std::filesystem::create_directories(place / "sub");
      std::ofstream(place / "a") << "first\nsecond\n";
      std::ofstream(place / "b") << std::string(5000, 'b');
      std::ofstream(place / "sub/c") << "deep";
      std::filesystem::create_symlink("b", place / "link");
    }
    CHECK(script_folder_.open(folder().c_str()));
  }
  ~Disk() { std::filesystem::remove_all(base_); }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  std::filesystem::path folder() const { return base_ / "folder"; }
  std::filesystem::path machine() const { return base_ / "machine"; }
  const ScriptFolder* script_folder() const { return &script_folder_; }

 private:
  std::filesystem::path base_;
  ScriptFolder script_folder_;
};

/// A host's files, and what they need.
struct Host {
  CountingMemory memory;
  Disk disk;
  FileSystem files{&memory, disk.script_folder()};

  /// The content, or the errno as a text.
  std::string content(const char* name) {
    std::pmr::string text;
    const int error = files.read(name, text);
    return error != 0 ? "errno " + std::to_string(error) : std::string(text);
  }

  int open(FileStream& stream, const char* name, const char* mode, const void* owner = nullptr) {
    OpenFile* file = nullptr;
    const int error = files.open("", name, OpenMode::of(mode), file);
    if (error == 0) stream.open(files, *file, owner);
    return error;
  }
};

}  // namespace coutil::sim
