// The os library of the sandbox: time, calendar, environment, locale, and what it refuses.
#include "tests/catch.h"
#include "tests/sim/lua_world.h"

namespace coutil {

TEST_CASE("the clock begins at the epoch and moves a microsecond with each reading") {
  CHECK(printed("print(os.time())") == "1893456000\n");
  CHECK(printed("print(os.clock(), os.clock())") == "1e-06\t2e-06\n");
  CHECK(printed("for i = 1, 999999 do os.clock() end print(os.time(), os.time())") ==
        "1893456001\t1893456001\n");
  CHECK(printed("while os.clock() < 0.01 do end print('ended')") == "ended\n");
  CHECK(printed("print(math.type(os.time()), math.type(os.clock()))") == "integer\tfloat\n");
}

TEST_CASE("dates are UTC in the C locale") {
  CHECK(printed("print(os.date())") == "Tue Jan  1 00:00:00 2030\n");
  CHECK(printed("print(os.date('!%c', 0))") == "Thu Jan  1 00:00:00 1970\n");
  CHECK(printed("print(os.date('%Y-%m-%d %H:%M:%S %A %B %j %p %x %X %y%%', 951827696))") ==
        "2000-02-29 12:34:56 Tuesday February 060 PM 02/29/00 12:34:56 00%\n");
  CHECK(printed("print(os.date('%Z %z|', 0), os.date('!%Z %z', 0))") == "UTC +0000|\tGMT +0000\n");
  CHECK(printed("print(os.date('%Ey %Od %G-W%V-%u', 0))") == "70 01 1970-W01-4\n");
  CHECK(printed("print(os.date('', 0), os.date('a\\0b', 0) == 'a\\0b')") == "\ttrue\n");
  CHECK(printed("print(os.date('%F %T', -1))") == "1969-12-31 23:59:59\n");
  CHECK(printed("local d = os.date('*t', 86399) print(d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, "
                "d.yday, d.isdst)") == "1970\t1\t1\t23\t59\t59\t5\t1\tfalse\n");
  CHECK(printed("print(os.date('!*t', 0).year)") == "1970\n");
}

TEST_CASE("wrong dates are refused with the library's words") {
  CHECK(error_of("os.date('%Ez', 0)") == "bad argument #1 to 'date' (invalid conversion specifier '%Ez')");
  CHECK(error_of("os.date('%', 0)") == "bad argument #1 to 'date' (invalid conversion specifier '%')");
  CHECK(error_of("os.date('%c', 1 << 60)") == "date result cannot be represented in this installation");
  CHECK(error_of("os.time{year=2000}") == "field 'month' missing in date table");
  CHECK(error_of("os.time{year=2000, month='x', day=1}") == "field 'month' is not an integer");
  CHECK(error_of("os.time{year=2000, month=1 << 40, day=1}") == "field 'month' is out-of-bound");
  CHECK(error_of("os.time{year=1969, month=12, day=31, hour=23, min=59, sec=59}") ==
        "time result cannot be represented in this installation");
  CHECK(error_of("os.time(1)") == "bad argument #1 to 'time' (table expected, got number)");
}

TEST_CASE("os.time makes the fields of a table usual") {
  CHECK(
      printed("local t = {year=2030, month=14, day=-1, hour=25, min=-1, sec=3600} "
              "print(os.time(t), os.date('%F %T', os.time(t)), t.year, t.month, t.day, t.hour, t.min, t.sec, "
              "t.wday, t.yday)") == "1927591140\t2031-01-31 01:59:00\t2031\t1\t31\t1\t59\t0\t6\t31\n");
  CHECK(printed("print(os.time{year=2030, month=1, day=1})") == "1893499200\n");  // noon
  CHECK(printed("print(os.difftime(os.time{year=2031,month=1,day=1}, os.time{year=2030,month=1,day=1}))") ==
        "31536000.0\n");
}

TEST_CASE("environment and locale are those of an empty machine") {
  CHECK(printed("print(os.getenv('PATH'), os.getenv('HOME'))") == "nil\tnil\n");
  CHECK(
      printed("print(os.setlocale(), os.setlocale('C'), os.setlocale(''), os.setlocale('POSIX', 'time'))") ==
      "C\tC\tC\tC\n");
  CHECK(printed("print(os.setlocale('de_DE.UTF-8'), string.format('%g', 1.5))") == "nil\t1.5\n");
  CHECK(error_of("os.setlocale('C', 'x')") == "bad argument #2 to 'setlocale' (invalid option 'x')");
  CHECK(printed("print(os.tmpname(), os.tmpname())") == "/tmp/lua_000001\t/tmp/lua_000002\n");
}

TEST_CASE("what reaches other processes is refused") {
  CHECK(error_of("os.execute('true')") ==
        "os.execute is refused in the simulation: what another process does can't be repeated; use the real "
        "backend (coutil run --backend real)");
  CHECK(printed("print(os.execute())") == "false\n");
}

TEST_CASE("files are removed and renamed as on Linux") {
  CHECK(printed("print(os.remove('no-such-file')) print(os.rename('no-such-file', 'y')) "
                "print(os.remove('/tmp'))") ==
        "nil\tno-such-file: No such file or directory\t2\nnil\tNo such file or directory\t2\ntrue\n");
  CHECK(printed(
            "local a = os.tmpname() print(os.rename(a, a .. 'x'), io.open(a), io.type(io.open(a .. 'x')))") ==
        "true\tnil\tfile\n");
}

TEST_CASE("os.exit ends the program from inside nested coroutines") {
  LuaRun run;
  run.run(
      "print(1) coroutine.wrap(function() pcall(function() coroutine.wrap(function() os.exit(7) end)() end) "
      "print(2) end)()");
  CHECK(run.state == WorldState::kAbandoned);
  CHECK(run.exit_code == 7);
  CHECK(run.out == "1\n");
  CHECK(run.run("os.exit(false)").exit_code == 1);
  CHECK(run.run("os.exit(true, true)").exit_code == 0);
  CHECK(run.run("os.exit()").exit_code == 0);
  CHECK(run.state == WorldState::kAbandoned);
}

}  // namespace coutil
