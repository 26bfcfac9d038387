#!/bin/sh
# Runs a program with a trace, and holds the trace against what always holds for one.
# check_trace.sh COUTIL BACKEND PROGRAM [ARG...]
coutil=$1
backend=$2
shift 2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
timeout 250 "$coutil" run --backend "$backend" --trace "$work/trace.jsonl" "$@" >"$work/out" 2>"$work/err"
tail -n 1 "$work/out"
if ! "$coutil" trace check "$work/trace.jsonl" >"$work/check" 2>&1; then
  head -n 20 "$work/check"
  echo "0 passed, 1 failed (the trace does not check)"
  exit 1
fi
