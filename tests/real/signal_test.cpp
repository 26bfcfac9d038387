// Signals: caught while somebody waits, with their own action otherwise.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {
namespace {

struct TriedSignal : Tried {
  explicit TriedSignal(int number) : Tried(OperationKind::kSignal) { signal = number; }
};

bool has_action(int number, void (*action)(int)) {
  struct sigaction present {};
  sigaction(number, nullptr, &present);
  return present.sa_handler == action;
}

// Runs `act` in a child and gives how it ended: its exit status, or 1000 and the signal.
template <typename Act>
int end_of(Act act) {
  const pid_t child = fork();
  if (child == 0) {
    act();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("a signal wakes all who wait for it") {
  Trial trial;
  TriedSignal one(SIGUSR1);
  TriedSignal two(SIGUSR1);
  TriedSignal given_up(SIGUSR1);
  TriedSignal other(SIGUSR2);
  for (Operation* operation : {&one, &given_up, &two, &other}) trial.start(*operation);
  CHECK(trial.look() == 0);
  CHECK(trial.backend().cancel(given_up));
  kill(getpid(), SIGUSR1);
  CHECK(trial.wait(one) == ErrorCode::kOk);
  CHECK(two.done);
  CHECK_FALSE(other.done);
  CHECK_FALSE(given_up.done);
  TriedSignal again(SIGUSR1);
  trial.start(again);
  kill(getpid(), SIGUSR1);
  CHECK(trial.wait(again) == ErrorCode::kOk);
  trial.look();
  CHECK(has_action(SIGUSR1, SIG_DFL));
  CHECK_FALSE(has_action(SIGUSR2, SIG_DFL));
  CHECK(trial.backend().cancel(other));
  trial.look();
  CHECK(has_action(SIGUSR2, SIG_DFL));
}

TEST_CASE("a signal that comes before it is awaited again is not lost and does no harm") {
  Trial trial;
  TriedSignal one(SIGUSR1);
  trial.start(one);
  kill(getpid(), SIGUSR1);
  CHECK(trial.wait(one) == ErrorCode::kOk);
  kill(getpid(), SIGUSR1);
  TriedSignal two(SIGUSR1);
  trial.start(two);
  CHECK(trial.wait(two) == ErrorCode::kOk);
}

TEST_CASE("a signal that nobody awaits has its own action") {
  const auto act = [](bool in_between) {
    auto backend = make_real_backend();
    TriedSignal one(SIGUSR1);
    backend->start(one);
    kill(getpid(), SIGUSR1);
    CompletedList completed;
    while (completed.first == nullptr) backend->wait_until(backend->clock_ns() + 1000000, completed);
    if (in_between) kill(getpid(), SIGUSR1);
    backend->wait_until(0, completed);
    if (!in_between) kill(getpid(), SIGUSR1);
  };
  CHECK(end_of([&] { act(true); }) == 1000 + SIGUSR1);
  CHECK(end_of([&] { act(false); }) == 1000 + SIGUSR1);
}

TEST_CASE("signals that can't be caught fail later") {
  Trial trial;
  for (int number : {SIGKILL, SIGSTOP, 0, -1, 65, 1000}) {
    TriedSignal operation(number);
    trial.start(operation);
    CHECK_FALSE(operation.done);
    CHECK(trial.wait(operation) == ErrorCode::kEINVAL);
  }
}

TEST_CASE("SIGPIPE is ignored, caught while somebody waits, and ignored again") {
  Trial trial;
  CHECK(has_action(SIGPIPE, SIG_IGN));
  TriedSignal one(SIGPIPE);
  trial.start(one);
  CHECK_FALSE(has_action(SIGPIPE, SIG_IGN));
  kill(getpid(), SIGPIPE);
  CHECK(trial.wait(one) == ErrorCode::kOk);
  kill(getpid(), SIGPIPE);
  trial.look();
  CHECK(has_action(SIGPIPE, SIG_IGN));
}

TEST_CASE("the end of a child is a signal, too") {
  Trial trial;
  TriedSignal child(SIGCHLD);
  trial.start(child);
  Tried process(OperationKind::kProcess);
  ProcessRequest wanted;
  wanted.file = "/bin/true";
  char name[] = "true";
  char* arguments[] = {name, nullptr};
  wanted.arguments = arguments;
  process.process = &wanted;
  trial.start(process);
  CHECK(trial.wait(process) == ErrorCode::kOk);
  CHECK(trial.wait(child) == ErrorCode::kOk);
}

}  // namespace coutil
