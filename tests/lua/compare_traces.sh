#!/bin/sh
# Runs a program on both backends with a trace and compares what they wrote, times set aside.
# compare_traces.sh COUTIL PROGRAM
coutil=$1
program=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$program")" || exit 1
program=$(basename "$program")
for backend in real sim; do
  timeout 60 "$coutil" run --backend $backend --trace "$work/$backend.jsonl" "$program" >"$work/$backend.out" 2>"$work/$backend.err"
  echo $? >"$work/$backend.code"
  "$coutil" trace check "$work/$backend.jsonl" || { echo "FAILED the trace of $backend does not check"; exit 1; }
done
for kind in code out err; do
  cmp "$work/real.$kind" "$work/sim.$kind" || { cat "$work"/*.err; exit 1; }
done
"$coutil" run "$here/compare_traces.lua" "$work/real.jsonl" "$work/sim.jsonl"
