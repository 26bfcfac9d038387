#!/bin/bash
# `run --view` without a display: the lanes as text, and the path of a picture and of the trace, which are there.
# view.sh COUTIL
coutil=$1
. "$(dirname "$0")/checks.sh"
export TMPDIR=$work/temporary
mkdir "$TMPDIR"

program=$(file two.lua <<'LUA'
local event, trace = require "coutil.event", require "coutil.trace"
local co = trace.name(coroutine.create(function() event.await("ready") end), "sleeper")
coroutine.resume(co)
event.emitone("ready")
os.exit(tonumber(arg[1] or "0"))
LUA
)
path_of() { sed -n "s/^$1: *//p" "$work/view.out"; }

for backend in real sim; do
  gives 0 "$coutil" run --backend $backend --view "$program"
  cp "$work/out" "$work/view.out"
  says out "sleeper"
  says out "running"
  picture=$(path_of picture)
  trace=$(path_of trace)
  that "--view on $backend: the picture '$picture' is not there" [ -s "$picture" ]
  that "--view on $backend: it is no PNG" grep -q PNG "$picture"
  gives 0 "$coutil" trace check "$trace"
  # It does not change what the run's exit code says.
  gives 4 "$coutil" run --backend $backend --view "$program" 4
done
gives 0 "$coutil" run --backend sim --view --trace "$work/kept.trace" "$program"
says out "$work/kept.trace"
that "--view --trace: the trace is not where it was asked for" [ -s "$work/kept.trace" ]
gives 0 "$coutil" trace shot "$work/kept.trace" "$work/kept.png"
that "trace shot wrote no picture" grep -q PNG "$work/kept.png"
finish
