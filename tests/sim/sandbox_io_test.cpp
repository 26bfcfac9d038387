// The io library of the sandbox, and the folder it reads from.
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/sim/lua_world.h"

namespace coutil {
namespace {

using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

/// A folder with a few files, and one outside of it; both go at the end.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/coutil-sandbox-XXXXXX";
    base_ = fs::canonical(mkdtemp(name));
    fs::create_directories(path() / "sub");
    write("text.txt", "one\ntwo\n\nlast");
    write("numbers.txt", " 12 0x1F -3.5e2 .5 nan 7");
    write("sub/deep.txt", "deep");
    write("../secret.txt", "secret");
    fs::create_symlink("../secret.txt", path() / "way-out.txt");
    fs::create_symlink("sub/deep.txt", path() / "link.txt");
    fs::create_symlink("text.txt", path() / "sub/dangling.txt");
  }
  ~Folder() { fs::remove_all(base_); }

  fs::path path() const { return base_ / "folder"; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path() / name) << text; }

  std::string print(const std::string& program) const {
    LuaRun run;
    run.folder = path();
    run.run(program);
    CHECK(run.error == "");
    return run.out;
  }
  std::string error(const std::string& program) const {
    LuaRun run;
    run.folder = path();
    return run.run(program).error;
  }

 private:
  fs::path base_;
};

constexpr char kOpen[] = "local f = assert(io.open('text.txt')) ";

}  // namespace

TEST_CASE("files of the folder can be read in all of Lua's formats") {
  const Folder folder;
  const std::string open = kOpen;
  CHECK(folder.print(open + "print(f:read()) print(f:read('L')) print(f:read('l', 'a', 'a', 'l'))") ==
        "one\ntwo\n\n\tlast\t\tnil\n");
  CHECK(folder.print(open + "print(f:read(2, 0, 100, 0)) print(f:read(1))") ==
        "on\t\te\ntwo\n\nlast\tnil\nnil\n");
  CHECK(folder.print(open + "print(f:read('*a') == 'one\\ntwo\\n\\nlast', f:read('a'), f:read('n'))") ==
        "true\t\tnil\n");
  CHECK(folder.print("local f = io.open('numbers.txt') print(f:read('n', 'n', 'n', 'n', 'n', 'n'))") ==
        "12\t31\t-350.0\t0.5\tnil\n");
  CHECK(folder.print(open + "for line in f:lines() do io.write('[', line, ']') end print(io.type(f))") ==
        "[one][two][][last]file\n");
  CHECK(folder.print("for a, b in io.lines('text.txt', 1, 'l') do io.write(a, '|', tostring(b), ';') end") ==
        "o|ne;t|wo;\n|last;");
  CHECK(folder.print(open + "print(f:seek(), f:seek('set', 4), f:read(), f:seek('end', -2), f:read('a'), "
                            "f:seek('cur', 10), f:read(1), f:seek('set', -1))") ==
        "0\t4\ttwo\t11\tst\t23\tnil\tnil\tInvalid argument\t22\n");
  CHECK_THAT(folder.error(open + "f:read('x')"),
             ContainsSubstring("bad argument #1 to 'read' (invalid format)"));
}

TEST_CASE("a file is closed, and says so") {
  const Folder folder;
  const std::string open = kOpen;
  CHECK(folder.print(open + "print(io.type(f), f:close(), io.type(f), f, io.type(1))") ==
        "file\ttrue\tclosed file\tfile (closed)\tnil\n");
  CHECK_THAT(folder.error(open + "f:close() f:read()"), ContainsSubstring("attempt to use a closed file"));
  CHECK_THAT(folder.error("io.stdout.read(1)"), ContainsSubstring("FILE* expected, got number"));
  CHECK(folder.print("do local f <close> = io.open('text.txt') g = f end print(g)") == "file (closed)\n");
  CHECK(folder.print("local f local next, _, _, file = io.lines('text.txt') for _ in next do end print(file, "
                     "pcall(next))") == "file (closed)\tfalse\tfile is already closed\n");
  CHECK(folder.print(
            "print(io.stdout:close()) print(io.close()) print(io.stdout:seek()) print(io.stdout:flush() == "
            "io.flush(), io.stdout:setvbuf('no'), io.stdout:read())") ==
        "nil\tcannot close standard file\nnil\tcannot close standard file\nnil\tIllegal seek\t29\n"
        "true\ttrue\tnil\tBad file descriptor\t9\n");
  CHECK(folder.print(open + "print(f:write('x'))") == "nil\tBad file descriptor\t9\n");
}

TEST_CASE("default input and output can be set to what there is") {
  const Folder folder;
  CHECK(folder.print(
            "io.input('text.txt') print(io.read(), io.read('L')) for l in io.lines() do io.write(l, '.') "
            "end print(io.input():close())") == "one\ttwo\n\n.last.true\n");
  CHECK_THAT(folder.error("io.input('text.txt'):close() io.read()"),
             ContainsSubstring("default input file is closed"));
  CHECK(folder.print("print(io.output() == io.stdout, io.output(io.stderr) == io.stderr)") == "true\ttrue\n");
  CHECK_THAT(folder.error("io.input('no.txt')"),
             ContainsSubstring("cannot open file 'no.txt' (No such file or directory)"));
}

TEST_CASE("names stay in the folder, whatever they look like") {
  const Folder folder;
  CHECK(folder.print("print(io.open('sub/deep.txt'):read('a'), io.open('./sub/../sub//deep.txt'):read('a'), "
                     "io.open('link.txt'):read('a'), io.open('" +
                     (folder.path() / "sub/deep.txt").string() + "'):read('a'))") ==
        "deep\tdeep\tdeep\tdeep\n");
  CHECK(folder.print("print(io.open('no.txt')) print(io.open('')) print(io.open('sub'):read())") ==
        "nil\tno.txt: No such file or directory\t2\nnil\t: No such file or directory\t2\n"
        "nil\tIs a directory\t21\n");
  for (const std::string name : {"../secret.txt", "/etc/passwd", "way-out.txt", "sub/../../secret.txt",
                                 "/etc/no-such-file", "../folder-else/x", ".."}) {
    CHECK(folder.print("print(io.open('" + name + "'))") ==
          "nil\t" + name + ": No such file or directory\t2\n");
  }
  CHECK(folder.error("io.lines('/etc/passwd')") ==
        "program:1: cannot open file '/etc/passwd' (No such file or directory)");
  CHECK(folder.print("print(select(3, io.open(('x'):rep(5000))))") == "36\n");
}

TEST_CASE("what is written stays in the simulation") {
  const Folder folder;
  CHECK(folder.print("local f = io.open('new.txt', 'w') print(f:write('a', 1, 2.5, 1.0):close()) "
                     "print(io.open('new.txt'):read('a')) print(os.remove('new.txt'), io.open('new.txt'))") ==
        "true\na12.51\ntrue\tnil\tnew.txt: No such file or directory\t2\n");
  CHECK(folder.print("local f = io.open('text.txt', 'a') f:write('!') f:close() "
                     "print((io.open('text.txt'):read('a'):gsub('\\n', ';')))") == "one;two;;last!\n");
  CHECK(folder.print("print(os.remove('text.txt'), io.open('text.txt'))") ==
        "true\tnil\ttext.txt: No such file or directory\t2\n");
  CHECK_FALSE(fs::exists(folder.path() / "new.txt"));
  CHECK(folder.print("print(#io.open('text.txt'):read('a'))") == "13\n");
  CHECK_THAT(folder.error("io.open('new.txt', 'x')"), ContainsSubstring("invalid mode"));
}

TEST_CASE("processes are refused, and standard input is empty") {
  const Folder folder;
  CHECK_THAT(folder.error("io.popen('ls')"), ContainsSubstring("io.popen is refused in the simulation"));
  CHECK(folder.print("print(io.read(), io.read('a'), io.read('n'), io.stdin:read('L'), io.lines()())") ==
        "nil\t\tnil\tnil\n");
  CHECK(folder.print("print(loadfile()(), dofile())") == "nil\n");
}

TEST_CASE("code that the program wrote can be loaded") {
  const Folder folder;
  CHECK(folder.print("local f = io.open('made.lua', 'w') f:write('return ...') f:close() "
                     "print(require 'made', dofile('made.lua'), loadfile('made.lua')(3))") ==
        "made\tnil\t3\n");
  CHECK_THAT(
      folder.print("local name = os.tmpname() local f = io.open(name, 'w') f:write('error[[1]]') f:close() "
                   "print(pcall(dofile, name))"),
      ContainsSubstring("false\t/tmp/lua_000001:1: 1"));
}

TEST_CASE("memory that ends is a disk that is full") {
  LuaRun run;
  run.heap_limit_bytes = std::size_t{4} << 20;
  run.run(
      "local f = io.open('big', 'w') local piece = ('x'):rep(100000) local n, e, c = 0 "
      "while true do local ok ok, e, c = f:write(piece) if not ok then break end n = n + 1 end "
      "f:close() print(n > 5, e, c, os.remove('big')) f = io.open('big', 'w') print(f:write(piece) == f)");
  CHECK(run.error == "");
  CHECK(run.out == "true\tNo space left on device\t28\ttrue\ntrue\n");
}

TEST_CASE("a folder that is not there is an error") {
  LuaRun run;
  run.folder = "/no/such/folder";
  run.run("");
  CHECK(run.error == "No such file or directory");
}

}  // namespace coutil
