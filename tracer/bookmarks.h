// Rows of a trace that somebody wants to find again, each with a name. A plain value; knows no picture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tracer/trace_model.h"

namespace coutil::tracer {

struct Bookmark {
  uint32_t event = 0;
  std::string name;
  bool operator==(const Bookmark&) const = default;
};

inline constexpr std::size_t kMostBookmarks = 1000;

class Bookmarks {
 public:
  const std::vector<Bookmark>& list() const { return list_; }  // by event

  // Sets one, or takes it away where there is one; returns whether there is one now.
  bool toggle(uint32_t event, std::string name);
  // Gives another name to the one at a row; adds it where there is none and room is left.
  void set(uint32_t event, std::string name);
  void remove(uint32_t event);
  const Bookmark* find(uint32_t event) const;  // nullptr for none
  // The next one after (before) a row, around the end; kNone where there are none.
  uint32_t next(uint32_t event, bool forward) const;

 private:
  std::vector<Bookmark> list_;
};

}  // namespace coutil::tracer
