// Programs: what goes along with a function from one Lua state to another, and what can't.
#include "tests/catch.h"
#include "tests/sim_scenario/stage.h"

using Catch::Matchers::ContainsSubstring;
using coutil::sim::played;

namespace {

// What the body of a program logs, with `outside` before it in the scenario.
std::string from_program(const std::string& outside, const std::string& body) {
  return played("local sim = require 'coutil.sim'\n" + outside +
                "\nsim.host { name = 'script' }\nsim.host { name = 'a', program = function(...) " + body +
                " end }");
}

// The error of a program that has `outside` before it and uses x.
std::string refused(const std::string& outside) { return from_program(outside, "return x"); }

}  // namespace

TEST_CASE("a program has copies of plain values") {
  CHECK(from_program("local n, i, f, b, s, z = nil, 7, 2.5, false, 'a\\0b', math.mininteger",
                     "log(table.concat({ tostring(n), i, f, tostring(b), #s, z, math.type(f) }, ' '))") ==
        "nil 7 2.5 false 3 -9223372036854775808 float\n");
}

TEST_CASE("a program's values are its own") {
  CHECK(from_program("local t = { n = 1 }\nsim.at(2, function() log('outside ' .. t.n) end)",
                     "t.n = t.n + 1; log('inside ' .. t.n); sleep(5)") == "inside 2\noutside 1\n");
}

TEST_CASE("tables that were the same are the same, cycles too") {
  CHECK(from_program("local t = { x = {} } t.y = t.x t.me = t\nlocal u = t.x",
                     "log(tostring(t.x == t.y) .. tostring(t.me == t) .. tostring(u == t.x))") ==
        "truetruetrue\n");
}

TEST_CASE("tables keep all kinds of keys and their order") {
  CHECK(from_program("local t = { 'a', 'b', [1.5] = 'c', [true] = 'd', k = { 'e' } }",
                     "log(t[1] .. t[2] .. t[1.5] .. t[true] .. t.k[1])") == "abcde\n");
}

TEST_CASE("a program's globals are those of its own state") {
  CHECK(from_program("shared = 'outside'", "log(tostring(shared)) shared = 1 log(type(print))") ==
        "nil\nfunction\n");
}

TEST_CASE("functions of Lua go along with what they use") {
  CHECK(from_program("local base = 10\nlocal function add(n) return n + base end", "log(tostring(add(5)))") ==
        "15\n");
  CHECK(from_program("local function factorial(n) return n < 2 and 1 or n * factorial(n - 1) end",
                     "log(tostring(factorial(5)))") == "120\n");
}

TEST_CASE("functions that share a variable share it still") {
  CHECK(from_program("local count = 0\nlocal function up() count = count + 1 end\n"
                     "local function get() return count end",
                     "up() up() log(tostring(get())) count = 9 log(tostring(get()))") == "2\n9\n");
}

TEST_CASE("modules and what they have go by their names") {
  CHECK(from_program(
            "local s, f, g = string, table.concat, _G",
            "log(f({ s.rep('x', 3), tostring(g == _G), tostring(s == string), sim.hostname() }, ' '))") ==
        "xxx true true a\n");
}

TEST_CASE("a program gets its arguments and gives its status") {
  CHECK(played("local sim = require 'coutil.sim'\nsim.host { name = 'script' }\n"
               "sim.host { name = 'a', args = { 'one', 2 }, program = function(...) log(table.concat({ ... "
               "}, ',')) end }") == "one,2\n");
}

TEST_CASE("errors in a program have the position in the scenario file") {
  CHECK_THAT(from_program("", "error 'lost'"), ContainsSubstring("error: world.lua:4: lost\n"));
}

TEST_CASE("what can't be copied is named") {
  const struct {
    const char* outside;
    const char* says;
  } cases[] = {
      {"local x = io.tmpfile()",
       "world.lua:4: the program can't be copied: it is a function whose upvalue 'x' is a "
       "userdata; it runs in a Lua state of its own"},
      {"local x = coroutine.create(print)", "whose upvalue 'x' is a coroutine;"},
      {"local x = { list = { 1, { file = io.tmpfile() } } }",
       "whose upvalue 'x' is a table whose field 'list' is a table whose field '2' is a table whose field "
       "'file' "
       "is a userdata;"},
      {"local x = setmetatable({}, {})", "whose upvalue 'x' is a table with a metatable;"},
      {"local x = { [coroutine.create(print)] = 1 }", "is a table with a key that is a coroutine;"},
      {"local x = coroutine.wrap(print)", "whose upvalue 'x' is a C function that no module has;"},
      {"local y = io.tmpfile()\nlocal function x() return y end",
       "whose upvalue 'x' is a function whose upvalue 'y' is a userdata;"},
      {"local x = {} for i = 1, 200 do x = { x } end", "is a value that is nested too deep;"},
  };
  for (const auto& one : cases) {
    INFO(one.outside);
    CHECK_THAT(refused(one.outside), ContainsSubstring(one.says));
  }
}

TEST_CASE("what is no program is refused") {
  CHECK(played("local sim = require 'coutil.sim'\n\nsim.program('x', 5)") ==
        "error: world.lua:3: sim.program: a program must be the name of a file or a function, got 5\n");
  CHECK(played("local sim = require 'coutil.sim'\nsim.host { name = 'a', program = true }") ==
        "error: world.lua:2: sim.host: a program must be the name of a file or a function, got true\n");
}

TEST_CASE("a file that is not there is the program's error") {
  CHECK_THAT(played("local sim = require 'coutil.sim'\nsim.host { name = 'script' }\n"
                    "sim.host { name = 'a', program = 'none.lua' }"),
             ContainsSubstring("error: cannot open none.lua"));
}
