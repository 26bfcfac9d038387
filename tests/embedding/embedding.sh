#!/bin/sh
# Runs the program that embeds coutil and holds what it prints against what it should.
program=$1
output=$("$program") || { echo "FAILED: exit $?"; exit 1; }
failed=0
while read -r words; do
  printf '%s\n' "$output" | grep -qF -e "$words" || { echo "FAILED: it lacks: $words"; failed=1; }
done <<'EXPECTED'
heard hello
nobody is scheduled any more
errors 1, waiting 1, stuck no
the engine reported:
greeting.lua:15: this one fails
stack traceback:
greeting.lua:8 for event an answer
EXPECTED
[ $failed = 0 ] || printf '%s\n' "$output"
exit $failed
