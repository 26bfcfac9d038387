#!/bin/bash
# What `report` and `grade` write is taken by those that it is for: JUnit by junitparser and xmllint, TAP by prove,
# Gradescope's results.json against its rules, CSV and JSON by reading them.
# reports.sh COUTIL LESSONS RULES.lua
# shellcheck source=tests/lessons/in_empty_folder.sh
. "$(dirname "$0")/in_empty_folder.sh"
rules=$(realpath "$3")
cd "$work" || exit 1

# One that passes, one that fails with words that are hard to write down, one that does not compile; the others are new.
for name in suspend lost_wakeup mutex; do
  "$coutil" learn start $name >/dev/null 2>&1 </dev/null || fail "start $name"
done
cp "$lessons/course/suspend/solution.lua" coutil-lessons/suspend/exercise.lua
# shellcheck disable=SC2028 # the program's own escapes
echo 'error("<b> & \"quotes\" ]]> \0 \27[31m \255 # SKIP \n not ok 7 - \u{FFFF} äöü")' >coutil-lessons/lost_wakeup/exercise.lua
echo 'return return' >coutil-lessons/mutex/exercise.lua

for format in junit tap gradescope json; do
  "$coutil" learn report --to $format --out report.$format
  [ $? = 1 ] || fail "report --to $format: a lesson failed, so 1 was expected"
  "$coutil" learn report --to $format >printed.$format
  [ -s printed.$format ] || fail "report --to $format prints nothing"
done
count=$("$coutil" learn list --json | grep -c '"lesson"')

# consumer NAME: whether this machine has it; CI has all.
consumer() {
  command -v "$1" >/dev/null && return
  [ -z "${CI:-}" ] || fail "$1 is missing"
  echo "skipped: $1 is not installed"
  return 1
}

if consumer xmllint; then
  xmllint --noout report.junit || fail "JUnit: no well-formed XML"
  [ "$(xmllint --xpath 'count(//testcase)' report.junit)" = "$count" ] || fail "JUnit: $count test cases were expected"
  [ "$(xmllint --xpath 'count(//failure)' report.junit)" = 2 ] || fail "JUnit: two failures were expected"
fi
if consumer junitparser; then
  junitparser verify report.junit && fail "JUnit: junitparser sees no failure"
  junitparser merge report.junit printed.junit merged.xml || fail "JUnit: junitparser can't read it"
  grep -o 'tests="[0-9]*"' merged.xml | head -n 1 | grep -q "\"$((2 * count))\"" || fail "JUnit: junitparser counts differently"
fi
if consumer prove; then
  prove --exec cat report.tap >prove.out 2>&1 && fail "TAP: prove sees no failure"
  grep -q "Failed 2/$count subtests" prove.out || fail "TAP: $(cat prove.out)"
  grep -q "Parse errors" prove.out && fail "TAP: $(cat prove.out)"
fi
lua5.4 "$rules" "$coutil" report.gradescope gradescope "$count" 1 || fail "Gradescope"
lua5.4 "$rules" "$coutil" report.json json "$count" 1 || fail "JSON"

mkdir -p class/ann/suspend "class/b \"o' b"/coutil-lessons/suspend class/eve
cp coutil-lessons/suspend/exercise.lua class/ann/suspend
cp "$lessons/course/suspend/exercise.lua" "class/b \"o' b/coutil-lessons/suspend"
"$coutil" learn grade class --lesson suspend,mutex --to csv >grade.csv
[ $? = 1 ] || fail "grade: 1 was expected"
[ "$(wc -l <grade.csv)" = 7 ] || fail "grade: seven lines were expected: $(cat grade.csv)"
grep -q '^"ann","suspend","passed"' grade.csv || fail "grade: ann passed"
grep -q "^\"b \"\"o' b\",\"suspend\",\"failed\",\"one-after-the-other\"" grade.csv || fail "grade: b failed"
grep -q '^"eve","mutex","missing"' grade.csv || fail "grade: eve is missing"
"$coutil" learn grade class --lesson suspend --to junit >grade.junit
if consumer xmllint; then xmllint --noout grade.junit || fail "grade: no well-formed XML"; fi
"$coutil" learn grade class --lesson suspend --to gradescope >grade.gradescope
lua5.4 "$rules" "$coutil" grade.gradescope gradescope 3 1 || fail "grade: Gradescope"
"$coutil" learn grade class >table || [ $? = 1 ] || fail "grade: the table"
grep -q "3 submissions, 2 answers: 1 passed, 1 failed" table || fail "grade: $(cat table)"
"$coutil" learn grade class --lesson suspend --keep kept --to json --out kept.json
lua5.4 "$rules" "$coutil" kept.json json 3 1 || fail "grade --keep"
command=$(sed -n 's/^ *"command": "\(.*\)",$/\1/p' kept.json | sed 's/\\"/"/g; s/\\\\/\\/g')
[ -n "$command" ] || fail "grade --keep: no command"
(eval "$command") >/dev/null 2>&1
[ -s suspend-1.jsonl ] || fail "grade --keep: nothing recorded by: $command"
"$coutil" learn grade class --keep kept >out 2>&1
[ $? = 2 ] || fail "grade --keep in a folder that is there"
"$coutil" learn grade none >out 2>&1
[ $? = 2 ] || fail "grade of no folder"
"$coutil" learn report --to paper >out 2>&1
[ $? = 2 ] || fail "report --to paper"
"$coutil" learn report >out 2>&1
[ $? = 2 ] || fail "report without a format"
echo "the reports were taken by all consumers"
