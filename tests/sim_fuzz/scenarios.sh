#!/bin/bash
# A scenario of this folder with many seeds: each run comes to its end, and no check of the scenario breaks.
# scenarios.sh COUTIL SCENARIO FIRST_SEED COUNT   SCENARIO is nonsense.lua, or streams.lua: 20 links each.
coutil=$1 scenario=$2 first=$3 count=$4
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for seed in $(seq "$first" $((first + count - 1))); do
  timeout 120 "$coutil" run --backend sim --scenario "$scenario" --seed "$seed" pauses.lua >"$work/out" 2>&1 && continue
  echo "FAILED: seed $seed: exit $?"
  head -n 15 "$work/out"
  failed=$((failed + 1))
done
echo "$count seeds from $first, $failed failures"
[ $failed = 0 ]
