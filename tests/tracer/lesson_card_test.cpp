// The card of a lesson: what is one, what is none, and a file that comes, changes and goes.
#include "tracer/lesson_card.h"

#include <filesystem>
#include <fstream>

#include "tests/catch.h"

namespace coutil::tracer {

TEST_CASE("a card has a title and parts") {
  const auto card = parse_lesson_card(
      R"({"coutil_card":1,"title":"Mutex","parts":[{"heading":"stuck","text":"a\nb","tone":"bad"},
          {"heading":"h","text":"t","tone":"good"},{"heading":"plain"},7]})");
  REQUIRE(card != nullptr);
  CHECK(card->title == "Mutex");
  REQUIRE(card->parts.size() == 3);
  CHECK(card->parts[0].heading == "stuck");
  CHECK(card->parts[0].text == "a\nb");
  CHECK(card->parts[0].tone == LessonCard::Part::Tone::kBad);
  CHECK(card->parts[1].tone == LessonCard::Part::Tone::kGood);
  CHECK(card->parts[2].tone == LessonCard::Part::Tone::kPlain);
  CHECK(card->parts[2].text.empty());
}

TEST_CASE("what is no card is none") {
  for (const char* text :
       {"", "{", "[]", "7", "null", R"({"coutil_card":2,"parts":[]})", R"({"coutil_card":1})",
        R"({"coutil_card":1,"parts":{}})", "{\"coutil_card\":1,\"parts\":[]}\xff"}) {
    INFO(text);
    CHECK(parse_lesson_card(text) == nullptr);
  }
  std::string many = R"({"coutil_card":1,"parts":[{})";
  for (int i = 0; i < 1000; ++i) many += ",{}";
  CHECK(parse_lesson_card(many + "]}")->parts.size() == 50);
}

TEST_CASE("a card's file may come later, change, and be spoilt") {
  const std::string path =
      lesson_card_path((std::filesystem::temp_directory_path() / "lesson_card_test").string());
  const auto write = [&path](const std::string& text) { std::ofstream(path) << text; };
  std::filesystem::remove(path);
  LessonCardFile file(path);
  CHECK(!file.advance());
  CHECK(file.card() == nullptr);
  write(R"({"coutil_card":1,"title":"one","parts":[]})");
  CHECK(file.advance());
  CHECK(file.card()->title == "one");
  CHECK(!file.advance());
  write(R"({"coutil_card":1,"title":"another","parts":[]})");
  CHECK(file.advance());
  CHECK(file.card()->title == "another");
  write("spoilt");
  CHECK(!file.advance());
  CHECK(file.card()->title == "another");
  write(std::string(2 << 20, ' '));
  CHECK(!file.advance());
  std::filesystem::remove(path);
  CHECK(!file.advance());
  CHECK(file.card()->title == "another");
}

}  // namespace coutil::tracer
