// The card beside a trace: see the header.
#include "tracer/lesson_card.h"

#include <sys/stat.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace coutil::tracer {
namespace {

constexpr std::int64_t kMostBytes = 1 << 20;
constexpr std::size_t kMostParts = 50;

std::string text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

LessonCard::Part part_of(const nlohmann::json& object) {
  const std::string tone = text_of(object, "tone");
  return {text_of(object, "heading"), text_of(object, "text"),
          tone == "good"  ? LessonCard::Part::Tone::kGood
          : tone == "bad" ? LessonCard::Part::Tone::kBad
                          : LessonCard::Part::Tone::kPlain};
}

}  // namespace

std::string lesson_card_path(const std::string& trace_path) { return trace_path + ".card"; }

std::shared_ptr<const LessonCard> parse_lesson_card(const std::string& text) {
  const nlohmann::json data = nlohmann::json::parse(text, nullptr, false);
  if (!data.is_object()) return nullptr;
  const auto version = data.find("coutil_card");
  const auto parts = data.find("parts");
  if (version == data.end() || *version != 1 || parts == data.end() || !parts->is_array()) return nullptr;
  auto card = std::make_shared<LessonCard>();
  card->title = text_of(data, "title");
  for (const nlohmann::json& part : *parts) {
    if (part.is_object() && card->parts.size() < kMostParts) card->parts.push_back(part_of(part));
  }
  return card;
}

bool LessonCardFile::advance() {
  struct stat status {};
  if (stat(path_.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > kMostBytes)
    return false;
  const std::int64_t changed_ns =
      static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
  if (changed_ns == changed_ns_ && status.st_size == bytes_) return false;
  std::ifstream file(path_, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  changed_ns_ = changed_ns;
  bytes_ = status.st_size;
  std::shared_ptr<const LessonCard> card = parse_lesson_card(text);
  if (card == nullptr) return false;
  card_ = std::move(card);
  return true;
}

}  // namespace coutil::tracer
