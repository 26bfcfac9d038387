// Opening, removing and closing files, and what ends them all.
#include "sim/files/file_system.h"

#include <cerrno>
#include <cstdio>
#include <exception>

#include "sim/files/file_stream.h"

namespace coutil::sim {
namespace {

constexpr OpenMode kReading{true, false, false, false, false};
constexpr OpenMode kWriting{false, true, false, true, true};
constexpr int kFirstFileNumber = FileSystem::kFirstNumber + 3;  // after the terminals

OpenFileKind open_kind(bool is_folder, bool is_null) {
  return is_folder ? OpenFileKind::kFolder : is_null ? OpenFileKind::kNull : OpenFileKind::kFull;
}

}  // namespace

FileSystem::FileSystem(std::pmr::memory_resource* memory, const ScriptFolder* folder) noexcept
    : memory_(memory),
      folder_(folder),
      nodes_(memory),
      open_files_(memory),
      terminals_{{*this, OpenFileKind::kTerminal, kReading, nullptr, kFirstNumber},
                 {*this, OpenFileKind::kTerminal, kWriting, nullptr, kFirstNumber + 1},
                 {*this, OpenFileKind::kTerminal, kWriting, nullptr, kFirstNumber + 2}} {}

FileSystem::~FileSystem() {
  end_streams(nullptr, false);
  for (OpenFile* file : open_files_) {
    if (file != nullptr) close(*file);
  }
  for (auto& [name, node] : nodes_) {
    if (node.content != nullptr) unlink(*node.content);
  }
}

FileContent* FileSystem::make_content() {
  return std::pmr::polymorphic_allocator<>(memory_).new_object<FileContent>(memory_);
}

/// An empty file with that name, of which there is none.
FileContent* FileSystem::create(const HostPath& path) {
  const auto at =
      nodes_.try_emplace(std::pmr::string(path.view(), memory_), Node{NodeKind::kMissing, nullptr});
  FileContent* content = make_content();
  content->has_name = true;
  at.first->second = {NodeKind::kFile, content};
  return content;
}

/// Takes a file of the script's folder into memory. Null: it can't be read.
FileContent* FileSystem::load(const HostPath& path, int& error) {
  FoundFile found;
  folder_->look_up(path.text, found);
  std::pmr::string bytes(memory_);
  bytes.resize(found.status == LookupStatus::kFound ? found.bytes : 0);
  const ssize_t got = read_file(found.path, bytes.data(), bytes.size());
  error = got < 0 ? errno : 0;
  if (error != 0) return nullptr;
  bytes.resize(static_cast<std::size_t>(got));
  const auto at =
      nodes_.try_emplace(std::pmr::string(path.view(), memory_), Node{NodeKind::kMissing, nullptr});
  FileContent* content = make_content();
  content->bytes = std::move(bytes);
  content->has_name = true;
  content->unchanged = &at.first->first;
  at.first->second = {NodeKind::kFile, content};
  return content;
}

OpenFile* FileSystem::make_open_file(OpenFileKind kind, OpenMode mode, FileContent* content) {
  std::size_t index = 0;
  while (index < open_files_.size() && open_files_[index] != nullptr) ++index;
  if (index == open_files_.size()) open_files_.push_back(nullptr);
  OpenFile* file = std::pmr::polymorphic_allocator<>(memory_).new_object<OpenFile>(
      *this, kind, mode, content, kFirstFileNumber + static_cast<int>(index));
  open_files_[index] = file;
  ++open_count_;
  if (content != nullptr) ++content->open_count;
  return file;
}

int FileSystem::open_found(const Found& found, HostPath& path, OpenMode mode, OpenFile*& file) {
  FileContent* content = found.content;
  if (path.wants_folder && found.kind != NodeKind::kFolder) {
    if (mode.creates) return EISDIR;
    return found.kind == NodeKind::kMissing ? found.error : ENOTDIR;
  }
  switch (found.kind) {
    case NodeKind::kMissing:
      if (!mode.creates || found.error != ENOENT) return found.error;
      content = create(path);
      break;
    case NodeKind::kFile:
      if (int error = 0; content == nullptr && (content = load(path, error)) == nullptr) return error;
      break;
    case NodeKind::kFolder:
      if (mode.writes) return EISDIR;
      [[fallthrough]];
    case NodeKind::kNull:
    case NodeKind::kFull:

      file = make_open_file(open_kind(found.kind == NodeKind::kFolder, found.kind == NodeKind::kNull), mode,
                            nullptr);
      return 0;
  }
  file = make_open_file(OpenFileKind::kFile, mode, content);
  if (mode.appends && !mode.reads) file->position_ = static_cast<std::int64_t>(content->bytes.size());
  if (mode.truncates) {
    content->bytes.clear();
    content->bytes.shrink_to_fit();
    changed(*content);
  }
  return 0;
}

int FileSystem::open(HostPath& path, OpenMode mode, OpenFile*& file) noexcept {
  const Found found = look(path, true);
  try {
    return open_found(found, path, mode, file);
  } catch (const std::exception&) {
    return ENOSPC;
  }
}

int FileSystem::open(std::string_view from, const char* name, OpenMode mode, OpenFile*& file) noexcept {
  HostPath path;
  const int error = resolve(from, name, path);
  return error != 0 ? error : open(path, mode, file);
}

int FileSystem::open_temporary(OpenFile*& file) noexcept {
  FileContent* content = nullptr;
  try {
    content = make_content();
    file = make_open_file(OpenFileKind::kFile, OpenMode::of("w+"), content);
    return 0;
  } catch (const std::exception&) {
    if (content != nullptr) forget_if_unused(*content);
    return ENOSPC;
  }
}

int FileSystem::make_temporary(HostPath& path) noexcept {
  char name[32];
  Found found{};
  do {
    std::snprintf(name, sizeof name, "/tmp/lua_%06llu", static_cast<unsigned long long>(++temporary_names_));
    if (int error = resolve("", name, path); error != 0) return error;
    found = look(path, false);
  } while (found.kind != NodeKind::kMissing);
  try {
    create(path);
    return 0;
  } catch (const std::exception&) {
    return ENOSPC;
  }
}

int FileSystem::read(const char* name, std::pmr::string& text) noexcept {
  OpenFile* file = nullptr;
  if (int error = open("", name, kReading, file); error != 0) return error;
  int error = file->kind() == OpenFileKind::kFolder ? EISDIR : 0;
  try {
    text.assign(file->rest());
  } catch (const std::exception&) {
    error = ENOSPC;
  }
  file->release();
  return error;
}

OpenFile* FileSystem::open_file(int number) noexcept {
  if (number < kFirstNumber) return nullptr;
  if (number < kFirstFileNumber) return &terminals_[number - kFirstNumber];
  const auto index = static_cast<std::size_t>(number - kFirstFileNumber);
  return index < open_files_.size() ? open_files_[index] : nullptr;
}

/// Its name is gone.
void FileSystem::unlink(FileContent& content) noexcept {
  content.has_name = false;
  content.unchanged = nullptr;
  forget_if_unused(content);
}

void FileSystem::forget_if_unused(FileContent& content) noexcept {
  if (content.open_count > 0) return;
  if (content.unchanged != nullptr) {
    nodes_.erase(nodes_.find(*content.unchanged));
  } else if (content.has_name) {
    return;
  }
  std::pmr::polymorphic_allocator<>(memory_).delete_object(&content);
}

void FileSystem::close(OpenFile& file) noexcept {
  if (file.kind_ == OpenFileKind::kTerminal) {
    file.references_ = 1;  // it is ours
    return;
  }
  open_files_[static_cast<std::size_t>(file.number_ - kFirstFileNumber)] = nullptr;
  --open_count_;
  if (file.content_ != nullptr) {
    --file.content_->open_count;
    forget_if_unused(*file.content_);
  }
  std::pmr::polymorphic_allocator<>(memory_).delete_object(&file);
}

void FileSystem::end_streams(const void* owner, bool flush) noexcept {
  for (FileStream *stream = first_stream_, *next = nullptr; stream != nullptr; stream = next) {
    next = stream->next_;
    if (owner != nullptr && stream->owner_ != owner) continue;
    if (flush) stream->flush();
    stream->drop();
  }
}

void FileSystem::crash(bool tear, RandomStream& random) noexcept {
  while (first_stream_ != nullptr) {
    FileStream& stream = *first_stream_;
    if (tear && stream.buffered_ > 0) {
      stream.buffered_ = static_cast<std::size_t>(random.below(stream.buffered_ + 1));
      stream.flush();
    }
    stream.drop();
  }
}

}  // namespace coutil::sim
