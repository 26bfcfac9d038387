// What the hand-made scanner takes apart, a parser of JSON takes apart the same way: over lines of every kind
// that were changed at random. The scanner may leave any line to the parser; it may not read one differently,
// nor one that is no JSON. COUTIL_FUZZ_ROUNDS: how many thousands of lines.
#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/line_scanner.h"
#include "tracer/mapped_file.h"
#include "tracer/trace_line.h"

namespace coutil::tracer {
namespace {

using Json = nlohmann::json;

// Each shape of line that the recorder writes with a time.
const std::vector<std::string> kShapes = {
    R"({"e":"spawn","t":0,"co":1,"by":0,"name":"waiter","at":1})",
    R"({"e":"spawn","t":0,"co":1,"host":1,"by":-1,"name":"second.lua","pid":101})",
    R"({"e":"run","t":123456789012,"co":12345678,"by":-1})",
    R"({"e":"run","t":12345678,"co":3,"host":2,"by":1})",
    R"({"e":"await","t":1,"co":1,"mode":"one","on":[1],"at":2})",
    R"({"e":"await","t":1,"co":1,"mode":"all","on":[1,22,333],"at":2})",
    R"({"e":"await","t":1,"co":1,"mode":"any","on":[12345678,2],"at":2,"op":"event"})",
    R"({"e":"await","t":1,"co":1,"host":3,"mode":"one","on":[4],"at":2,"due":1000000000})",
    R"({"e":"await","t":2,"co":1,"mode":"one","on":[5],"at":2,"op":"receive"})",
    R"({"e":"yield","t":9999999999999999,"co":7,"at":3})",
    R"({"e":"emit","t":5,"co":0,"how":"one","on":1,"waiters":1,"at":3})",
    R"({"e":"emit","t":5,"co":0,"how":"all","on":1,"waiters":0,"at":3,"stored":true})",
    R"({"e":"take","t":0,"co":1,"on":2,"at":4})",
    R"({"e":"wake","t":10000000,"co":1,"by":0,"on":1})",
    R"({"e":"cancel","t":0,"co":1,"by":0})",
    R"({"e":"lock","t":0,"co":1,"on":3,"at":1})",
    R"({"e":"unlock","t":0,"co":1,"on":3,"at":1})",
    R"({"e":"fulfill","t":0,"co":1,"on":3,"at":1})",
    R"({"e":"open","t":1,"co":0,"on":5,"what":"stream","address":"10.0.0.1:7"})",
    R"({"e":"send","t":4,"co":1,"on":5,"msg":2,"bytes":64,"to":"10.0.0.1:7"})",
    R"({"e":"deliver","t":3,"co":1,"host":1,"on":5,"msg":1,"bytes":64,"from":"10.0.0.1:7"})",
    R"({"e":"drop","t":2,"msg":1,"bytes":5,"why":"loss"})",
    R"({"e":"pick","t":2,"of":[1,2,3],"took":2})",
    R"({"e":"note","t":2,"co":1,"text":"some text \" that \u0041 has everything\n","at":1})",
    R"({"e":"note","t":2,"co":1,"text":"plain text","at":1})",
    R"({"e":"print","t":2,"co":1,"text":"the text that it printed"})",
    R"({"e":"end","t":2,"co":1})",
    R"({"e":"end","t":2,"co":1,"error":"an error","traceback":"of it"})",
    R"({"e":"closed","t":2,"co":1,"by":0})",
    R"({"e":"lost","t":2,"co":1,"on":[1,2]})",
    R"({"e":"process","t":5,"pid":17,"what":"start","name":"/bin/sh"})",
    R"({"e":"fault","t":3,"what":"partition","from":[0],"to":[1]})",
    R"({"e":"fin","t":6,"events":13,"waiting":0,"suspended":0,"errors":0})"};

const std::vector<std::string> kPieces = {" ",
                                          "\t",
                                          "\r",
                                          "\n",
                                          "\"",
                                          "\\",
                                          "\\u0041",
                                          "\\ud800",
                                          "\\\"",
                                          "\\/",
                                          "{",
                                          "}",
                                          "[",
                                          "]",
                                          ",",
                                          ":",
                                          "-",
                                          "+",
                                          ".",
                                          "0",
                                          "00",
                                          "9",
                                          "1.5",
                                          "1e3",
                                          "-1",
                                          "-0",
                                          "null",
                                          "true",
                                          "false",
                                          "[]",
                                          "{}",
                                          "[1]",
                                          "[[1]]",
                                          "{\"a\":1}",
                                          "99999999",
                                          "100000000",
                                          "2147483648",
                                          "4294967296",
                                          "9007199254740993",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "-9223372036854775808",
                                          "18446744073709551616",
                                          "1e400",
                                          "\"x\"",
                                          ",\"co\":3",
                                          ",\"host\":1",
                                          ",\"at\":2",
                                          ",\"on\":[1]",
                                          ",\"unknown\":[1,{\"t\":2}]",
                                          ",\"stored\":true",
                                          ",\"stored\":false",
                                          ",\"t\":3",
                                          ",\"e\":\"run\"",
                                          ",\"op\":\"send\"",
                                          ",\"due\":1",
                                          std::string(1, '\0'),
                                          "\x01",
                                          "\x7f",
                                          "\x80",
                                          "\xff",
                                          "\xc3\xa4",
                                          "\xc3",
                                          "\xed\xa0\x80",
                                          "\xf0\x9f\x92\xa9",
                                          "\xe2\x80\xae",
                                          "\xef\xbb\xbf",
                                          "//",
                                          "/**/",
                                          "NaN",
                                          "0x1",
                                          std::string(40, 'x'),
                                          std::string(20, '7')};

class LineMutator {
 public:
  explicit LineMutator(uint64_t seed) : random_(seed) {}

  std::string line() {
    std::string text = kShapes[below(kShapes.size())];
    for (size_t i = below(4); i > 0 && !text.empty(); i--) change(text);
    return text;
  }

 private:
  size_t below(size_t limit) { return random_() % limit; }

  void change(std::string& text) {
    const size_t at = below(text.size());
    switch (below(9)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        return;
      case 1:
        text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << below(8)));
        return;
      case 2:
        text.erase(at, 1 + below(3));
        return;
      case 3:
        text.insert(at, kPieces[below(kPieces.size())]);
        return;
      case 4:
        text.resize(at);
        return;
      case 5:
        return replace_number(text, at);
      case 6:
        return move_field(text, at, true);
      case 7:
        return move_field(text, at, false);
      default:
        text += kPieces[below(kPieces.size())];
    }
  }

  void replace_number(std::string& text, size_t from) {
    const size_t begin = text.find_first_of("0123456789", from);
    if (begin == std::string::npos) return;
    const size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
    text.replace(begin, end - begin, kPieces[below(kPieces.size())]);
  }

  // `,"key":value` as plain as most are, to another comma; with `twice` it stays where it was too.
  void move_field(std::string& text, size_t from, bool twice) {
    const size_t begin = text.find(",\"", from);
    if (begin == std::string::npos) return;
    const size_t end = std::min(text.find_first_of(",}", begin + 1), text.size());
    const std::string field = text.substr(begin, end - begin);
    if (!twice) text.erase(begin, field.size());
    const size_t to = text.find(",\"", text.empty() ? 0 : below(text.size()));
    text.insert(to == std::string::npos ? begin : to, field);
  }

  std::mt19937_64 random_;
};

constexpr int32_t kAbsent = EventRecord::kAbsent;

bool same(int32_t scanned, bool has, int64_t parsed) {
  return scanned == kAbsent ? !has : has && parsed == scanned;
}

// What the two say of a line that the scanner took, of all that the builder asks for.
bool same_record(const ScannedChunk& chunk, const EventRecord& record, const TraceLine& line) {
  const bool is_message = has_message(record.kind), is_spawn = record.kind == Kind::kSpawn;
  if (line.line_kind != LineKind::kEvent || line.kind != record.kind) return false;
  if (!line.has(TraceLine::kT) || line.time_ns != record.time_ns) return false;
  if (!same(record.co, line.has(TraceLine::kCo), line.co)) return false;
  if (!same(record.at, line.has(TraceLine::kAt), line.at)) return false;
  const bool has_by = line.has(is_message ? TraceLine::kMessage : TraceLine::kBy);
  if (!same(record.by, has_by, is_message ? line.message : line.by)) return false;
  if (is_message && (!line.has(TraceLine::kBytes) || line.bytes != record.amount)) return false;
  if (record.kind == Kind::kEmit && (!line.has(TraceLine::kWaiters) || line.waiters != record.amount))
    return false;
  if (record.mode != line.mode || record.stored != line.stored || record.operation != line.operation)
    return false;
  if (line.has(TraceLine::kError) || line.what != What::kOther) return false;
  const std::string_view text = chunk.text.substr(record.begin, record.size);
  if (is_spawn && (line.has(TraceLine::kHost) || line.has(TraceLine::kProcess) ||
                   text.substr(static_cast<size_t>(record.amount), record.name_size) != line.name))
    return false;
  if (record.on == kAbsent) return !line.has(TraceLine::kOn);
  if (!line.has(TraceLine::kOn)) return false;
  if (!record.on_is_list) {
    return line.on_is_list ? line.on_list == std::vector<int64_t>{record.on} : line.on == record.on;
  }
  const int32_t* list = chunk.lists.data() + record.on;
  return line.on_is_list && std::equal(list + 1, list + 1 + *list, line.on_list.begin(), line.on_list.end());
}

struct Tally {
  size_t lines = 0, scanned = 0, refused = 0;
};

void compare_lines(const std::string& text, LineParser& parser, Tally& tally) {
  const std::string padded = text + std::string(MappedFile::kPadding, '\0');
  ScannedChunk chunk;
  chunk.text = std::string_view(padded).substr(0, text.size());
  scan_lines(chunk);
  size_t at = 0;
  TraceLine line;
  for (const EventRecord& record : chunk.records) {
    // One record for each line, wherever the scanner thinks that it ends.
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view whole = chunk.text.substr(at, end - at);
    INFO("line: " << whole);
    if (record.begin != at || record.size != end - at) FAIL("a line from " << record.begin << " on");
    at = end + 1;
    tally.lines++;
    if (record.shape != EventRecord::Shape::kEvent) {
      const bool is_empty = whole.empty() || whole == "\r";
      if (is_empty != (record.shape == EventRecord::Shape::kEmpty)) FAIL("whether it is empty");
      tally.refused += is_empty ? 0 : 1;
      continue;
    }
    tally.scanned++;
    if (!parser.parse(whole, line)) FAIL("the parser refuses it: " << parser.problem());
    if (!same_record(chunk, record, line)) FAIL("the parser reads something else");
    if (!Json::accept(whole)) FAIL("it is no JSON");
  }
  if (at < text.size()) FAIL("lines are missing from byte " << at << " on");
}

}  // namespace

TEST_CASE("the scanner reads no line in another way than the parser") {
  const char* wish = std::getenv("COUTIL_FUZZ_ROUNDS");
  const uint64_t rounds = wish == nullptr ? 400 : std::strtoull(wish, nullptr, 10);
  LineParser parser;
  Tally tally;
  for (uint64_t round = 0; round < rounds; round++) {
    CAPTURE(round);
    LineMutator mutator(round);
    std::string text;
    for (int i = 0; i < 1000; i++) text += mutator.line() + "\n";
    if (round % 2 == 0) text.pop_back();  // the last line lacks its newline
    compare_lines(text, parser, tally);
  }
  CHECK(tally.scanned > tally.lines / 8);  // the mutations are neither too wild nor too tame
  CHECK(tally.refused > tally.lines / 8);
}

TEST_CASE("the recorder's own lines are all for the scanner") {
  LineParser parser;
  Tally tally;
  std::string text;
  for (const std::string& line : kShapes) text += line + "\n";
  compare_lines(text, parser, tally);
  CHECK(tally.lines == kShapes.size());
  CHECK(tally.scanned >= 24);
  Tally generated;
  compare_lines(generate_trace({.seed = 3, .events = 20000}).text, parser, generated);
  CHECK(generated.scanned > generated.lines - 400);
}

}  // namespace coutil::tracer
