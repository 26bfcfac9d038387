// Where names lead: through the folders of a host's tree, and through what was changed over the script's
// folder before that folder itself.
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

#include "sim/files/file_system.h"

namespace coutil::sim {
namespace {

// What stands on a fresh machine beside the root; a path is followed by what is in it.
constexpr std::string_view kFreshFolders[] = {"/dev", "/etc", "/home",    "/root",    "/run",
                                              "/tmp", "/var", "/var/lib", "/var/log", "/var/tmp"};
constexpr std::string_view kNull = "/dev/null";
constexpr std::string_view kFull = "/dev/full";

bool is_in(std::string_view folder, std::string_view path) {
  const std::size_t above = folder == "/" ? 0 : folder.size();
  return path.starts_with(folder) && path.size() > above + 1 && path[above] == '/' &&
         path.find('/', above + 1) == std::string_view::npos;
}

}  // namespace

/// What is there before anything is made. Where a link of the script's folder leads goes to `target`.
FileSystem::Found FileSystem::look_below(const HostPath& path, HostPath* target) const noexcept {
  const std::string_view name = path.view();
  if (path.is_root()) return {NodeKind::kFolder, 0, nullptr};
  if (path.in_tree()) {
    if (name == kNull) return {NodeKind::kNull, 0, nullptr};
    if (name == kFull) return {NodeKind::kFull, 0, nullptr};
    const bool is_folder =
        std::find(std::begin(kFreshFolders), std::end(kFreshFolders), name) != std::end(kFreshFolders);
    return {is_folder ? NodeKind::kFolder : NodeKind::kMissing, ENOENT, nullptr};
  }
  if (folder_ == nullptr) return {NodeKind::kMissing, ENOENT, nullptr};
  FoundFile found;
  folder_->look_up(path.text, found);
  if (found.status == LookupStatus::kOutside) {
    if (target != nullptr) target->outside = true;
    return {NodeKind::kMissing, ENOENT, nullptr};
  }
  // That folders lead there was seen; on the disk it may be a file that stood there before.
  if (found.status == LookupStatus::kMissing) {
    return {NodeKind::kMissing, found.error == ENOTDIR ? ENOENT : found.error, nullptr};
  }
  if (found.status == LookupStatus::kNotRegular && found.error != EISDIR) {
    return {NodeKind::kMissing, EACCES, nullptr};
  }
  if (target != nullptr) target->set(found.relative_name());
  return {found.status == LookupStatus::kFound ? NodeKind::kFile : NodeKind::kFolder, 0, nullptr};
}

/// `follow`: a link of the script's folder makes `path` where it leads, and what lies over that counts.
FileSystem::Found FileSystem::look(HostPath& path, bool follow) const noexcept {
  auto known = nodes_.find(path.view());
  if (known == nodes_.end()) {
    HostPath target;
    target.set(path.view());
    const Found found = look_below(path, &target);
    path.outside = target.outside;
    if (!follow || target.view() == path.view()) return found;
    path.set(target.view());
    known = nodes_.find(path.view());
    if (known == nodes_.end()) return found;
  }
  return {known->second.kind, ENOENT, known->second.content};
}

int FileSystem::require_folder(HostPath& path) const noexcept {
  if (path.is_root()) return 0;
  const Found found = look(path, true);
  if (found.kind == NodeKind::kFolder) return 0;
  return found.kind == NodeKind::kMissing ? found.error : ENOTDIR;
}

int FileSystem::resolve(std::string_view from, const char* name, HostPath& path) const noexcept {
  char inside[PATH_MAX];
  path = HostPath();
  if (*name == '\0') return ENOENT;
  if (std::strlen(name) >= PATH_MAX) return ENAMETOOLONG;
  if (*name == '/' && folder_ != nullptr && folder_->relative_part(name, inside)) {
    name = inside;
  } else if (!path.set(*name == '/' ? "/" : from)) {
    return ENAMETOOLONG;
  }
  while (*name != '\0') {
    const std::string_view part(name, std::strcspn(name, "/"));
    if (part.empty()) {
      path.wants_folder = true;
      ++name;
      continue;
    }
    if (int error = require_folder(path); error != 0) return error;
    path.dots = part == "." ? 1 : part == ".." ? 2 : 0;
    path.wants_folder = path.dots > 0;
    if (path.dots == 2) {
      path.outside = !path.leave();
      if (path.outside) return ENOENT;
    } else if (path.dots == 0 && (part.size() > NAME_MAX || !path.enter(part))) {
      return ENAMETOOLONG;
    }
    name += part.size();
  }
  return 0;
}

int FileSystem::resolve_folder(std::string_view from, const char* name, HostPath& path) const noexcept {
  if (int error = resolve(from, name, path); error != 0) return error;
  return require_folder(path);
}

int FileSystem::find(std::string_view from, const char* name, HostPath& path) const noexcept {
  if (int error = resolve(from, name, path); error != 0) return error;
  const Found found = look(path, true);
  if (found.kind == NodeKind::kMissing) return found.error;
  return path.wants_folder && found.kind != NodeKind::kFolder ? ENOTDIR : 0;
}

/// Whether the entry `name` of the disk's folder was removed.
bool FileSystem::is_hidden(const HostPath& folder, std::string_view name) const noexcept {
  HostPath path;
  path.set(folder.view());
  if (!path.enter(name)) return false;
  const auto known = nodes_.find(path.view());
  return known != nodes_.end() && known->second.kind == NodeKind::kMissing;
}

/// Whether something was made below.
bool FileSystem::has_nodes_in(const HostPath& folder) const noexcept {
  HostPath path;
  for (auto at = nodes_.upper_bound(folder.view()); at != nodes_.end(); ++at) {
    path.set(at->first);
    if (folder.is_above(path) && at->second.kind != NodeKind::kMissing) return true;
    if (!at->first.starts_with(folder.view())) return false;
  }
  return false;
}

bool FileSystem::is_empty(const HostPath& folder) const noexcept {
  if (has_nodes_in(folder)) return false;
  if (folder.in_tree()) {
    const auto stands = [&](std::string_view path) {
      const auto known = nodes_.find(path);
      return is_in(folder.view(), path) && known == nodes_.end();
    };
    return !stands(kNull) && !stands(kFull) &&
           std::none_of(std::begin(kFreshFolders), std::end(kFreshFolders), stands);
  }
  if (folder_ == nullptr) return true;
  struct Look {
    const FileSystem* files;
    const HostPath* folder;
  } look{this, &folder};
  return folder_->each_name_in(
      folder.text,
      [](void* data, const char* name) {
        const auto* look = static_cast<const Look*>(data);
        return look->files->is_hidden(*look->folder, name);
      },
      &look);
}

}  // namespace coutil::sim
