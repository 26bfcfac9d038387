#!/bin/bash
# Where the kernel refuses the filter of system calls: one's own work is checked, with a note; the work of others is
# graded only by --unfenced. Exit 77: skipped, as this machine refuses such filters itself.
# unfenced.sh COUTIL LESSONS WITHOUT_SECCOMP
# shellcheck source=tests/lessons/in_empty_folder.sh
. "$(dirname "$0")/in_empty_folder.sh"
without=$(realpath "$3")
cd "$work" || exit 1

"$without" true
[ $? = 77 ] && { echo "skipped: no filters of system calls here"; exit 77; }
"$coutil" learn start suspend >out 2>err </dev/null || fail "start"
cp "$lessons/course/suspend/solution.lua" coutil-lessons/suspend/exercise.lua
"$coutil" learn check suspend >out 2>err || fail "check"
[ ! -s err ] || fail "a note where all is well"
"$without" "$coutil" learn check suspend >out 2>err || fail "check without the filter"
grep -q "passed with" out || fail "no verdict"
grep -q "refuses the filter of system calls (seccomp)" err || fail "no note"
"$without" "$coutil" learn report --to json >out 2>err || fail "report without the filter"
grep -q "seccomp" err || fail "no note at a report"

mkdir -p class/ann/suspend
cp coutil-lessons/suspend/exercise.lua class/ann/suspend
"$without" "$coutil" learn grade class --lesson suspend >out 2>err
[ $? = 2 ] || fail "grade without the filter is to be refused"
grep -q -- "--unfenced" err || fail "it does not say what to do"
"$without" "$coutil" learn grade class --lesson suspend --unfenced >out 2>err || fail "grade --unfenced"
"$coutil" learn grade class --lesson suspend >out 2>err || fail "grade"
echo "said, and refused where it matters"
