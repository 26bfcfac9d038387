#!/bin/bash
# Traces of real runs through check-plain-replay: the lessons' programs, worlds of several hosts, and a world of its
# own in which machines crash and come back. real_runs.sh COUTIL CHECK_PLAIN_REPLAY
coutil=$1 checker=$2
. "$(dirname "$0")/../cli/checks.sh"

# holds LOOKS OPTION... SCRIPT WORD...: runs its first events, for some would never end, and checks what it left.
holds() {
  holds_whole "$1" --max-events 3000 "${@:2}"
}

holds_whole() {
  looks=$1
  shift
  rm -f "$work/trace"
  run timeout 60 "$coutil" run --backend sim --trace "$work/trace" "$@"
  that "$* left no trace" [ -s "$work/trace" ]
  gives 0 "$checker" "$work/trace" "$looks"
}

for script in lessons/{dining_philosophers/dining_{ordered,stuck},producer_consumer/*,two_coroutines/*}.lua \
  lessons/course/*/demo.lua; do
  scenario=$(dirname "$script")/scenario.lua
  if [ -e "$scenario" ]; then holds 20 --scenario "$scenario" "$script"; else holds 20 "$script"; fi
done
holds 20 --cpu-cost 100 lessons/dining_philosophers/dining_ordered.lua
for world in crash oneway programs clocks; do
  holds 50 --scenario "tests/sim_scenario/worlds/$world/world.lua" "tests/sim_scenario/worlds/$world/script.lua"
done
holds 20 --scenario lessons/kv_store/scenario.lua lessons/kv_store/client.lua one 5 10.0.0.1:7001 10.0.0.2:7001 \
  10.0.0.3:7001
hosts=$(dirname "$0")/hosts
for seed in $(seq 6); do holds 150 --seed "$seed" --choices random --scenario "$hosts/world.lua" "$hosts/script.lua"; done
holds_whole 20 --trace-last 64K --seed 1 lessons/dining_philosophers/dining_ordered.lua
finish
