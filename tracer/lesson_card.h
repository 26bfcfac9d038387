// What a course has to say beside a trace: a title and parts of text, from a file beside it. The runner of
// lessons writes it and may write it anew at any time. Knows no lesson and no picture.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace coutil::tracer {

struct LessonCard {
  struct Part {
    std::string heading;
    std::string text;  // lines; those that begin with four blanks are code, and what stands between two `
    enum class Tone { kPlain, kGood, kBad } tone = Tone::kPlain;
  };
  std::string title;
  std::vector<Part> parts;
};

/// Where the card of a trace would be.
std::string lesson_card_path(const std::string& trace_path);

/// {"coutil_card":1,"title":"...","parts":[{"heading":"...","text":"...","tone":"good"|"bad"}]}: null for
/// anything else.
std::shared_ptr<const LessonCard> parse_lesson_card(const std::string& text);

/// The card's file, which may come later and change.
class LessonCardFile {
 public:
  explicit LessonCardFile(std::string path) : path_(std::move(path)) {}

  /// Looks at the file, and reads it when it changed. Returns whether there is another card now. What can't
  /// be read leaves the former card.
  bool advance();

  /// Null while there is none.
  const std::shared_ptr<const LessonCard>& card() const { return card_; }

 private:
  std::string path_;
  std::int64_t changed_ns_ = -1;
  std::int64_t bytes_ = -1;
  std::shared_ptr<const LessonCard> card_;
};

}  // namespace coutil::tracer
