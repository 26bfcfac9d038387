#!/bin/bash
# The key-value store in the simulation: hasty servers lose a write within 1,000 seeds, the others in none of COUNT.
# kv_store_seeds.sh COUTIL FOLDER [COUNT [HASTY_COUNT]]
# By default 100 seeds, and of the hasty ones as many as it takes; the large runs: 10000 1000.
coutil=$1 folder=$2 count=${3:-100} hasty_count=${4:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# run SCENARIO SEED
run() {
  timeout 60 "$coutil" run --backend sim --scenario "$folder/$1" --seed "$2" "$folder/client.lua" one 40 \
    10.0.0.1:7001 10.0.0.2:7001 10.0.0.3:7001 >"$work/out" 2>"$work/err"
}

found=0 first=
for seed in $(seq "${hasty_count:-1000}"); do
  run hasty.lua "$seed"
  status=$?
  [ $status = 0 ] && continue
  if [ $status != 1 ] || ! grep -q "LOST" "$work/out" "$work/err"; then
    echo "FAILED: hasty servers with seed $seed end with $status"
    cat "$work/out" "$work/err"
    exit 1
  fi
  found=$((found + 1)) first=${first:-$seed}
  [ -n "$hasty_count" ] || break
done
[ -n "$first" ] || { echo "FAILED: no seed finds the lost write" && exit 1; }
echo "hasty servers: seed $first is the first that loses a write; $found of ${hasty_count:-$first} do"

for seed in $(seq "$count"); do
  run scenario.lua "$seed" && [ ! -s "$work/err" ] && continue
  echo "FAILED: seed $seed ends with $?"
  cat "$work/out" "$work/err"
  exit 1
done
echo "the others: $count seeds, and nothing was lost"
