#!/bin/bash
# The front door: what is said without words, by every --help, and that what is shown is there.
# help.sh COUTIL
coutil=$1
. "$(dirname "$0")/checks.sh"

gives 0 "$coutil"
for command in run trace bench env; do says out "$command"; done
silent err
gives 0 "$coutil" --version
says out "coutil 0."
for words in --help -h "run --help" "trace --help" "bench --help" "env --help" \
  "trace check --help" "trace summary --help" "trace text --help" "trace view --help" "trace shot --help" \
  "trace diff --help" "trace export --help"; do
  gives 0 "$coutil" $words
  silent err
  says out "--help"
done
# No words after `trace`: what there is, or that a word is missing.
run "$coutil" trace
that "coutil trace: exit $code, and 0 or 2 was expected" [ "$code" -eq 0 -o "$code" -eq 2 ]
gives 0 "$coutil" run --help
for option in --backend --seed --choices --strict --trace --trace-last --view SCRIPT; do says out "$option"; done
# Options after the script are the script's.
script=$(echo 'print(arg[0] ~= nil, arg[1], arg[2], ..., select("#", ...))' | file args.lua)
for backend in real sim; do
  gives 0 "$coutil" run --backend $backend "$script" --seed -- 'two words'
  says out "--seed"
done
gives 0 "$coutil" bench --rounds 1 --json
that "bench --json was expected to begin like JSON" grep -qE '^[[{]' "$work/out"
finish
