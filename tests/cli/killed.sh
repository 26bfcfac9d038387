#!/bin/bash
# Runs that are killed with SIGKILL at any moment leave traces that `check` takes for cut short.
# killed.sh COUTIL COUNT
coutil=$1
. "$(dirname "$0")/checks.sh"

program=$(file busy.lua <<'LUA'
local event, system = require "coutil.event", require "coutil.system"
for i = 1, 20 do
  coroutine.wrap(function() while true do event.await(i) end end)()
  coroutine.wrap(function() while true do system.pause(0.0001 * i); event.emitone(i, i) end end)()
end
system.run()
LUA
)
RANDOM=1
kept=0
for number in $(seq "$2"); do
  backend=$([ $((number % 2)) = 0 ] && echo sim || echo real)
  last=$([ $((number % 5)) = 0 ] && echo --trace-last=64K)
  trace=$work/killed.$number
  "$coutil" run --backend $backend --trace "$trace" $last "$program" >/dev/null 2>&1 &
  child=$!
  # It is killed once it writes: before that there is no trace to speak of.
  for _ in $(seq 3000); do
    [ -s "$trace" ] && break
    sleep 0.01
  done
  sleep "0.0$((RANDOM % 10))$((RANDOM % 10))"
  kill -KILL $child 2>/dev/null || complain "run $number on $backend $last ended by itself"
  wait $child 2>/dev/null
  run "$coutil" trace check "$trace"
  if [ "$code" -ne 0 ] || ! grep -qF "cut short" "$work/out"; then
    complain "run $number on $backend $last: check gives $code on its trace of $(wc -c <"$trace") bytes"
  else
    kept=$((kept + 1))
    passed=$((passed + 1))
  fi
  rm -f "$trace" "$trace".*
done
echo "$kept of $2 traces are cut short and hold"
finish
