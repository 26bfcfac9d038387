// Faults of hosts: what they do to programs, and what is told of them.
#include "tests/catch.h"
#include "tests/sim_scenario/stage.h"

using Catch::Matchers::ContainsSubstring;
using coutil::sim::played;
using coutil::sim::Stage;

namespace {

using Lines = std::vector<std::string>;

const std::string kSim = "local sim = require 'coutil.sim'\nsim.host { name = 'script' }\n";

// A host "a" that ticks each second.
const std::string kTicker =
    kSim +
    "local a = sim.host { name = 'a', program = function()\n"
    "  log('boot ' .. sim.now()) while true do sleep(1) log('tick ' .. sim.now()) end\nend }\n";

}  // namespace

TEST_CASE("a crash ends all programs of a host, a restart boots its own again") {
  Stage stage;
  CHECK(stage.play(kTicker + "sim.at(1.5, function() a:crash() log(tostring(a:is_up())) a:crash() end)\n"
                             "sim.at(4.25, function() a:restart() log(tostring(a:is_up())) end)",
                   "sleep(5.5)") == "boot 0.0\ntick 1.0\nfalse\ntrue\nboot 4.25\ntick 5.25\n");
  CHECK(stage.faults() == Lines{"1.5 crash a", "4.25 restart a"});
}

TEST_CASE("a restart of a host that is up crashes it first") {
  Stage stage;
  CHECK(stage.play(kTicker + "sim.at(1.5, function() a:restart() end)", "sleep(3)") ==
        "boot 0.0\ntick 1.0\nboot 1.5\ntick 2.5\n");
  CHECK(stage.faults() == Lines{"1.5 crash a", "1.5 restart a"});
}

TEST_CASE("a paused host stands still until it is resumed") {
  Stage stage;
  CHECK(stage.play(kTicker + "sim.at(1.5, function() a:pause() a:pause() end)\n"
                             "sim.at(3.75, function() a:resume() a:resume() end)",
                   "sleep(5)") == "boot 0.0\ntick 1.0\ntick 3.75\ntick 4.75\n");
  CHECK(stage.faults() == Lines{"1.5 pause a", "3.75 resume a"});
}

TEST_CASE("a program can crash, pause and restart its own host") {
  CHECK(played("",
               "local sim = require 'coutil.sim'\nlocal here = sim.host(sim.hostname())\n"
               "sim.set('boots', (sim.get('boots') or 0) + 1) log('boot ' .. sim.get('boots'))\n"
               "if sim.get('boots') < 3 then here:restart() log('no') end\nlog('stays')") ==
        "boot 1\nboot 2\nboot 3\nstays\n");
  CHECK(played(kSim + "sim.host { name = 'a', program = function()\n"
                      "  log('before') sim.host('a'):crash() log('no')\nend }",
               "sleep(3)") == "before\n");
  CHECK(played(kSim + "local a = sim.host { name = 'a', program = function()\n"
                      "  sim.at(1, function() sim.host('a'):crash() log('the function goes on') end) "
                      "sleep(2) log('no')\nend }",
               "sleep(3)") == "the function goes on\n");
  CHECK(
      played(
          kSim +
              "local a = sim.host { name = 'a', program = function()\n"
              "  sim.host('a'):pause() log('at ' .. sim.now())\nend }\nsim.at(2, function() a:resume() end)",
          "sleep(3)") == "at 2.0\n");
}

TEST_CASE("signals reach what the host booted, or any process by its number") {
  Stage stage;
  CHECK(stage.play(
            kTicker +
                "sim.at(1.5, function() log(tostring(a:signal('terminate'))) end)\n"
                "sim.at(2.5, function() log(select(2, a:signal('terminate'))) end)\n"
                "sim.at(2.6, function() log(select(2, a:signal('KILL', 99))) log(tostring(a:pid())) end)",
            "sleep(5)") == "boot 0.0\ntick 1.0\ntrue\nno such process\nno such process\nnil\n");
  CHECK(stage.faults() == Lines{"1.5 signal a terminate"});
}

TEST_CASE("a program signals another on its host, and itself") {
  CHECK(played(kSim + "local a = sim.host { name = 'a', program = function()\n"
                      "  log(select(2, sim.kill(99, 'user1'))) log(tostring(sim.getppid()))\n"
                      "  sim.kill(sim.getpid(), 'SIGUSR1') log('no')\nend }",
               "sleep(3)") == "no such process\n0\n");
}

TEST_CASE("clocks are skewed and drift") {
  Stage stage;
  CHECK(stage.play(kSim + "local a = sim.host { name = 'a', program = function()\n"
                          "  for i = 1, 3 do log('' .. os.time() - 1893456000) sleep(10) end\nend }\n"
                          "sim.at(5, function() a:clock { skew = 100 } end)\n"
                          "sim.at(10.5, function() a:clock { drift = 0.5 } end)") == "0\n110\n124\n");
  CHECK(stage.faults() == Lines{"5 clock a skew 100 s, drift 0", "10.5 clock a skew 100 s, drift 0.5"});
}

TEST_CASE("a host's files are read and written from outside, and survive a crash") {
  CHECK(played(
            kSim +
            "local a = sim.host { name = 'a', files = { ['/etc/x'] = 'first' }, program = function()\n"
            "  local f = io.open('/etc/x', 'a') f:write(' more') f:flush() f:write(' lost') sleep(9)\nend }\n"
            "sim.at(1, function() a:crash() log(a:read('/etc/x')) a:write('/etc/x', 'new') "
            "log(a:read('/etc/x')) end)\n"
            "sim.at(2, function() log(select(2, a:read('/none'))) end)") ==
        "first more\nnew\n/none: No such file or directory\n");
}

TEST_CASE("a crash can tear the last write") {
  const std::string scenario =
      kSim +
      "local a = sim.host { name = 'a', program = function()\n"
      "  local f = io.open('/x', 'w') f:write(('0123456789'):rep(100)) sleep(9)\nend }\na:tear(true)\n"
      "sim.at(1, function() a:crash() log('' .. #a:read('/x')) end)";
  const int first = std::stoi(played(scenario));
  CHECK(first <= 1000);
  bool differs = false;
  for (std::uint64_t seed = 2; seed < 6; ++seed)
    differs = differs || std::stoi(played(scenario, "sleep(5)", seed)) != first;
  CHECK(differs);
}

TEST_CASE("hosts know their names, addresses and who they are") {
  CHECK(played(kSim +
                   "local a = sim.host { name = 'a', address = { '10.1.0.1/16', 'fd00::7' } }\n"
                   "log(a:name() .. ' ' .. table.concat(a:addresses(), ' ') .. ' ' .. tostring(a))\n"
                   "log(tostring(sim.host 'a' == a) .. ' ' .. table.concat(sim.host('script'):addresses()))\n"
                   "log(sim.script .. ' ' .. #sim.args)",
               "") == "a 10.1.0.1 fd00::7 host a\ntrue 10.0.0.1\nscript.lua 0\n");
}

TEST_CASE("a host can be made while the others run, and boots at once") {
  CHECK(played("",
               "local sim = require 'coutil.sim'\nlog(sim.hostname())\n"
               "sim.host { name = 'late', env = { X = 'y' }, program = function() log(sim.hostname() .. ' ' "
               ".. sim.now()) end }\n"
               "sleep(1)") == "localhost\nlate 0.0\n");
}

TEST_CASE("SCRIPT runs on the first host that names no program") {
  CHECK(
      played("local sim = require 'coutil.sim'\nsim.host { name = 'a', program = function() sleep(1) end }\n"
             "sim.host { name = 'b' } sim.host { name = 'c' }",
             "log(require 'coutil.sim'.hostname())") == "b\n");
  CHECK_THAT(
      played("require 'coutil.sim'.host { name = 'a', program = function() end }"),
      ContainsSubstring("error: every host has a program: leave `program` out where SCRIPT is to run"));
}

TEST_CASE("what strikes before the world begins is told when all hosts are there") {
  Stage stage;
  CHECK(stage.play("local sim = require 'coutil.sim'\nlocal a = sim.host { name = 'a' }\nsim.partition(a, "
                   "sim.host { name = 'b' })\n"
                   "a:clock { drift = 0.25 }\nsim.link('a', 'b', { loss = 1 })",
                   "") == "");
  CHECK(stage.faults() == Lines{"0 partition a <-> b", "0 clock a skew 0 s, drift 0.25"});
}
