// HostPath: where something is on a simulated host, without "." and "..". A path of the host's own tree
// begins with a slash; another is one of the script's folder, whose own is empty. It must not know what is
// there.
#pragma once

#include <climits>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace coutil::sim {

struct HostPath {
  char text[PATH_MAX];
  std::size_t length = 0;
  int dots = 0;               ///< the name's last part was "." or ".."
  bool wants_folder = false;  ///< the name ended with a slash or dots
  bool outside = false;       ///< the name led out of the script's folder

  HostPath() noexcept { text[0] = '\0'; }

  std::string_view view() const noexcept { return {text, length}; }
  bool in_tree() const noexcept { return text[0] == '/'; }
  bool is_root() const noexcept { return length == (in_tree() ? 1 : 0); }

  /// False: too long.
  bool set(std::string_view path) noexcept {
    if (path.size() >= sizeof text) return false;
    path.copy(text, path.size());
    length = path.size();
    text[length] = '\0';
    return true;
  }

  /// Goes down to `part`. False: too long.
  bool enter(std::string_view part) noexcept {
    const std::size_t slash = is_root() ? 0 : 1;
    if (length + slash + part.size() >= sizeof text) return false;
    if (slash != 0) text[length++] = '/';
    part.copy(text + length, part.size());
    length += part.size();
    text[length] = '\0';
    return true;
  }

  /// Goes up. False: that would leave the script's folder.
  bool leave() noexcept {
    if (is_root()) return in_tree();
    const std::size_t slash = view().rfind('/');
    length = slash == std::string_view::npos ? 0 : slash == 0 ? 1 : slash;
    text[length] = '\0';
    return true;
  }

  /// Whether `other` lies somewhere below this one.
  bool is_above(const HostPath& other) const noexcept {
    if (in_tree() != other.in_tree() || other.length <= length) return false;
    if (is_root()) return true;
    return other.view().starts_with(view()) && other.text[length] == '/';
  }
};

}  // namespace coutil::sim
