// The words after `coutil trace`: answers on stdout, one line on stderr, and the exit codes.
#include <fmt/format.h>

#include <vector>

#include "tests/catch.h"
#include "tests/tracer/command_runner.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/trace_commands.h"

using namespace coutil::tracer;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("check: 0 where all holds, 1 where it does not, 2 where nothing can be read") {
  const GeneratedTrace made = generate_trace({.seed = 1, .events = 100});
  const TempTrace good(made.text), cut(made.text.substr(0, made.text.size() - 4));
  const TempTrace bad({R"({"e":"unlock","t":0,"co":0,"on":3,"at":3})"}), none("hello\n");
  CHECK(trace({"check", good.path()}).code == 0);
  CHECK_THAT(trace({"check", good.path()}).out, ContainsSubstring("holds"));
  CHECK(trace({"check", cut.path()}).code == 0);
  CHECK_THAT(trace({"check", cut.path()}).out, ContainsSubstring("cut short: the last line is torn"));
  const Outcome broken = trace({"check", good.path(), bad.path()});
  CHECK(broken.code == 1);
  CHECK_THAT(broken.out, ContainsSubstring(fmt::format("{}:{}: main unlocks fork, but nobody owns it",
                                                       bad.path(), kFirstLine)));
  const Outcome unreadable = trace({"check", bad.path(), none.path()});
  CHECK(unreadable.code == 2);
  CHECK_THAT(unreadable.error, ContainsSubstring("this is no trace"));
  CHECK(std::count(unreadable.error.begin(), unreadable.error.end(), '\n') == 1);
}

TEST_CASE("text and summary") {
  const TempTrace good(generate_trace({.seed = 1, .events = 100}).text);
  CHECK_THAT(trace({"text", good.path(), "--ascii", "--width", "70"}).out, ContainsSubstring("main"));
  CHECK(trace({"text", good.path(), "--from", "e10", "--to", "e20"}).code == 0);
  CHECK(trace({"text", good.path(), "--from", "1us", "--axis", "time"}).code == 0);
  CHECK(trace({"text", good.path(), "--from", "soon"}).code == 2);
  CHECK(trace({"text", good.path(), "--from", "e20", "--to", "e10"}).code == 2);
  CHECK(trace({"summary", good.path()}).code == 0);
  CHECK(trace({"summary", "--json", good.path()}).out.front() == '{');
  CHECK(trace({"summary", "/nowhere"}).code == 2);
  CHECK_THAT(trace({"text", good.path(), "--color", "always"}).out, ContainsSubstring("\x1b["));
  CHECK_THAT(trace({"text", good.path()}).out, !ContainsSubstring("\x1b["));
}

TEST_CASE("diff: 0 where two runs are one, 5 where they part") {
  const std::string text = generate_trace({.seed = 1, .events = 100}).text;
  const TempTrace one(text), same(text), other(generate_trace({.seed = 2, .events = 100}).text);
  CHECK(trace({"diff", one.path(), same.path()}).code == 0);
  const Outcome parted = trace({"diff", one.path(), other.path()});
  CHECK(parted.code == 5);
  CHECK_THAT(parted.out, ContainsSubstring("part after"));
  CHECK(trace({"diff", "--json", one.path(), other.path()}).out.starts_with("{\"outcome\":\"differ\""));
  CHECK(trace({"diff", one.path()}).code == 2);
  CHECK(trace({"diff", one.path(), "/nowhere"}).code == 2);
}

TEST_CASE("wrong words get one line and 2, and help names what exists") {
  for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                {"dance"},
                                                {"text"},
                                                {"check"},
                                                {"text", "--width", "3", "x"},
                                                {"check", "--what"}}) {
    const Outcome outcome = trace(words);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(std::count(outcome.error.begin(), outcome.error.end(), '\n') == 1);
  }
  const Outcome help = trace({"--help"});
  CHECK(help.code == 0);
  for (const char* command : {"view", "text", "summary", "check", "diff", "shot"})
    CHECK_THAT(help.out, ContainsSubstring(command));
  CHECK(trace({"text", "--help"}).code == 0);
}

TEST_CASE("the lanes of a file are printed for `coutil run --view`") {
  const TempTrace good(generate_trace({.seed = 1, .events = 50}).text);
  Captured out(stdout);
  coutil::print_text_lanes(good.path(), stdout);
  CHECK_THAT(out.text(), ContainsSubstring("random.lua on sim"));
}
