#!/bin/bash
# Each program of leaks/ gives the same trace and output in all its runs: from other folders, in other environments,
# time zones and locales, with other limits of the stack, at other addresses.
# leaks.sh COUTIL RUNS
coutil=$1 runs=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/a" "$work/deeper/b c"
cp "$here"/leaks/*.lua "$work/a"
cp "$here"/leaks/*.lua "$work/deeper/b c"
zones=(UTC Asia/Kolkata America/St_Johns Pacific/Kiritimati)
locales=(C C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8)
folders=("$here/leaks" "$work/a" "$work/deeper/b c")
passed=0 failed=0

# one PROGRAM NUMBER: the digest of its trace and output.
one() {
  local folder=${folders[$2 % 3]} script=$1
  [ $(($2 % 2)) = 0 ] || script=$folder/$1
  (
    cd "$folder" || exit 1
    [ $(($2 % 5)) != 4 ] || ulimit -s 16384
    TZ=${zones[$2 % 4]} LC_ALL=${locales[$2 / 4 % 4]} SECOND=$(printf "%$(($2 * 37 % 1000))s") \
      "$coutil" run --backend sim --seed 7 --choices random --trace "$work/trace" "$script" </dev/null 2>&1
    echo "exit $?"
  ) >"$work/out"
  cat "$work/trace" "$work/out" | sha256sum
}

for path in "$here"/leaks/*.lua; do
  program=${path##*/}
  wanted=
  for ((run = 0; run < runs; ++run)); do
    got=$(one "$program" $run)
    if [ -z "$wanted" ]; then
      wanted=$got
      cp "$work/trace" "$work/first.trace"
      cp "$work/out" "$work/first.out"
    elif [ "$got" != "$wanted" ]; then
      echo "FAILED: $program: run $run differs from the first"
      diff "$work/first.out" "$work/out" | head -n 5
      diff "$work/first.trace" "$work/trace" | head -n 5
      failed=$((failed + 1))
      continue 2
    fi
  done
  passed=$((passed + 1))
done
echo "$passed passed, $failed failed ($runs runs each)"
[ "$failed" = 0 ]
