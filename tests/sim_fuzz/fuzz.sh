#!/bin/bash
# Random programs on random worlds, each seed two times in different surroundings: both runs must end well, in
# time, without a report of a sanitizer, with the same output and the same trace, and the trace must hold.
# fuzz.sh COUTIL SECONDS [FIRST_SEED [COUNT]]: as many seeds as fit into the time, but COUNT at most.
coutil=$1 seconds=$2 first=${3:-1} count=${4:-1000000000}
folder=$(cd "$(dirname "$0")" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/one" "$work/two/deeper/down"

# run SEED FOLDER OUT: what has to be the same does not depend on where it runs.
run() {
  local options=(--seed "$1")
  [ $(($1 % 2)) = 0 ] || options+=(--choices random)
  [ $(($1 % 5)) != 0 ] || options+=(--cpu-cost 100)
  (cd "$2" && timeout 120 "$coutil" run --backend sim --scenario "$folder/world.lua" "${options[@]}" \
    --trace "$3.trace" "$folder/program.lua" 10.0.0.1 10.0.0.2 >"$3.out" 2>"$3.err")
}

complain() {
  failed=$((failed + 1))
  echo "FAILED: seed $seed: $1"
  shift
  [ $# = 0 ] || tail -n 15 "$@"
}

failed=0 seed=$first
start=$SECONDS
while [ $((SECONDS - start)) -lt "$seconds" ] && [ $((seed - first)) -lt "$count" ]; do
  a=$work/a b=$work/b
  run "$seed" "$work/one" "$a"
  status=$?
  if [ $status != 0 ]; then
    complain "exit $status" "$a.err" "$a.out"
  elif "$coutil" trace check "$a.trace" >"$a.check" 2>&1; then
    TZ=Asia/Tokyo SOMETHING=else run "$seed" "$work/two/deeper/down" "$b"
    cmp -s "$a.trace" "$b.trace" || complain "the traces differ: $(cmp "$a.trace" "$b.trace" 2>&1)"
    cmp -s "$a.out" "$b.out" || complain "the outputs differ: $(cmp "$a.out" "$b.out" 2>&1)"
  else
    complain "the trace does not hold" "$a.check"
  fi
  seed=$((seed + 1))
done
echo "$((seed - first)) seeds from $first, $failed failures, $((SECONDS - start)) seconds"
[ $failed = 0 ]
