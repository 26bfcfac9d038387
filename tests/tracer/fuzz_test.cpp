// Any bytes: cut, flipped, doubled, shuffled traces end in a TraceError or in a model that everything else
// can take.
#include <algorithm>
#include <cstdlib>
#include <random>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/text_lanes.h"
#include "tracer/trace_check.h"
#include "tracer/trace_summary.h"

using namespace coutil::tracer;

namespace {

class Mutator {
 public:
  explicit Mutator(uint64_t seed) : random_(seed) {}

  std::string mutate(std::string text) {
    for (size_t i = 1 + below(4); i > 0 && !text.empty(); i--) once(text);
    return text;
  }

 private:
  size_t below(size_t limit) { return limit == 0 ? 0 : random_() % limit; }

  // Where a random line begins, and its length with the newline.
  std::pair<size_t, size_t> some_line(const std::string& text) {
    const size_t before = text.rfind('\n', below(text.size()));
    const size_t begin = before == std::string::npos ? 0 : before + 1;
    const size_t end = std::min(text.find('\n', begin), text.size() - 1);
    return {begin, begin < text.size() ? end - begin + 1 : 0};
  }

  void once(std::string& text) {
    const auto [begin, length] = some_line(text);
    switch (below(8)) {
      case 0:
        text[below(text.size())] = static_cast<char>(below(256));
        return;
      case 1:
        text.resize(below(text.size()) + 1);
        return;
      case 2:
        text.erase(begin, length);
        return;
      case 3:
        text.insert(begin, text.substr(begin, length));
        return;
      case 4:
        return replace_number(text);
      case 5:
        text.insert(below(text.size()), std::string(below(90), static_cast<char>(below(3) * 60)));
        return;
      case 6: {
        const std::string line = text.substr(begin, length);
        text.erase(begin, length);
        if (!text.empty()) text.insert(some_line(text).first, line);
        return;
      }
      default:
        text.erase(below(text.size()), 1 + below(5));
    }
  }

  void replace_number(std::string& text) {
    static constexpr const char* kNumbers[] = {"-1",
                                               "0",
                                               "1",
                                               "2",
                                               "17",
                                               "4294967295",
                                               "9223372036854775807",
                                               "-9223372036854775808",
                                               "99999999999999999999",
                                               "1.5",
                                               "null",
                                               "[]",
                                               "[1,2]",
                                               "\"x\"",
                                               "{}",
                                               "true",
                                               "1000000",
                                               "[1,1]",
                                               "4096"};
    const size_t begin = text.find_first_of("0123456789", below(text.size()));
    if (begin == std::string::npos) return;
    const size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
    text.replace(begin, end - begin, kNumbers[below(std::size(kNumbers))]);
  }

  std::mt19937_64 random_;
};

// Each kind of line about the world outside, in a sound order.
constexpr std::string_view kWorldLines =
    R"_({"e":"object","id":5,"kind":"socket","name":"tcp (127.0.0.1:4000)"}
{"e":"object","id":6,"kind":"process","name":"/bin/sh"}
{"e":"object","id":7,"kind":"signal","name":"user1"}
{"e":"open","t":1,"co":0,"on":5,"what":"stream","address":"10.0.0.1:7"}
{"e":"spawn","t":1,"co":1,"by":0,"name":"w","at":1}
{"e":"run","t":1,"co":1,"by":0}
{"e":"await","t":2,"co":1,"mode":"one","on":[5],"at":2,"op":"receive"}
{"e":"deliver","t":3,"co":1,"on":5,"msg":1,"bytes":64,"from":"10.0.0.1:7"}
{"e":"wake","t":3,"co":1,"by":-1,"on":5}
{"e":"run","t":3,"co":1,"by":-1}
{"e":"send","t":4,"co":1,"on":5,"msg":2,"bytes":64,"to":"10.0.0.1:7"}
{"e":"drop","t":4,"on":5,"msg":2,"bytes":64,"why":"lost"}
{"e":"process","t":5,"pid":17,"what":"start","name":"/bin/sh"}
{"e":"await","t":5,"co":1,"mode":"one","on":[6],"at":2,"op":"process"}
{"e":"process","t":6,"pid":17,"what":"exit","status":3}
{"e":"wake","t":6,"co":1,"by":-1,"on":6}
{"e":"run","t":6,"co":1,"by":-1}
{"e":"await","t":6,"co":1,"mode":"one","on":[7],"at":2,"op":"signal"}
{"e":"signal","t":7,"name":"user1"}
{"e":"close","t":7,"co":0,"on":5,"what":"stream","address":"127.0.0.1:4000"}
{"e":"process","t":8,"pid":18,"what":"start","name":"/bin/true"}
{"e":"process","t":8,"pid":18,"what":"signal","name":"kill"}
{"e":"fin","t":8,"events":19,"waiting":1,"suspended":0,"errors":0}
)_";

constexpr std::string_view kHostLines =
    R"_({"e":"host","id":0,"name":"a","addresses":["10.0.0.1"]}
{"e":"host","id":1,"name":"b","addresses":[]}
{"e":"object","id":5,"kind":"socket","name":"udp (10.0.0.1:7)"}
{"e":"spawn","t":0,"co":0,"host":0,"by":-1,"name":"first.lua","pid":100}
{"e":"spawn","t":0,"co":1,"host":1,"by":0,"name":"second.lua","pid":101}
{"e":"open","t":0,"co":0,"host":0,"on":5,"what":"datagram","address":""}
{"e":"spawn","t":1,"co":3,"host":1,"by":1,"name":"w","at":1,"pid":101}
{"e":"run","t":1,"co":3,"host":1,"by":1}
{"e":"send","t":2,"co":0,"host":0,"on":5,"msg":1,"bytes":5,"to":"10.0.0.2:7"}
{"e":"drop","t":2,"msg":1,"bytes":5,"why":"loss"}
{"e":"await","t":2,"co":3,"host":1,"mode":"one","on":[1],"at":2}
{"e":"fault","t":3,"what":"partition","from":[0],"to":[1]}
{"e":"fault","t":4,"what":"crash","host":1}
{"e":"spawn","t":5,"co":7,"host":1,"by":-1,"name":"second.lua","pid":102}
{"e":"process","t":5,"pid":102,"what":"signal","name":"kill"}
{"e":"process","t":6,"pid":100,"what":"exit","status":0}
{"e":"fin","t":6,"events":13,"waiting":0,"suspended":0,"errors":0}
)_";

// Everything that takes a model, and every row of it.
void use(const TraceModel& model) {
  const Lanes lanes(model);
  for (uint32_t e = 0; e < model.event_count(); e++) {
    CHECK(model.line_number(e) > 0);
    CHECK(model.describe(e).size() < 2000);
  }
  for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
    TextOptions options;
    options.axis = axis;
    CHECK_FALSE(draw_text_lanes(lanes, options).empty());
  }
  CHECK_FALSE(summary_text(lanes, 80, false).empty());
  CHECK_FALSE(summary_json(lanes).empty());
  check_trace(model);
}

bool survive(const std::string& text) {
  const TempTrace trace(text);
  bool loaded = false;
  for (const bool keep : {true, false}) {
    try {
      const TraceModel model = read_trace(trace.path(), {.keep_defects = keep});
      use(model);
      loaded = true;
    } catch (const TraceError& error) {
      CHECK(std::string(error.what()).find('\n') == std::string::npos);
      CHECK(error.text().size() > 5);
    }
  }
  return loaded;
}

}  // namespace

TEST_CASE("mutated traces never crash anything") {
  const char* wish = std::getenv("COUTIL_FUZZ_ROUNDS");
  const int rounds = wish == nullptr ? 250 : std::atoi(wish);
  int loaded = 0;
  for (int round = 0; round < rounds; round++) {
    const auto seed = static_cast<uint64_t>(round);
    GeneratorOptions options{.seed = 1 + seed % 10, .events = 60};
    options.from_middle = seed % 4 == 0;
    INFO("round " << round);
    loaded += survive(Mutator(seed).mutate(generate_trace(options).text));
  }
  CHECK(loaded > rounds / 10);  // the mutations are not so wild that nothing gets through
}

namespace {

void survive_mutations(std::string_view lines) {
  const std::string sound = std::string(kHeaderLine) + "\n" + std::string(kDefinitions) + std::string(lines);
  const TempTrace whole(sound);
  CHECK(check_trace(whole.load_with_defects()).count == 0);
  int loaded = 0;
  for (uint64_t round = 0; round < 500; round++) {
    INFO("round " << round);
    loaded += survive(Mutator(round).mutate(sound));
  }
  CHECK(loaded > 100);
}

}  // namespace

TEST_CASE("mutated traces of the world outside never crash anything") { survive_mutations(kWorldLines); }

TEST_CASE("mutated traces of several hosts never crash anything") { survive_mutations(kHostLines); }

TEST_CASE("hostile traces") {
  const std::string head = std::string(kHeaderLine) + "\n" + std::string(kDefinitions);
  CHECK_FALSE(survive(std::string(100000, '[')));
  CHECK_FALSE(survive(std::string(kHeaderLine) + "\n" + std::string(100000, '{') + "\n"));
  CHECK(survive(head + R"({"e":"note","t":9223372036854775807,"co":0,"text":"x","at":1})"
                       "\n"));
  CHECK(survive(head +
                R"({"e":"note","t":0,"co":0,"text":"x","at":1})"
                "\n" +
                R"({"e":"note","t":9223372036854775807,"co":0,"text":"x","at":1})"
                "\n"));
  CHECK(survive(head + R"({"e":"spawn","t":0,"co":9223372036854775807,"by":-1,"name":"x"})"
                       "\n"));
  CHECK(survive(head + R"({"e":"stuck","t":0,"waiting":"x","cycle":[[]],"why":7})"
                       "\n"));
  CHECK(survive(head + R"({"e":"emit","t":0,"co":0,"how":"one","on":1,"waiters":-5})"
                       "\n"));
  CHECK(survive(std::string(kHeaderLine)));
}
