#!/bin/bash
# Exports of real runs: lessons and worlds of several hosts, through the checker for Perfetto's format, and what the
# command says where it can't write. export.sh COUTIL CHECK_PERFETTO
coutil=$1 checker=$2
. "$(dirname "$0")/../cli/checks.sh"

# exports TRACE: both axes pass, and the table has a line for each event.
exports() {
  for axis in time order; do
    gives 0 "$coutil" trace export "$1" --to perfetto --axis $axis -o "$work/export.json"
    silent err
    gives 0 "$checker" "$work/export.json" "$1"
  done
  gives 0 "$coutil" trace export "$1" --to csv
}

for script in lessons/{dining_philosophers/dining_{ordered,stuck},producer_consumer/*,two_coroutines/*}.lua; do
  run "$coutil" run --backend sim --trace "$work/lesson.trace" "$script"
  that "$script left no trace" [ -s "$work/lesson.trace" ]
  exports "$work/lesson.trace"
  rm -f "$work/lesson.trace"
done
for scenario in lessons/kv_store/scenario.lua tests/sim_scenario/worlds/{crash,oneway,programs}/world.lua; do
  script=$(dirname "$scenario")/script.lua
  [ -e "$script" ] || script=$(dirname "$scenario")/client.lua
  run "$coutil" run --backend sim --scenario "$scenario" --trace "$work/world.trace" "$script" one 5 10.0.0.1:7001 \
    10.0.0.2:7001 10.0.0.3:7001
  that "$scenario left no trace" [ -s "$work/world.trace" ]
  exports "$work/world.trace"
done
trace=$work/world.trace

run "$coutil" run --backend sim --trace "$work/stuck.trace" lessons/dining_philosophers/dining_stuck.lua
gives 0 "$coutil" trace export "$work/stuck.trace" --to dot
for part in digraph "philosopher 5" "fork 1"; do says out "$part"; done
gives 0 "$coutil" trace export "$work/stuck.trace" --to dot --at e3
that "nobody waited for a fork at the beginning" [ "$(grep -c "fork" "$work/out")" -eq 0 ]
refuses 2 "neither a time" "$coutil" trace export "$work/stuck.trace" --to dot --at soon

refuses 2 "--to" "$coutil" trace export "$trace"
refuses 2 "perfetto" "$coutil" trace export "$trace" --to xml
refuses 2 "is the trace itself" "$coutil" trace export "$trace" --to csv -o "$trace"
refuses 2 "can't write /nowhere/x" "$coutil" trace export "$trace" --to csv -o /nowhere/x
refuses 2 "No space left" "$coutil" trace export "$trace" --to csv -o /dev/full
refuses 2 "no event lies between" "$coutil" trace export "$trace" --to csv --from 5s --until 1s
refuses 2 "no coroutine is called" "$coutil" trace export "$trace" --to csv --lanes nobody
refuses 2 "neither a time" "$coutil" trace export "$trace" --to csv --from soon
"$coutil" trace export "$trace" --to csv >/dev/full 2>"$work/err"
that "a full disk: exit $?, and 2 was expected" [ $? -eq 2 ]
# Whoever reads may stop.
"$coutil" trace export "$trace" --to perfetto 2>"$work/err" | head -n 1 >"$work/out"
that "head got nothing" grep -q traceEvents "$work/out"
that "a closed pipe is no trouble" [ ! -s "$work/err" ]
finish
