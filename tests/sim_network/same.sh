#!/bin/sh
# Runs a program on both backends and compares what it prints and its traces, times and addresses set aside.
# same.sh COUTIL PROGRAM
coutil=$1
program=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$program")" || exit 1
for backend in real sim; do
  timeout 60 "$coutil" run --backend $backend --trace "$work/trace" "$(basename "$program")" >"$work/$backend.out" 2>&1 || {
    cat "$work/$backend.out"
    exit 1
  }
  sed -E 's/[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+:[0-9]+/ADDRESS/g' "$work/trace" >"$work/$backend.trace"
done
cmp "$work/real.out" "$work/sim.out" || { diff "$work/real.out" "$work/sim.out"; exit 1; }
exec "$coutil" run "$here/../lua/compare_traces.lua" "$work/real.trace" "$work/sim.trace"
