// The same program in many processes, each with another environment, time zone, locale, folder and layout
// of addresses, prints the same bytes and uses as many of the arena.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "tests/catch.h"

namespace coutil {
namespace {

namespace fs = std::filesystem;

struct Surroundings {
  std::string working_folder;
  std::string script_folder;
  std::vector<std::string> environment;
};

[[noreturn]] void run_child(const Surroundings& where, int output) {
  std::vector<char*> environment;
  for (const std::string& entry : where.environment) environment.push_back(const_cast<char*>(entry.c_str()));
  environment.push_back(nullptr);
  std::string program = COUTIL_RUN_ONCE;
  std::string folder = where.script_folder;
  char* arguments[] = {program.data(), folder.data(), nullptr};
  dup2(output, STDOUT_FILENO);
  if (chdir(where.working_folder.c_str()) == 0) execve(program.c_str(), arguments, environment.data());
  _exit(127);
}

std::string output_of(const Surroundings& where) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) run_child(where, ends[1]);
  close(ends[1]);
  std::string output;
  char chunk[4096];
  for (ssize_t got = 0; (got = read(ends[0], chunk, sizeof chunk)) > 0;) {
    output.append(chunk, static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  return output;
}

/// The program's folder, and a copy of it elsewhere that goes at the end.
class Folders {
 public:
  Folders() {
    char name[] = "/tmp/coutil-repeat-XXXXXX";
    copy_ = fs::canonical(mkdtemp(name)) / "a folder with another name" / "deep";
    fs::create_directories(copy_);
    fs::copy(original(), copy_, fs::copy_options::recursive);
  }
  ~Folders() { fs::remove_all(copy_.parent_path().parent_path()); }

  static fs::path original() { return COUTIL_REPEAT_FOLDER; }
  const fs::path& copy() const { return copy_; }

 private:
  fs::path copy_;
};

Surroundings surroundings(const Folders& folders, int number) {
  static const char* const kZones[] = {"UTC", "America/New_York", "right/Europe/Berlin", ":/etc/none",
                                       "XYZ-7"};
  static const char* const kLocales[] = {"C", "de_DE.UTF-8", "C.UTF-8", "tr_TR", "POSIX"};
  const std::string n = std::to_string(number);
  Surroundings where;
  where.environment = {std::string("TZ=") + kZones[number % 5],
                       std::string("LC_ALL=") + kLocales[number / 2 % 5],
                       "LUA_PATH=/tmp/?.lua" + n,
                       "LUA_INIT=error('read')",
                       "HOME=/home/" + n,
                       "SEED=" + n,
                       "PADDING=" + std::string(static_cast<std::size_t>(number) * 997 % 60000, 'x')};
  if (number % 3 == 0) where.environment.clear();
  switch (number % 4) {
    case 0:
      where.working_folder = "/";
      where.script_folder = folders.original();
      break;
    case 1:
      where.working_folder = folders.original();
      where.script_folder = ".";
      break;
    case 2:
      where.working_folder = "/tmp";
      where.script_folder = folders.copy();
      break;
    default:
      where.working_folder = folders.copy() / "part";
      where.script_folder = "..";
  }
  return where;
}

void run_many(int count) {
  const Folders folders;
  const std::string first = output_of(surroundings(folders, 0));
  CHECK(first.size() > 20000);
  for (int number = 1; number < count; ++number) {
    if (output_of(surroundings(folders, number)) != first)
      FAIL("run " << number << " differs from the first");
  }
}

}  // namespace

TEST_CASE("a program repeats in other surroundings", "[process]") { run_many(40); }
TEST_CASE("a program repeats a thousand times", "[.figures]") { run_many(1000); }

}  // namespace coutil
