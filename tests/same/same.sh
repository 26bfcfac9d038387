#!/bin/sh
# Runs a program on both backends and compares what it prints, how it ends and its traces, with times, ports and the
# numbers of processes set aside. The program may say "-- exit N" at its top. same.sh COUTIL PROGRAM
coutil=$1
program=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
expected=$(sed -n 's/^-- exit //p' "$here/programs/$program.lua")
[ "$program" = other_loopback ] && ! grep -q 1 /proc/net/if_inet6 2>/dev/null && { echo "skipped: no IPv6 here"; exit 77; }

fail() {
  echo "FAILED $program: $1"
  exit 1
}

# A program in the simulation reads from its script's folder only: one_of.lua starts from the one above all.
cd "$here/.." || exit 1
for backend in real sim; do
  scenario=
  [ $backend = sim ] && [ -n "$COUTIL_SCENARIO" ] && scenario="--scenario $COUTIL_SCENARIO"
  # shellcheck disable=SC2086 -- the scenario is two words
  timeout 60 "$coutil" run --backend $backend $scenario --trace "$work/$backend.jsonl" one_of.lua "same/programs/$program.lua" \
    >"$work/$backend.out" 2>"$work/$backend.err"
  code=$?
  [ $code = "${expected:-0}" ] || { cat "$work/$backend.err"; fail "exit ${expected:-0} was expected on $backend, got $code"; }
  "$coutil" trace check "$work/$backend.jsonl" >"$work/check" 2>&1 || { cat "$work/check"; fail "the trace of $backend does not check"; }
done
for stream in out err; do
  for backend in real sim; do
    sed -E 's/(127\.0\.0\.1|\[::1\]):[0-9]{4,5}/\1:PORT/g; s/(since|at) [0-9.]+ [mun]?s\b/\1 TIME/g' "$work/$backend.$stream" >"$work/$backend.$stream.same"
  done
  diff "$work/real.$stream.same" "$work/sim.$stream.same" >"$work/diff" || { cat "$work/diff"; fail "what it writes differs ($stream)"; }
done
[ -s "$work/real.out" ] || [ -n "$expected" ] || fail "it printed nothing"
"$coutil" run "$here/../lua/compare_traces.lua" "$work/real.jsonl" "$work/sim.jsonl"
