#!/bin/sh
# Makes the pictures of the README anew: make.sh COUTIL [FOLDER]. Without FOLDER, those beside this script. It is run
# from the top of the checkout.
coutil=$1
folder=${2:-$(dirname "$0")}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

cat >"$work/race.lua" <<'LUA'
local system = require "coutil.system"
for _, name in ipairs {"anna", "bert", "cleo"} do
  coroutine.wrap(function()
    require("coutil.trace").name(coroutine.running(), name)
    for _ = 1, 2 do
      system.pause()
      io.write(name, " ")
    end
  end)()
end
system.run()
LUA

# record TRACE OPTIONS...: a run that may end stuck.
record() {
  trace=$work/$1
  shift
  "$coutil" run --backend sim --trace "$trace" "$@" >/dev/null 2>&1
  [ -s "$trace" ] || { echo "no trace of $*" >&2; exit 1; }
}

record stuck.trace lessons/dining_philosophers/dining_stuck.lua
record monday.trace --choices random --seed 1 "$work/race.lua"
record tuesday.trace --choices random --seed 2 "$work/race.lua"
set -e
"$coutil" trace shot "$work/stuck.trace" "$folder/stuck.png" --size 1400x620 --theme light
"$coutil" trace shot "$work/stuck.trace" "$folder/graph.png" --size 1280x760 --at 64ms --panel graph
"$coutil" trace shot "$work/monday.trace" "$work/tuesday.trace" "$folder/parting.png" --size 1400x760 --theme light
