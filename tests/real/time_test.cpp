// Waiting: never early, no longer than asked, no spinning, and no waiting when something ended already.
#include <ctime>

#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {
namespace {

constexpr TimeNs kMs = 1000000;

TimeNs processor_ns() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return TimeNs{time.tv_sec} * 1000000000 + time.tv_nsec;
}

}  // namespace

TEST_CASE("the clock begins at zero and goes on") {
  Trial trial;
  const TimeNs first = trial.backend().clock_ns();
  CHECK(first >= 0);
  CHECK(first < 5000 * kMs);
  CHECK(trial.backend().clock_ns() >= first);
}

TEST_CASE("waiting ends at the deadline and takes no time of the processor") {
  Trial trial;
  CompletedList completed;
  for (TimeNs time : {0 * kMs, 1 * kMs, 50 * kMs, 5 * kMs + 1}) {
    const TimeNs deadline = trial.backend().clock_ns() + time;
    const TimeNs began = processor_ns();
    TimeNs now = 0;
    for (int i = 0; i < 3 && now < deadline; ++i) now = trial.backend().wait_until(deadline, completed);
    CHECK(now >= deadline);
    CHECK(now < deadline + 5000 * kMs);
    CHECK(processor_ns() - began < 15 * kMs);
  }
  CHECK(completed.first == nullptr);
}

TEST_CASE("a deadline that passed only looks") {
  Trial trial;
  CompletedList completed;
  const TimeNs began = trial.backend().clock_ns();
  for (int i = 0; i < 1000; ++i) trial.backend().wait_until(-1, completed);
  trial.backend().wait_until(began, completed);
  CHECK(trial.backend().clock_ns() < began + 5000 * kMs);
}

TEST_CASE("waiting without a deadline ends with an operation, also after one with a deadline") {
  Trial trial;
  auto [near, far] = trial.connection();
  TriedReceive receive(far);
  trial.start(receive);
  CompletedList completed;
  trial.backend().wait_until(trial.backend().clock_ns() + 2 * kMs, completed);
  CHECK(completed.first == nullptr);
  CHECK(trial.try_send(near, "x") == ErrorCode::kOk);
  while (completed.first == nullptr) trial.backend().wait_until(kNever, completed);
  CHECK(completed.take() == &receive);
  Tried failing(OperationKind::kSignal);
  failing.signal = 9;
  trial.start(failing);
  trial.backend().wait_until(kNever, completed);
  CHECK(completed.take() == &failing);
}

TEST_CASE("operations are handed over once, in the order of their ends") {
  Trial trial;
  Tried operations[3] = {Tried(OperationKind::kSignal), Tried(OperationKind::kSignal),
                         Tried(OperationKind::kSignal)};
  for (Tried& operation : operations) {
    operation.signal = 9;
    trial.start(operation);
  }
  CHECK(trial.backend().cancel(operations[2]));
  trial.start(operations[2]);
  CHECK(trial.backend().cancel(operations[1]));
  CompletedList completed;
  trial.backend().wait_until(kNever, completed);
  CHECK(completed.take() == &operations[0]);
  CHECK(completed.take() == &operations[2]);
  CHECK(completed.take() == nullptr);
  trial.backend().wait_until(0, completed);
  CHECK(completed.take() == nullptr);
}

}  // namespace coutil
