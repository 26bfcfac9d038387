// Loading code in the sandbox: require, dofile, loadfile, package, and the names that chunks get.
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/sim/lua_world.h"

namespace coutil {
namespace {

using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

/// A folder with modules; it goes at the end.
class Modules {
 public:
  Modules() {
    char name[] = "/tmp/coutil-modules-XXXXXX";
    base_ = fs::canonical(mkdtemp(name));
    fs::create_directories(path() / "sub/deeper");
    write("plain.lua", "local name, file = ... return {name = name, file = file}");
    write("sub/init.lua", "return 'init'");
    write("sub/deeper/leaf.lua", "return debug.getinfo(1, 'S').short_src");
    write("wrong.lua", "local = 1");
    write("fails.lua", "#!/usr/bin/lua\nerror('here')");
    write("values.lua", "\xEF\xBB\xBF# first line\nreturn 1, ..., 3");
    write("yields.lua", "return coroutine.yield(1) + 1");
    write("environment.lua", "return x");
    write("../outside.lua", "return 'outside'");
    fs::create_symlink("../outside.lua", path() / "link.lua");
  }
  ~Modules() { fs::remove_all(base_); }

  fs::path path() const { return base_ / "folder"; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path() / name) << text; }

  LuaRun run(const std::string& program) const {
    LuaRun run;
    run.folder = path();
    return run.run(program);
  }
  std::string print(const std::string& program) const {
    const LuaRun done = run(program);
    CHECK(done.error == "");
    return done.out;
  }

 private:
  fs::path base_;
};

}  // namespace

TEST_CASE("require finds modules in the script's folder and nowhere else") {
  const Modules modules;
  CHECK(modules.print("local m, file = require 'plain' print(m.name, m.file, file, require 'plain' == m)") ==
        "plain\t./plain.lua\t./plain.lua\ttrue\n");
  CHECK(modules.print("print(require 'sub', require 'sub.deeper.leaf')") ==
        "init\tsub/deeper/leaf.lua\t./sub/deeper/leaf.lua\n");
  CHECK(modules.print("print(package.path, package.cpath, #package.searchers)") ==
        "./?.lua;./?/init.lua\t\t3\n");
  CHECK(modules.print("package.preload.mine = function() return 'preloaded' end print((require 'mine'))") ==
        "preloaded\n");
  CHECK_THAT(modules.run("require 'wrong'").error,
             ContainsSubstring("error loading module 'wrong' from file './wrong.lua':\n\twrong.lua:1:"));
  CHECK_THAT(modules.run("require 'fails'").error, ContainsSubstring("fails.lua:2: here"));
  CHECK_THAT(modules.run("package.path = nil require 'x'").error,
             ContainsSubstring("'package.path' must be a string"));
}

TEST_CASE("a module that is not found says where it was looked for, and what about C modules") {
  const Modules modules;
  CHECK(modules.run("require 'no.such'").error ==
        "program:1: module 'no.such' not found:\n\tno field package.preload['no.such']\n\tno file "
        "'./no/such.lua'\n\t"
        "no file './no/such/init.lua'\n\tno C module 'no.such': the simulation refuses them, because what "
        "they do "
        "can't be repeated; use a module in Lua, or the real backend (coutil run --backend real), or "
        "allow it all the same (--allow-c-module no.such)");
  CHECK_THAT(
      modules.run("package.path = '../?.lua;/usr/share/lua/5.4/?.lua' require 'outside'").error,
      ContainsSubstring("no file '/usr/share/lua/5.4/outside.lua'\n\t(in the simulation only files in the "
                        "script's folder can be loaded)"));
  CHECK_THAT(modules.run("require 'link'").error,
             ContainsSubstring("only files in the script's folder can be loaded"));
  CHECK(modules.print("print(package.searchpath('sub.deeper.leaf', package.path)) "
                      "print(package.searchpath('a-b', './?;x?', '-', '+'))") ==
        "./sub/deeper/leaf.lua\nnil\tno file './a+b'\n\tno file 'xa+b'\n");
}

TEST_CASE("C libraries are refused unless they are allowed by name") {
  const Modules modules;
  CHECK_THAT(modules.print("print(package.loadlib('/lib/libc.so.6', '*'))"),
             ContainsSubstring("nil\tpackage.loadlib is refused in the simulation") &&
                 ContainsSubstring("\tabsent\n"));
  modules.write("allowed.so", "not a library");
  const std::string_view names[] = {"allowed"};
  LuaRun run;
  run.folder = modules.path();
  run.allowed_c_modules = names;
  run.c_module_path = (modules.path() / "?.so").string();
  run.run(
      "print(pcall(require, 'allowed')) print(pcall(require, 'allowed.part')) print(pcall(require, 'other')) "
      "print(package.cpath == '')");
  CHECK(run.error == "");
  CHECK_THAT(run.out, ContainsSubstring("error loading module 'allowed' from file") &&
                          ContainsSubstring("error loading module 'allowed.part' from file") &&
                          ContainsSubstring("no C module 'other'") && ContainsSubstring("\ntrue\n"));
  run.c_module_path = "/nowhere/?.so";
  CHECK_THAT(run.run("require 'allowed'").error, ContainsSubstring("no file '/nowhere/allowed.so'"));
}

TEST_CASE("dofile and loadfile read the folder, under relative names") {
  const Modules modules;
  CHECK(modules.print("print(dofile('values.lua'))") == "1\tnil\t3\n");
  CHECK(modules.print("print(loadfile('values.lua')(2))") == "1\t2\t3\n");
  CHECK(modules.print("print(loadfile('" + (modules.path() / "sub/deeper/leaf.lua").string() + "')())") ==
        "sub/deeper/leaf.lua\n");
  CHECK(modules.print("print(loadfile('environment.lua', 't', {x = 5})())") == "5\n");
  CHECK(modules.print("print(loadfile('environment.lua', 'b'))") ==
        "nil\tattempt to load a text chunk (mode is 'b')\n");
  CHECK(modules.print("local f = coroutine.wrap(dofile) print(f('yields.lua'), f(41))") == "1\t42\n");
  CHECK(modules.print("print(loadfile('no.lua')) print(loadfile('sub'))") ==
        "nil\tcannot open no.lua: No such file or directory\nnil\tcannot read sub: Is a directory\n");
  CHECK(modules.print("print(loadfile('../outside.lua'))") ==
        "nil\tcannot open ../outside.lua: No such file or directory (in the simulation only files in the "
        "script's folder can be loaded)\n");
  CHECK(modules.run("dofile('no.lua')").error == "cannot open no.lua: No such file or directory");
  CHECK(modules.run("dofile('link.lua')").error ==
        "cannot open link.lua: No such file or directory (in the simulation only files in the script's "
        "folder can be loaded)");
}

TEST_CASE("the script itself is loaded under its relative name") {
  const Modules modules;
  LuaRun run;
  run.folder = modules.path();
  run.file = "fails.lua";
  CHECK(run.run("").error == "fails.lua:2: here");
  run.file = (modules.path() / "sub/../fails.lua").string();
  CHECK(run.run("").error == "fails.lua:2: here");
  run.file = "wrong.lua";
  CHECK_THAT(run.run("").error, ContainsSubstring("wrong.lua:1: <name> expected"));
  run.file = "no.lua";
  CHECK(run.run("").error == "cannot open no.lua: No such file or directory");
}

TEST_CASE("compiled chunks load, with a first line before them too") {
  const Modules modules;
  const std::string compiled = modules.print("io.write(string.dump(function() return 'compiled' end))");
  modules.write("compiled.lua", compiled);
  modules.write("line.lua", "#!lua\n" + compiled);
  CHECK(modules.print("print(dofile('compiled.lua'), dofile('line.lua'))") == "compiled\tcompiled\n");
}

}  // namespace coutil
