// Names that go and come: removing, renaming, and what scenarios write.
#include <cerrno>
#include <exception>
#include <utility>

#include "sim/files/file_system.h"

namespace coutil::sim {

/// Nothing is at `path` any more, whatever is below. What was there is the caller's to unlink.
void FileSystem::hide(const HostPath& path) {
  if (look_below(path, nullptr).kind != NodeKind::kMissing) {
    nodes_.insert_or_assign(std::pmr::string(path.view(), memory_), Node{NodeKind::kMissing, nullptr});
  } else if (const auto at = nodes_.find(path.view()); at != nodes_.end()) {
    nodes_.erase(at);
  }
}

int FileSystem::remove(std::string_view from, const char* name) noexcept {
  HostPath path;
  if (int error = resolve(from, name, path); error != 0) return error;
  const Found found = look(path, path.wants_folder);
  if (found.kind == NodeKind::kMissing) return found.error;
  if (found.kind != NodeKind::kFolder && path.wants_folder) return ENOTDIR;
  if (found.kind == NodeKind::kFolder) {
    if (path.dots == 1) return EINVAL;
    if (path.is_root()) return EBUSY;
    if (!is_empty(path)) return ENOTEMPTY;
  }
  try {
    hide(path);
  } catch (const std::exception&) {
    return ENOSPC;
  }
  if (found.content != nullptr) unlink(*found.content);
  return 0;
}

/// All that was made below a folder of ours goes with it.
int FileSystem::rename_folder(const HostPath& from, const HostPath& to) {
  if (look_below(from, nullptr).kind != NodeKind::kMissing) return EXDEV;
  Nodes moved(memory_);
  HostPath path;
  const auto goes = [&](std::string_view name) {
    path.set(name);
    return from.is_above(path) || name == from.view();
  };
  for (const auto& [name, node] : nodes_) {
    if (!goes(name)) continue;
    std::pmr::string new_name(to.view(), memory_);
    new_name.append(path.view().substr(from.length));
    if (new_name.size() >= sizeof path.text) return ENAMETOOLONG;
    moved.emplace(std::move(new_name), node);
  }
  for (auto at = nodes_.begin(); at != nodes_.end();) {
    // What was removed where it goes stays so only if nothing comes there.
    at = goes(at->first) || moved.contains(at->first) ? nodes_.erase(at) : std::next(at);
  }
  nodes_.merge(moved);
  return 0;
}

/// Takes the file of the script's folder at `path` into memory. A link's new name is one of a copy.
FileContent* FileSystem::load_to_move(const HostPath& path, int& error) {
  HostPath origin = path;
  const Found found = look(origin, true);
  FileContent* loaded = found.content != nullptr ? found.content : load(origin, error);
  if (loaded == nullptr || origin.view() == path.view()) return loaded;
  FileContent* copy = make_content();
  copy->bytes = loaded->bytes;
  copy->has_name = true;
  if (found.content == nullptr) forget_if_unused(*loaded);
  return copy;
}

int FileSystem::rename_found(Found& found, HostPath& from, HostPath& to, const Found& target) {
  if (found.kind == NodeKind::kFolder) return rename_folder(from, to);
  if (found.kind == NodeKind::kFile && found.content == nullptr) {
    int error = 0;
    found.content = load_to_move(from, error);
    if (found.content == nullptr) return error;
  }
  const auto at = nodes_.try_emplace(std::pmr::string(to.view(), memory_), Node{NodeKind::kMissing, nullptr});
  try {
    hide(from);
  } catch (const std::exception&) {
    if (at.second) nodes_.erase(at.first);
    throw;
  }
  at.first->second = {found.kind, found.content};
  if (found.content != nullptr) changed(*found.content);
  if (target.content != nullptr) unlink(*target.content);
  return 0;
}

int FileSystem::rename(std::string_view from, const char* old_name, const char* new_name) noexcept {
  HostPath old_path;
  HostPath new_path;
  if (int error = resolve(from, old_name, old_path); error != 0) return error;
  if (int error = resolve(from, new_name, new_path); error != 0) return error;
  const auto has_no_name = [](const HostPath& path) { return path.is_root() || path.dots > 0; };
  if (has_no_name(old_path) || has_no_name(new_path)) return EBUSY;
  Found found = look(old_path, false);
  if (found.kind == NodeKind::kMissing) return found.error;
  const bool is_folder = found.kind == NodeKind::kFolder;
  if (!is_folder && (old_path.wants_folder || new_path.wants_folder)) return ENOTDIR;
  if (old_path.is_above(new_path)) return EINVAL;
  if (new_path.is_above(old_path)) return ENOTEMPTY;
  const Found target = look(new_path, false);
  if (target.kind == NodeKind::kMissing && target.error != ENOENT) return target.error;
  if (old_path.view() == new_path.view()) return 0;
  const bool onto_folder = target.kind == NodeKind::kFolder;
  if (target.kind != NodeKind::kMissing && is_folder != onto_folder) return is_folder ? ENOTDIR : EISDIR;
  if (onto_folder && !is_empty(new_path)) return ENOTEMPTY;
  try {
    return rename_found(found, old_path, new_path, target);
  } catch (const std::exception&) {
    return ENOSPC;
  }
}

/// Makes the folders that lead to `path`.
int FileSystem::make_folders(const HostPath& path) {
  for (std::size_t end = path.view().find('/', 1); end != std::string_view::npos;
       end = path.view().find('/', end + 1)) {
    HostPath folder;
    folder.set(path.view().substr(0, end));
    const Found found = look(folder, true);
    if (found.kind == NodeKind::kFolder) continue;
    if (found.kind != NodeKind::kMissing) return ENOTDIR;
    if (found.error != ENOENT) return found.error;
    nodes_.insert_or_assign(std::pmr::string(folder.view(), memory_), Node{NodeKind::kFolder, nullptr});
  }
  return 0;
}

int FileSystem::write(const char* name, std::string_view text) noexcept {
  HostPath path;
  int error = 0;
  // Until what is missing is there: a resolving that fails ends at the first folder that is missing.
  while ((error = resolve("", name, path)) == ENOENT && !path.outside && path.length > 0) {
    try {
      HostPath inside = path;
      inside.enter("x");
      if (int made = make_folders(inside); made != 0) return made;
    } catch (const std::exception&) {
      return ENOSPC;
    }
  }
  if (error != 0) return error;
  OpenFile* file = nullptr;
  if (error = open(path, OpenMode::of("w"), file); error != 0) return error;
  error = file->write(text);
  file->release();
  return error;
}

}  // namespace coutil::sim
