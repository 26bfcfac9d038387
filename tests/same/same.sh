#!/bin/sh
# Runs a program on both backends and compares what it prints, how it ends and its traces, with times, ports and the
# numbers of processes set aside. The program may say "-- exit N" at its top. same.sh COUTIL PROGRAM, a path below
# tests/
coutil=$1
program=$2
tests=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# A program in the simulation reads from its script's folder only: one_of.lua starts from the one above all.
cd "$tests" || exit 1

fail() {
  echo "FAILED $program: $1"
  exit 1
}

case $program in
  */other_loopback.lua | */datagram_group_unbound.lua) grep -q 1 /proc/net/if_inet6 2>/dev/null || { echo "skipped: no IPv6 here"; exit 77; } ;;
esac
expected=$(sed -n 's/^-- exit //p' "$program")
[ -n "$expected" ] || case $program in same/*) expected=0 ;; esac
scenario=
for backend in real sim; do
  [ $backend = sim ] && scenario="--scenario system/machine.lua"
  # shellcheck disable=SC2086 -- the scenario is two words, or none
  timeout 100 "$coutil" run --backend $backend $scenario --trace "$work/$backend.jsonl" one_of.lua "$program" \
    >"$work/$backend.out" 2>"$work/$backend.err"
  code=$?
  if [ $code != "${expected:-$code}" ]; then
    cat "$work/$backend.err"
    fail "exit $expected was expected on $backend, got $code"
  fi
  expected=$code
  "$coutil" trace check "$work/$backend.jsonl" >"$work/check" 2>&1 || {
    cat "$work/check"
    fail "the trace of $backend does not check"
  }
done
for stream in out err; do
  for backend in real sim; do
    sed -E 's/(127\.0\.0\.1|\[::1\]):[0-9]{4,5}/\1:PORT/g; s/(since|at) [0-9.]+ (s|[mnu]s)\>/\1 TIME/g; s/0x[0-9a-f]+/ADDRESS/g' \
      "$work/$backend.$stream" >"$work/$backend.$stream.same"
  done
  diff "$work/real.$stream.same" "$work/sim.$stream.same" >"$work/diff" || {
    cat "$work/diff"
    fail "what it writes differs ($stream)"
  }
done
[ -s "$work/real.out" ] || [ "$expected" != 0 ] || fail "it printed nothing"
"$coutil" run lua/compare_traces.lua "$work/real.jsonl" "$work/sim.jsonl"
