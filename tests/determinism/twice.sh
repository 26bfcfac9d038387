#!/bin/bash
# coutil run --twice finds what differs between two runs, and says where; it finds nothing where nothing is.
# twice.sh COUTIL FOLDER_OF_PLANTED_MODULE
coutil=$1
export LUA_CPATH=$2/?.so
. "$(dirname "$0")/../cli/checks.sh"

said() { grep -q -- "$1" "$work/err"; }

for leak in process microseconds environment_bytes address folder; do
  program=$(file $leak.lua <<LUA
local planted = require "planted"
local system = require "coutil.system"
coroutine.wrap(function()
  system.pause(0.001)
  print("leaks", planted.$leak())
end)()
system.run()
LUA
)
  gives 5 "$coutil" run --backend sim --twice --allow-c-module planted "$program"
  that "it does not say what differs" said '^coutil: the first run and the second run part after [1-9]'
  that "it does not say how" said '  next .*prints: leaks'
done

# A leak that changes what happens, not what is printed.
program=$(file order.lua <<'LUA'
local planted = require "planted"
local system = require "coutil.system"
coroutine.wrap(function() system.pause(planted.microseconds() % 1000000 / 1000000) end)()
system.run()
LUA
)
gives 5 "$coutil" run --backend sim --twice --allow-c-module planted "$program"
that "it does not say where" said 'order.lua:3'
# The words are those of `trace diff` for the traces that are left.
sed '/^the traces/,$d; s/^coutil: //' "$work/err" >"$work/said"
mapfile -t traces < <(sed -n '/^the traces/,$s/^  //p' "$work/err")
"$coutil" trace diff "${traces[@]}" | sed "s|${traces[1]}|the second run|; s|${traces[0]}|the first run|" >"$work/diff"
that "trace diff says something else" diff "$work/said" "$work/diff"

program=$(file well.lua <<'LUA'
local event, system = require "coutil.event", require "coutil.system"
for i = 1, 3 do coroutine.wrap(function() event.await("go") print(i, arg[1]) end)() end
coroutine.wrap(function() system.pause(1) event.emitall("go") end)()
system.run()
LUA
)
gives 0 "$coutil" run --backend sim --twice "$program" word
that "it does not say how many events are equal" said "two runs, one trace: [1-9]"
that "the program's output does not come once" [ "$(grep -c word "$work/out")" = 3 ]
gives 0 "$coutil" run --backend sim --twice --trace "$work/kept" "$program"
that "the trace is not kept" test -s "$work/kept"
that "the second trace is kept" test ! -e "$work/kept.second"

gives 3 "$coutil" run --backend sim --twice --strict "$(file waits.lua <<'LUA'
coroutine.wrap(require "coutil.event".await)({})
LUA
)"
gives 1 "$coutil" run --backend sim --twice "$(file fails.lua <<'LUA'
error "it fails"
LUA
)"
gives 2 "$coutil" run --twice "$program"
that "it does not ask for the simulation" said "give --backend sim"
gives 2 "$coutil" run --backend sim --twice --view "$program"
gives 2 "$coutil" run --backend sim --twice "$work/none.lua"
finish
