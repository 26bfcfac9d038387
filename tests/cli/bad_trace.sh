#!/bin/bash
# Traces that are missing, empty, torn, binary, foreign, of a later version: one line and the right exit code.
# bad_trace.sh COUTIL
coutil=$1
. "$(dirname "$0")/checks.sh"

program=$(file two.lua <<'LUA'
local event = require "coutil.event"
coroutine.wrap(function() event.await("ready") end)()
event.emitone("ready")
LUA
)
trace=$work/whole
gives 0 "$coutil" run --backend sim --trace "$trace" "$program"
for command in check summary text; do
  gives 0 "$coutil" trace $command "$trace"
  silent err
done

: >"$work/empty"
head -c 400 /dev/urandom >"$work/binary"
head -c 4000 /dev/zero >"$work/zeros"
printf 'Dear diary,\n' >"$work/letter"
printf '{"e":"run","t":0,"co":1,"by":0}\n' >"$work/headless"
printf '[1,2,3]\n' >"$work/array"
sed '1s/"v":1/"v":2/' "$trace" >"$work/later"
sed '3s/.*/{"e":"run","t":/' "$trace" >"$work/broken"
for command in check summary text "shot -" ; do
  set -- $command
  picture=${2:+$work/picture.png}
  refuses 2 "$work/none" "$coutil" trace $1 "$work/none" $picture
  refuses 2 "$work" "$coutil" trace $1 "$work" $picture
  for bad in empty binary zeros letter headless array; do
    refuses 2 "$work/$bad" "$coutil" trace $1 "$work/$bad" $picture
  done
  refuses 2 "version" "$coutil" trace $1 "$work/later" $picture
  refuses 2 "FILE" "$coutil" trace $1
done
that "a trace that can't be read left a picture" [ ! -e "$work/picture.png" ]
for bad in none empty binary zeros letter headless array later; do
  refuses 2 "$work/$bad" "$coutil" trace diff "$trace" "$work/$bad"
  refuses 2 "$work/$bad" "$coutil" trace diff "$work/$bad" "$trace"
  for format in perfetto csv svg; do
    refuses 2 "$work/$bad" "$coutil" trace export "$work/$bad" --to $format -o "$work/export"
  done
done
that "a trace that can't be read left an export" [ ! -e "$work/export" ]
run "$coutil" trace check "$work/broken"
that "a line that is no JSON: exit $code, and 1 or 2 was expected" [ "$code" -eq 1 -o "$code" -eq 2 ]

# Cut anywhere after its first line, a trace is cut short, and holds.
whole_bytes=$(wc -c <"$trace")
first_line=$(head -n 1 "$trace" | wc -c)
for bytes in "$first_line" $((first_line + 1)) $((first_line + 40)) $((whole_bytes - 60)) $((whole_bytes - 1)); do
  head -c "$bytes" "$trace" >"$work/torn"
  gives 0 "$coutil" trace check "$work/torn"
  gives 0 "$coutil" trace text "$work/torn"
  for format in perfetto csv svg; do gives 0 "$coutil" trace export "$work/torn" --to $format; done
  run "$coutil" trace diff "$work/torn" "$trace"
  that "a torn trace beside the whole one: exit $code, and 0 or 5 was expected" [ "$code" -eq 0 -o "$code" -eq 5 ]
done
head -c $((whole_bytes - 60)) "$trace" >"$work/torn"
gives 0 "$coutil" trace check "$work/torn"
says out "cut short"
head -c 5000 /dev/zero >>"$work/torn" # a mapped file that was cut off
gives 0 "$coutil" trace check "$work/torn"
# Inside its first line it is nothing yet.
head -c 20 "$trace" >"$work/torn"
gives 2 "$coutil" trace check "$work/torn"

# What does not hold is exit 1; of several files, each is told.
sed '/"e":"wake"/d' "$trace" >"$work/wrong"
gives 1 "$coutil" trace check "$work/wrong"
gives 1 "$coutil" trace check "$trace" "$work/wrong"
says out "$trace"
gives 0 "$coutil" trace check "$trace" "$trace"
finish
