// Texts that are cut to fit, also where a character has several bytes.
#include "tracer/timeline_label.h"

#include "tests/catch.h"

namespace coutil::tracer {
namespace {

TEST_CASE("lengths are counted in characters", "[label]") {
  CHECK(text_length("fork") == 4);
  CHECK(text_length("größe") == 5);
  CHECK(text_length("") == 0);
}

TEST_CASE("a text is cut with an ellipsis, never inside a character", "[label]") {
  CHECK(elided("philosopher", 11) == "philosopher");
  CHECK(elided("philosopher", 6) == "philo…");
  CHECK(elided("äöüäöü", 4) == "äöü…");
  CHECK(elided("philosopher", 3).empty());
}

TEST_CASE("the longest candidate that fits is taken", "[label]") {
  CHECK(fitting({"waits for fork 2, held by Ada", "waits for fork 2", "fork 2"}, 20) == "waits for fork 2");
  CHECK(fitting({"waits for fork 2", "fork 2"}, 5) == "fork…");
  CHECK(fitting({"running", "run", ""}, 2).empty());
}

TEST_CASE("a name stays on its line", "[label]") { CHECK(one_line("a\nb\tc") == "a b c"); }

}  // namespace
}  // namespace coutil::tracer
