#!/bin/sh
# Runs a program in the simulation twenty times, each time in another folder and another environment, and
# compares what it prints and its traces byte by byte. repeat.sh COUTIL PROGRAM
coutil=$1
program=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
for choices in fifo random; do
  for round in 1 2 3 4 5 6 7 8 9 10; do
    folder=$work/$choices$round/$(printf "%0$((round * 7))d" 0)
    mkdir -p "$folder" && cp "$program" "$folder/program.lua" && cd "$folder" || exit 1
    env -i PATH="$PATH" HOME="$folder" TZ="Etc/GMT-$round" LC_ALL=C LUA_PATH="$folder/?.lua;;" \
      NOISE="$(printf "%0$((round * 100))d" 0)" COUTIL_SEED="$round" \
      "$coutil" run --backend sim --seed 11 --choices $choices --trace "$work/trace" program.lua >"$work/out" 2>&1 || {
      cat "$work/out"
      exit 1
    }
    cat "$work/trace" >>"$work/out"
    if [ "$round" = 1 ]; then
      mv "$work/out" "$work/first"
      [ "$(wc -l <"$work/first")" -gt 500 ] || { echo "a trace of more than 500 lines was expected"; exit 1; }
    elif ! cmp "$work/first" "$work/out"; then
      echo "choices $choices: round $round differs from the first"
      exit 1
    fi
  done
done
echo "20 runs, equal traces"
