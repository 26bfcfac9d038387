// Scenario files with nonsense: each gets an error with its file and line that says what was expected and
// what was there.
#include <string>

#include "tests/catch.h"
#include "tests/sim_scenario/stage.h"

using coutil::sim::played;

namespace {

struct Nonsense {
  const char* line;
  const char* error;
};

// Two hosts stand before each: a and b.
constexpr Nonsense kNonsense[] = {
    // hosts
    {"sim.host()", "sim.host: its argument must be a host or the name of one, got nothing"},
    {"sim.host 'c'", "sim.host: its argument: there is no host named 'c'"},
    {"sim.host {}", "sim.host: name must be a string, got nothing"},
    {"sim.host { name = 5 }", "sim.host: name must be a string, got 5"},
    {"sim.host { name = 'a b' }", "sim.host: name must be letters, digits, '-', '_' or '.', got 'a b'"},
    {"sim.host { name = '' }", "sim.host: name must be letters, digits, '-', '_' or '.', got ''"},
    {"sim.host { name = 'a' }", "sim.host: there is a host named 'a' already"},
    {"sim.host { nam = 'c' }",
     "sim.host: there is no field 'nam'; there are name, address, program, args, env, files, sockets"},
    {"sim.host { 'c' }",
     "sim.host: there is no field 1; there are name, address, program, args, env, files, sockets"},
    {"sim.host { name = 'c', address = 7 }",
     "sim.host: address must be a string or a list of strings, got 7"},
    {"sim.host { name = 'c', address = '10.0.0' }",
     "sim.host: an address must be an IP address as '10.0.0.1/24' or 'fd00::1/64', got '10.0.0'"},
    {"sim.host { name = 'c', address = '10.0.0.9/33' }",
     "sim.host: an address must be an IP address as '10.0.0.1/24' or 'fd00::1/64', got '10.0.0.9/33'"},
    {"sim.host { name = 'c', address = '10.0.0.9/' }",
     "sim.host: an address must be an IP address as '10.0.0.1/24' or 'fd00::1/64', got '10.0.0.9/'"},
    {"sim.host { name = 'c', address = { '10.9.0.1', {} } }",
     "sim.host: an address must be a string, got a table"},
    {"sim.host { name = 'c', address = '127.0.0.1' }",
     "sim.host: 127.0.0.1 is no address that a host can have"},
    {"sim.host { name = 'c', address = 'ff02::1' }", "sim.host: ff02::1 is no address that a host can have"},
    {"sim.host { name = 'c', address = '10.0.0.1' }", "sim.host: host 'a' has the address 10.0.0.1 already"},
    {"sim.host { name = 'c', address = { '10.9.0.1', '10.9.0.1' } }",
     "sim.host: the address 10.9.0.1 is given twice"},
    {"sim.host { name = 'c', program = 5 }",
     "sim.host: a program must be the name of a file or a function, got 5"},
    {"sim.host { name = 'c', args = 'x' }", "sim.host: args must be a list of strings, got 'x'"},
    {"sim.host { name = 'c', args = { {} } }", "sim.host: an argument must be a string, got a table"},
    {"sim.host { name = 'c', args = { 'a\\0' } }", "sim.host: an argument contains a zero byte"},
    {"sim.host { name = 'c', env = { 'x' } }", "sim.host: the name of a variable must be a string, got 1"},
    {"sim.host { name = 'c', env = { X = {} } }", "sim.host: env of 'X' must be a string, got a table"},
    {"sim.host { name = 'c', env = 'X=1' }",
     "sim.host: env must be a table from names to strings, got 'X=1'"},
    {"sim.host { name = 'c', files = { ['/x'] = true } }",
     "sim.host: files of '/x' must be a string, got a boolean"},
    {"sim.host { name = 'c', sockets = -1 }",
     "sim.host: sockets must be an integer, 0 or more: how many a process may have open, got -1"},
    // links
    {"sim.link()", "sim.link: the first argument must be a host or the name of one, got nothing"},
    {"sim.link(a)", "sim.link: the second argument must be a host or the name of one, got nothing"},
    {"sim.link(a, b)", "sim.link: its argument must be a table of fields, got nothing"},
    {"sim.link(a, 'nobody', {})", "sim.link: the second argument: there is no host named 'nobody'"},
    {"sim.link({}, b, {})",
     "sim.link: the first argument must be a host, its name or a list of them, got a table"},
    {"sim.link({ a, 3 }, b, {})", "sim.link: the first argument must be a host or the name of one, got 3"},
    {"sim.link(a, b, { delay = 1 })",
     "sim.link: there is no field 'delay'; there are latency, jitter, loss, duplication, reordering, "
     "reordering_delay, bandwidth, queue, mtu, hops, oneway"},
    {"sim.links { oneway = true }",
     "sim.links: there is no field 'oneway'; there are latency, jitter, loss, duplication, reordering, "
     "reordering_delay, bandwidth, queue, mtu, hops"},
    {"sim.link(a, b, { latency = 'x' })",
     "sim.link: latency must be a number of seconds or {least, most}, got 'x'"},
    {"sim.link(a, b, { latency = -1 })", "sim.link: latency must be a number of seconds, 0 or more, got -1"},
    {"sim.link(a, b, { latency = { 2, 1 } })", "sim.link: the least latency, 2.0, is above the most, 1.0"},
    {"sim.link(a, b, { latency = { 1 } })",
     "sim.link: the most latency must be a number of seconds, 0 or more, got nothing"},
    {"sim.link(a, b, { latency = { 1, 2, 3 } })",
     "sim.link: a latency has no field '3'; there are least and most, in this order, and spread"},
    {"sim.link(a, b, { latency = { 1, 2, spread = 'odd' } })",
     "sim.link: the spread of a latency must be 'uniform', 'normal' or 'exponential', got 'odd'"},
    {"sim.link(a, b, { jitter = {} })",
     "sim.link: jitter must be a number of seconds, 0 or more, got a table"},
    {"sim.link(a, b, { loss = 1.5 })", "sim.link: loss must be a number from 0 to 1, got 1.5"},
    {"sim.link(a, b, { duplication = '0.5' })",
     "sim.link: duplication must be a number from 0 to 1, got '0.5'"},
    {"sim.link(a, b, { reordering = -0.1 })", "sim.link: reordering must be a number from 0 to 1, got -0.1"},
    {"sim.link(a, b, { bandwidth = -1 })",
     "sim.link: bandwidth must be a number of bits a second, or 0 for no limit, got -1"},
    {"sim.link(a, b, { queue = -1 })", "sim.link: queue must be a number of bytes, 0 or more, got -1"},
    {"sim.link(a, b, { mtu = 10 })", "sim.link: mtu must be a number of bytes from 576 to 65536, got 10"},
    {"sim.link(a, b, { hops = 0 })", "sim.link: hops must be a number from 1 to 255, got 0"},
    {"sim.link(a, b, { oneway = 1 })", "sim.link: oneway must be true or false, got 1"},
    // faults of the network
    {"sim.partition()", "sim.partition: the first group must be a host or the name of one, got nothing"},
    {"sim.partition({ a }, { 'x' })", "sim.partition: the second group: there is no host named 'x'"},
    {"sim.partition({ a, b }, { b })", "sim.partition: host 'b' is on both sides"},
    {"sim.partition(a, b, 'half')",
     "sim.partition: the third argument must be 'oneway' or 'both', got 'half'"},
    {"sim.heal(a, a)", "sim.heal: host 'a' is on both sides"},
    {"sim.hold(5)", "sim.hold: the first group must be a host or the name of one, got 5"},
    {"sim.release('nobody')", "sim.release: the first group: there is no host named 'nobody'"},
    // faults of hosts
    {"a.crash()", "host:crash: the first argument must be a host or the name of one, got nothing"},
    {"a:signal()", "host:signal: the signal must be a string, got nothing"},
    {"a:signal('user1', 'x')", "host:signal: the pid must be an integer, got 'x'"},
    {"a:clock(5)", "host:clock: its argument must be a table of fields, got 5"},
    {"a:clock { offset = 5 }", "host:clock: there is no field 'offset'; there are skew, drift"},
    {"a:clock { skew = '5' }",
     "host:clock: skew must be a number of seconds, a thousand million at most, got '5'"},
    {"a:clock { drift = -1 }",
     "host:clock: drift must be a number from -0.5 (half as fast) to 1 (twice as fast), got -1"},
    {"a:tear()", "host:tear: its argument must be true or false, got nothing"},
    {"a:read()", "host:read: the path must be a string, got nothing"},
    {"a:write('/x')", "host:write: the text must be a string, got nothing"},
    {"a:program('x')", "host:program: a program must be the name of a file or a function, got nothing"},
    // times and checks
    {"sim.at('soon', print)", "sim.at: the time must be a number of seconds, 0 or more, got 'soon'"},
    {"sim.at(-1, print)", "sim.at: the time must be a number of seconds, 0 or more, got -1"},
    {"sim.at(math.huge, print)", "sim.at: the time must be a number of seconds, 0 or more, got inf"},
    {"sim.at(1)", "sim.at: what is called must be a function, got nothing"},
    {"sim.every(0, print)", "sim.every: the time between two calls must be more than 0 seconds, got 0"},
    {"sim.randomly(0, print)",
     "sim.randomly: the rate must be how often it happens in a second, from 1e-9 to 1e6, got 0"},
    {"sim.always(true)", "sim.always: what is called must be a function, got true"},
    {"sim.always(print, {})", "sim.always: the text must be a string, got a table"},
    {"sim.eventually(print)",
     "sim.eventually: the time within which it comes true must be a number of seconds, 0 or more, got "
     "nothing"},
    {"sim.eventually({}, 3)", "sim.eventually: what is called must be a function, got a table"},
    {"sim.fail()", "sim.fail: the text must be a string, got nothing"},
    {"sim.random(1.5)", "sim.random: the first argument must be an integer, got 1.5"},
    {"sim.random(3, 2)", "sim.random: there is no integer from 3 to 2"},
    // programs and names
    {"sim.program()", "sim.program: the name must be a string, got nothing"},
    {"sim.getpid()", "sim.getpid: only a program can ask this, a scenario file is none"},
    {"sim.hostname()", "sim.hostname: only a program can ask this, a scenario file is none"},
    {"sim.kill(1, 'user1')", "sim.kill: only a program can ask this, a scenario file is none"},
    {"sim.name()", "sim.name: the name must be a string, got nothing"},
    {"sim.name('')", "sim.name: the name must be a text that is not empty, got ''"},
    {"sim.name('x', '10.0.0.1/24')",
     "sim.name: an address must be an IP address as '10.0.0.1' or 'fd00::1', got '10.0.0.1/24'"},
    {"sim.name('x', 'a')", "sim.name: an address must be an IP address as '10.0.0.1' or 'fd00::1', got 'a'"},
    {"sim.service('x')", "sim.service: the port must be an integer from 1 to 65535, got nothing"},
    {"sim.service('80', 80)", "sim.service: the name must be a text that is no number, got '80'"},
    {"sim.service('x', 70000)", "sim.service: the port must be an integer from 1 to 65535, got 70000"},
    {"sim.service('x', 80, 'tcp')", "sim.service: the type must be 'stream' or 'datagram', got 'tcp'"},
    {"sim.set()", "sim.set: the key must be a string, got nothing"},
    {"sim.set('x', print)",
     "sim.set: the value must be nil, a boolean, a number, a string or a table of these, got a function"},
    {"sim.set('x', { y = { a } })",
     "sim.set: the value must be nil, a boolean, a number, a string or a table of these, got a table whose "
     "field 'y' "
     "is a table whose field '1' is a userdata"},
    {"sim.get(true)", "sim.get: the key must be a string, got true"},
};

}  // namespace

TEST_CASE("nonsense in a scenario file gets an error with its line") {
  const std::string before =
      "local sim = require 'coutil.sim'\nlocal a = sim.host { name = 'a', address = '10.0.0.1/24' }\n"
      "local b = sim.host { name = 'b', address = '10.0.0.2/24' }\n\n";
  for (const Nonsense& one : kNonsense) {
    INFO(one.line);
    CHECK(played(before + one.line) == "error: world.lua:5: " + std::string(one.error) + "\n");
  }
}

TEST_CASE("an unknown signal is told with those that there are") {
  CHECK(
      played("local sim = require 'coutil.sim'\nsim.host { name = 'a' }:signal('stab')") ==
      "error: world.lua:2: host:signal: there is no signal 'stab'; there are abort, bgread, bgwrite, child, "
      "clocktime, continue, cpulimit, cputimall, cputimprc, debug, filelimit, hangup, interrupt, kill, "
      "loosepipe, "
      "polling, quit, stop, sysargerr, terminate, urgsock, user1, user2, winresize\n");
}

TEST_CASE("a time that has passed is refused") {
  CHECK(
      played("",
             "local sim = require 'coutil.sim'\nsleep(2)\nprint(pcall(sim.at, 2, print))\nsim.at(1.5, print)")
          .find("error: script.lua:4: sim.at: the time 1.5 s has passed, it is 2.0 s\n") == 0);
}

TEST_CASE("nonsense in a function that is called later has its line too") {
  CHECK(played("local sim = require 'coutil.sim'\nsim.at(1, function()\n  sim.link('a', 'b', {})\nend)")
            .find("broken at 1 (world.lua:2): a function of the scenario raised an error: world.lua:3: "
                  "sim.link: the "
                  "first argument: there is no host named 'a'\nstack traceback:") == 0);
}
