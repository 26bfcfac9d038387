#!/bin/bash
# Scenarios of nonsense: each error says where, and the run comes to its end.
# nonsense.sh COUTIL FIRST_SEED COUNT
coutil=$1 first=$2 count=$3
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for seed in $(seq "$first" $((first + count - 1))); do
  timeout 60 "$coutil" run --backend sim --scenario nonsense.lua --seed "$seed" pauses.lua >"$work/out" 2>&1 && continue
  echo "FAILED: seed $seed: exit $?"
  head -n 15 "$work/out"
  failed=$((failed + 1))
done
echo "$count seeds from $first, $failed failures"
[ $failed = 0 ]
