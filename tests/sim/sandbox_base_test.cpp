// print, warn, random numbers, the debug library, addresses and the collector, as a program in the
// simulation sees them.
#include "tests/catch.h"
#include "tests/sim/lua_world.h"

namespace coutil {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("what is printed is told, with the library's form") {
  CHECK(printed("print() print(1, 2.0, 'a\\0b', nil, true)") ==
        std::string("\n1\t2.0\ta\0b\tnil\ttrue\n", 20));
  CHECK(printed("print(setmetatable({}, {__tostring = function() return 'mine' end}))") == "mine\n");
  CHECK(error_of("print(setmetatable({}, {__tostring = function() return {} end}))") ==
        "'__tostring' must return a string");
  CHECK(printed("io.write('a', 1, 2.5, '\\n') io.stdout:write('b'):write('c\\n')") == "a12.5\nbc\n");
}

TEST_CASE("standard error and warnings are told apart") {
  LuaRun run;
  run.run(
      "io.stderr:write('x', 1, '\\n') warn('off') warn('@on') warn('one', 'two') warn('@off') warn('three')");
  CHECK(run.out == "");
  CHECK(run.err == "x1\nLua warning: onetwo\n");
}

TEST_CASE("random numbers come from the seed") {
  const std::string program =
      "print(math.random(1000000), math.random()) math.randomseed(5) print(math.random(1000000)) "
      "math.randomseed() print(math.random(1000000)) math.randomseed() print(math.random(1000000))";
  LuaRun one;
  LuaRun two;
  two.seed = 2;
  const std::string first = one.run(program).out;
  CHECK(one.run(program).out == first);
  CHECK(two.run(program).out != first);
  CHECK(printed("math.randomseed(5, 6) local a = math.random(0) math.randomseed(5, 6) print(a == "
                "math.random(0))") == "true\n");
  CHECK(printed("local a, b = math.randomseed() local x = math.random(0) math.randomseed(a, b) "
                "print(math.type(a), math.type(b), x == math.random(0))") == "integer\tinteger\ttrue\n");
  CHECK(error_of("math.randomseed('x')") == "bad argument #1 to 'randomseed' (number expected, got string)");
}

TEST_CASE("debug.debug is refused, hooks are not") {
  CHECK_THAT(error_of("debug.debug()"), ContainsSubstring("debug.debug is refused in the simulation"));
  CHECK(printed("local n = 0 debug.sethook(function() n = n + 1 end, 'l')\nlocal x = 1\nlocal y = 2\n"
                "debug.sethook() print(n)") == "3\n");
}

TEST_CASE("addresses are those of the arena and repeat") {
  const std::string program =
      "print({}, function() end, coroutine.create(print), io.stdout, print) "
      "print(string.format('%p %p %p', {}, 'text', io.stderr)) "
      "local t = {} for i = 1, 50 do t['k' .. i] = i t[{}] = i t[function() end] = i "
      "t[coroutine.create(print)] = i end "
      "for k, v in pairs(t) do print(k, v) end";
  const std::string first = printed(program);
  CHECK_THAT(first, ContainsSubstring("table: 0x2002"));
  CHECK_THAT(first, ContainsSubstring("file (0x2002"));
  CHECK(printed(program) == first);
}

TEST_CASE("a program that fills the arena gets a Lua error and can go on") {
  LuaRun run;
  run.heap_limit_bytes = std::size_t{4} << 20;
  run.run(
      "print(pcall(string.rep, 'x', 1 << 24)) "
      "print(pcall(function() local t = {} for i = 1, 1e9 do t[i] = {i} end end)) collectgarbage() "
      "print('on')");
  CHECK(run.error == "");
  CHECK(run.out == "false\tnot enough memory\nfalse\tnot enough memory\non\n");
}

TEST_CASE("garbage within one step becomes room for other things") {
  LuaRun run;
  run.heap_limit_bytes = std::size_t{8} << 20;
  run.run(
      "for i = 1, 300000 do local t = {i} end print(#string.rep('x', 1 << 20)) "
      "for i = 1, 300000 do local f = function() return i end end print(#string.rep('y', 1 << 20))");
  CHECK(run.error == "");
  CHECK(run.out == "1048576\n1048576\n");
}

TEST_CASE("Lua's own nesting limits come before the end of the stack") {
  CHECK_THAT(printed("local function f(s) return (s:gsub('x', f)) end print(pcall(f, 'x')) "
                     "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) "
                     "print(pcall(function() return t[1] end)) "
                     "print(load(('('):rep(1000) .. '1' .. (')'):rep(1000))) "
                     "print(pcall(string.find, ('a'):rep(300000), ('a?'):rep(300000)))"),
             ContainsSubstring("C stack overflow"));
  CHECK_THAT(printed("local function f() return coroutine.wrap(f)() end print(pcall(f))"),
             ContainsSubstring("C stack overflow"));
}

TEST_CASE("nothing is collected inside a step") {
  LuaRun run;
  run.min_mark_bytes = std::size_t{1} << 20;
  run.run(R"(
    local dead = 0
    local weak = setmetatable({}, {__mode = 'k'})
    local function make(n)
      for i = 1, n do weak[setmetatable({}, {__gc = function() dead = dead + 1 end})] = string.rep('x', 100) .. i end
    end
    local function alive() local n = 0 for _ in pairs(weak) do n = n + 1 end return n end
    boundary() print(dead, alive())
    make(10) boundary() print(dead, alive())
    make(9990) print(dead, alive())
    boundary() print(dead, alive())
    make(5) collectgarbage() print(dead, alive())
  )");
  CHECK(run.error == "");
  // A key that has a finalizer leaves a weak table one collection after the finalizer ran.
  CHECK(run.out == "0\t0\n0\t10\n0\t10000\n10000\t10000\n10005\t5\n");
}

TEST_CASE("collectgarbage answers as in Lua") {
  CHECK(printed("print(collectgarbage('isrunning'), collectgarbage('stop'), collectgarbage('isrunning'), "
                "collectgarbage('restart'), collectgarbage('isrunning'))") == "true\t0\tfalse\t0\ttrue\n");
  CHECK(printed("print(collectgarbage('generational'), collectgarbage('incremental', 100, 200), "
                "collectgarbage('incremental'))") == "incremental\tgenerational\tincremental\n");
  CHECK(printed("print(collectgarbage('setpause', 150), collectgarbage('setpause', 200), "
                "collectgarbage('setstepmul', 50), collectgarbage('setstepmul', 60))") ==
        "200\t150\t100\t50\n");
  CHECK(printed("print(math.type(collectgarbage('count')), collectgarbage('count') > 10)") ==
        "float\ttrue\n");
  CHECK(printed("local n = 0 repeat n = n + 1 until collectgarbage('step') print(n > 0, collectgarbage())") ==
        "true\t0\n");
  CHECK(printed("setmetatable({}, {__gc = function() print(collectgarbage()) end}) collectgarbage()") ==
        "nil\n");
  CHECK(error_of("collectgarbage('x')") == "bad argument #1 to 'collectgarbage' (invalid option 'x')");
  LuaRun run;
  run.min_mark_bytes = 0;
  run.run(
      "collectgarbage('stop') local dead = 0 "
      "for i = 1, 9999 do setmetatable({}, {__gc = function() dead = dead + 1 end}) end boundary() "
      "print(dead) "
      "collectgarbage('restart') boundary() print(dead)");
  CHECK(run.out == "0\n9999\n");
}

}  // namespace coutil
