// A sorted list; it is short.
#include "tracer/bookmarks.h"

#include <algorithm>

namespace coutil::tracer {
namespace {

constexpr auto kBefore = [](const Bookmark& bookmark, uint32_t event) { return bookmark.event < event; };

}  // namespace

const Bookmark* Bookmarks::find(uint32_t event) const {
  const auto found = std::lower_bound(list_.begin(), list_.end(), event, kBefore);
  return found != list_.end() && found->event == event ? &*found : nullptr;
}

bool Bookmarks::toggle(uint32_t event, std::string name) {
  if (find(event) != nullptr) {
    remove(event);
    return false;
  }
  set(event, std::move(name));
  return find(event) != nullptr;
}

void Bookmarks::set(uint32_t event, std::string name) {
  const auto at = std::lower_bound(list_.begin(), list_.end(), event, kBefore);
  if (at != list_.end() && at->event == event) {
    at->name = std::move(name);
  } else if (list_.size() < kMostBookmarks) {
    list_.insert(at, {event, std::move(name)});
  }
}

void Bookmarks::remove(uint32_t event) {
  std::erase_if(list_, [event](const Bookmark& bookmark) { return bookmark.event == event; });
}

uint32_t Bookmarks::next(uint32_t event, bool forward) const {
  if (list_.empty()) return kNone;
  if (event == kNone) return forward ? list_.front().event : list_.back().event;
  const auto at = std::lower_bound(list_.begin(), list_.end(), event, kBefore);
  if (!forward) return at == list_.begin() ? list_.back().event : (at - 1)->event;
  const auto after = at != list_.end() && at->event == event ? at + 1 : at;
  return after == list_.end() ? list_.front().event : after->event;
}

}  // namespace coutil::tracer
