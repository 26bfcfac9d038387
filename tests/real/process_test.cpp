// Running programs: how they end, what they get from us, what can't be started, and those that nobody waits
// for.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <vector>

#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {
namespace {

// A shell that runs a script.
struct TriedShell : Tried {
  explicit TriedShell(std::string of_script) : Tried(OperationKind::kProcess), script(std::move(of_script)) {
    arguments = {const_cast<char*>("sh"), const_cast<char*>("-c"), script.data(), nullptr};
    wanted.file = "/bin/sh";
    wanted.arguments = arguments.data();
    process = &wanted;
  }
  std::string script;
  std::vector<char*> arguments;
  ProcessRequest wanted;
};

// What a shell wrote to its standard output.
std::string output_of(Trial& trial, TriedShell& shell) {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  shell.wanted.standard_files[1] = ends[1];
  trial.start(shell);
  ::close(ends[1]);
  CHECK(trial.wait(shell) == ErrorCode::kOk);
  std::string text;
  char part[100];
  for (ssize_t size = 0; (size = read(ends[0], part, sizeof part)) > 0;) text.append(part, size);
  ::close(ends[0]);
  return text;
}

}  // namespace

TEST_CASE("how a process ends") {
  Trial trial;
  TriedShell status("exit 7");
  trial.start(status);
  CHECK(status.pid > 0);
  CHECK_FALSE(status.done);
  CHECK(trial.wait(status) == ErrorCode::kOk);
  CHECK_FALSE(status.by_signal);
  CHECK(status.number == 7);
  TriedShell killed("kill -9 $$");
  trial.start(killed);
  CHECK(trial.wait(killed) == ErrorCode::kOk);
  CHECK(killed.by_signal);
  CHECK(killed.number == SIGKILL);
}

TEST_CASE("what a process gets") {
  Trial trial;
  TriedShell folder("pwd");
  folder.wanted.folder = "/usr";
  CHECK(output_of(trial, folder) == "/usr\n");
  TriedShell environment("echo $ONE $HOME");
  char one[] = "ONE=1";
  char* variables[] = {one, nullptr};
  environment.wanted.environment = variables;
  CHECK(output_of(trial, environment) == "1\n");
  TriedShell own("echo $$");
  const std::string own_text = output_of(trial, own);
  CHECK(own_text == std::to_string(own.pid) + "\n");
  TriedShell broken("yes | head -1; kill -PIPE $$");  // we ignore it, a child does not
  CHECK(output_of(trial, broken) == "y\n");
  CHECK(broken.by_signal);
}

TEST_CASE("what can't be started fails later") {
  Trial trial;
  TriedShell missing("");
  missing.wanted.file = "/nowhere/at/all";
  trial.start(missing);
  CHECK_FALSE(missing.done);
  CHECK(trial.wait(missing) == ErrorCode::kENOENT);
  TriedShell folder("");
  folder.wanted.folder = "/nowhere";
  trial.start(folder);
  CHECK(trial.wait(folder) == ErrorCode::kENOENT);
  TriedShell denied("");
  denied.wanted.file = "/etc/passwd";
  trial.start(denied);
  CHECK(trial.wait(denied) == ErrorCode::kEACCES);
  TriedShell given_up("");
  given_up.wanted.file = "/nowhere/at/all";
  trial.start(given_up);
  CHECK(trial.backend().cancel(given_up));
  CHECK(trial.look() == 0);
}

TEST_CASE("a process that nobody waits for is looked after") {
  Trial trial;
  std::int64_t pid = 0;
  {
    TriedShell shell("sleep 0.05");
    trial.start(shell);
    pid = shell.pid;
    CHECK(trial.backend().cancel(shell));
  }
  CHECK(kill(static_cast<pid_t>(pid), 0) == 0);
  bool there = true;  // as a zombie, too
  for (int i = 0; i < 500 && there; ++i) {
    CHECK(trial.look_for(std::chrono::milliseconds(20)) == 0);
    there = kill(static_cast<pid_t>(pid), 0) == 0;
  }
  CHECK_FALSE(there);
}

TEST_CASE("the backend ends before its processes") {
  Trial trial;
  TriedShell shell("sleep 0.05");
  trial.start(shell);
  TriedShell given_up("sleep 0.05");
  trial.start(given_up);
  CHECK(trial.backend().cancel(given_up));
  trial.finish();
  CHECK_FALSE(shell.done);
}

TEST_CASE("many processes at once") {
  Trial trial;
  std::vector<std::unique_ptr<TriedShell>> shells;
  for (int i = 0; i < 20; ++i) {
    shells.push_back(std::make_unique<TriedShell>("exit " + std::to_string(i)));
    trial.start(*shells.back());
  }
  for (int i = 0; i < 20; ++i) {
    CHECK(trial.wait(*shells[i]) == ErrorCode::kOk);
    CHECK(shells[i]->number == i);
  }
}

}  // namespace coutil
