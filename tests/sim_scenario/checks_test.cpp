// Checks and calls at times: when they come, what breaks the run, and what it says then.
#include "sim/scenario/timed_call.h"
#include "tests/catch.h"
#include "tests/sim_scenario/stage.h"

using Catch::Matchers::ContainsSubstring;
using coutil::RandomStream;
using coutil::sim::draw_interval;
using coutil::sim::played;
using coutil::sim::Stage;

namespace {

const std::string kSim = "local sim = require 'coutil.sim'\n";

}  // namespace

TEST_CASE("functions are called at their times, in order, and keep the run on") {
  CHECK(played(
            kSim +
                "sim.at(2, function() log('two ' .. sim.now()) end)\n"
                "sim.at(1, function() log('one ' .. sim.now()) end)\n"
                "sim.at(1, function() log('again') sim.at(7.5, function() log(tostring(sim.now())) end) end)",
            "sleep(1.5)") == "one 1.0\nagain\ntwo 2.0\n7.5\n");
}

TEST_CASE("what comes every so often keeps no run on, and stops by false") {
  CHECK(played(kSim + "sim.every(1, function() log('tick ' .. sim.now()) end)\n"
                      "local n = 0\nsim.every(0.25, function() n = n + 1 log('n ' .. n) return n < 2 end)",
               "sleep(2.5)") == "n 1\nn 2\ntick 1.0\ntick 2.0\n");
}

TEST_CASE("random calls come at the rate, and the same for a seed") {
  const std::string scenario = kSim +
                               "local n = 0\nsim.randomly(2, function() n = n + 1 end)\n"
                               "sim.at(1000, function() log(tostring(n)) end)";
  const std::string log = played(scenario);
  CHECK(log == played(scenario));
  CHECK(log != played(scenario, "sleep(100)", 2));
  CHECK(std::stoi(log) > 1850);
  CHECK(std::stoi(log) < 2150);
}

TEST_CASE("one more random call shifts no other") {
  const std::string first =
      kSim +
      "local n = 0\nsim.randomly(3, function() n = n + 1 if n == 5 then log('' .. sim.now()) end end)\n";
  CHECK(played(first) == played(first + "sim.randomly(5, function() end)"));
}

TEST_CASE("intervals are spread as they should be") {
  RandomStream random(1, "intervals");
  double sum = 0;
  int above = 0;
  for (int i = 0; i < 100000; ++i) {
    const auto interval = static_cast<double>(draw_interval(random, 1e6));
    sum += interval;
    above += interval > 1e6 ? 1 : 0;
  }
  CHECK(sum / 100000 > 0.99e6);
  CHECK(sum / 100000 < 1.01e6);
  CHECK(above > 36300);  // 1/e of them
  CHECK(above < 37300);
}

TEST_CASE("a check that must always hold is looked at after each turn") {
  CHECK(
      played(kSim +
             "sim.host { name = 'script' }\n"
             "sim.host { name = 'a', program = function() sleep(3) sim.set('x', 1) sleep(1) log('no') end }\n"
             "sim.always(function() return sim.get('x') == nil end, 'nobody sets x')") ==
      "broken at 3 (world.lua:4): what must always hold does not: nobody sets x\n");
}

TEST_CASE("a check that comes true in time is done with") {
  CHECK(played(kSim + "sim.host { name = 'script' }\n"
                      "sim.host { name = 'a', program = function() sleep(3) sim.set('x', 1) sleep(0.5) "
                      "sim.set('x', nil) end }\n"
                      "sim.eventually(function() return sim.get('x') end, 10)",
               "") == "");
}

TEST_CASE("a check that does not come true in time breaks the run at its deadline") {
  CHECK(played(kSim + "\nsim.eventually(function() return sim.get('x') end, 10, 'x is set')", "") ==
        "broken at 10 (world.lua:3): what had to come true within 10 s did not: x is set\n");
}

TEST_CASE("the first check that breaks is the one that is told") {
  CHECK(played(kSim + "sim.at(1, function() sim.fail('first') sim.fail('second') end)\n"
                      "sim.always(function() return sim.now() < 1 end)") ==
        "broken at 1 (world.lua:2): first\n");
}

TEST_CASE("a program fails the run and goes no further") {
  CHECK(played("", "sleep(1)\nrequire 'coutil.sim'.fail('so it is')\nlog('no')") ==
        "broken at 1 (script.lua:2): so it is\n");
}

TEST_CASE("an error in a function is a broken check with its traceback") {
  const std::string log = played(kSim + "local function f() error('oh') end\nsim.at(4, function() f() end)");
  CHECK_THAT(log, ContainsSubstring("broken at 4 (world.lua:3): a function of the scenario raised an error: "
                                    "world.lua:2: oh\nstack traceback:"));
  CHECK_THAT(log, ContainsSubstring("world.lua:3: in"));
  CHECK_THAT(played(kSim + "sim.always(function() error({}) end)"),
             ContainsSubstring("a check raised an error: table:"));
}

TEST_CASE("a function of a scenario can't suspend") {
  CHECK_THAT(played(kSim + "sim.at(0, function() coroutine.yield() end)"),
             ContainsSubstring("(a function of a scenario can't suspend)"));
}

TEST_CASE("a program's checks end with it, and what has not come true then is broken") {
  const std::string sim = "local sim = require 'coutil.sim'\n";
  CHECK(played("", sim + "sim.always(function() return sim.now() < 2 end)\nsim.at(5, function() log('no') "
                         "end)\nsleep(1)") == "");
  CHECK(played("", sim + "sim.eventually(function() return true end, 9)") == "");
  CHECK(played("", sim + "sim.eventually(function() return false end, 9, 'never')\nsleep(1)") ==
        "broken at 1 (script.lua:2): what had to come true did not before its program ended: never\n");
}

TEST_CASE("functions of a program see its values as they are") {
  CHECK(played("",
               "local sim = require 'coutil.sim'\nlocal n = 0\nsim.always(function() return n < 3 end, 'n "
               "stays small')\n"
               "while true do sleep(1) n = n + 1 end") ==
        "broken at 3 (script.lua:3): what must always hold does not: n stays small\n");
}

TEST_CASE("a crashed program's functions are gone with it") {
  Stage stage;
  CHECK(stage.play(kSim + "sim.host { name = 'script' }\n"
                          "local a = sim.host { name = 'a', program = function()\n"
                          "  sim.at(9, function() log('no') end) sim.every(1, function() log('tick') end)\n"
                          "  sim.eventually(function() return false end, 8) sleep(50)\nend }\n"
                          "sim.at(2.5, function() a:crash() end)",
                   "sleep(20)") == "tick\ntick\n");
}

TEST_CASE("values are shared by all, and copies") {
  CHECK(played(kSim +
               "sim.host { name = 'script' }\n"
               "local t = { 1 } sim.set('t', t) t[1] = 2\n"
               "sim.host { name = 'a', program = function() local t = sim.get('t') log('' .. t[1])\n"
               "  sim.set('t', 'x') log(tostring(sim.get('none'))) end }\n"
               "sim.at(1, function() log(sim.get('t')) sim.set('t', nil) log(tostring(sim.get('t'))) end)") ==
        "1\nnil\nx\nnil\n");
}

TEST_CASE("each program draws from a stream of its own") {
  const std::string draw =
      "log(sim.random(1000000) .. ' ' .. sim.random(5, 5) .. ' ' .. math.type(sim.random())) "
      "sim.random(0x8000000000000000, 0x7fffffffffffffff)";
  const std::string scenario =
      kSim + "sim.host { name = 'script' }\nsim.host { name = 'a', program = function() " + draw +
      " end }\nsim.host { name = 'b', program = function() " + draw + " end }\n";
  const std::string log = played(scenario);
  CHECK(log == played(scenario + "for i = 1, 10 do sim.random() end"));
  CHECK(log.substr(0, log.find('\n') + 1) + log.substr(0, log.find('\n') + 1) != log);
  CHECK_THAT(log, ContainsSubstring(" 5 float\n"));
}
