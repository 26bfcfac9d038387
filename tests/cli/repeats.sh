#!/bin/bash
# The same seed gives the same bytes of trace: from another folder, with another environment, time zone, locale, user's
# limits and size of the stack; another seed gives others where chance is asked. COUTIL_* say what the options say.
# repeats.sh COUTIL
coutil=$1
. "$(dirname "$0")/checks.sh"

mkdir -p "$work/here" "$work/there/deep er"
file here/chance.lua >/dev/null <<'LUA'
local event, system = require "coutil.event", require "coutil.system"
local keys = {[print] = 1, [{}] = 2, [coroutine.create(print)] = 3, [function() end] = 4, text = 5, [1.5] = 6}
for key, value in pairs(keys) do print(value, key) end
print(os.time(), os.clock(), os.date(), os.date("%A %c %p %Z"), os.getenv("HOME"), os.getenv("TZ"), math.random(1000))
print(os.tmpname == nil or "there", tostring(io.stdout), string.format("%p", keys), 1.5, ("é"):upper())
for i = 1, 10 do
  coroutine.wrap(function()
    for _ = 1, 5 do system.pause(math.random(3) / 1000) setmetatable({}, {__gc = function() print("gone", i) end}) end
    event.emitall("done", i)
  end)()
end
system.run()
collectgarbage()
LUA
cp "$work/here/chance.lua" "$work/there/deep er/chance.lua"
options=(run --backend sim --seed 7 --choices random --trace)

gives 0 "$coutil" "${options[@]}" "$work/first" "$work/here/chance.lua"
cp "$work/out" "$work/first.out"
same() {
  that "$1: the trace differs" cmp "$work/first" "$work/again"
}
gives 0 "$coutil" "${options[@]}" "$work/again" "$work/here/chance.lua"
that "a second run printed something else" cmp "$work/first.out" "$work/out"
same "a second run"
gives 0 env -C "$work/here" "$coutil" "${options[@]}" "$work/again" chance.lua
same "from its own folder"
gives 0 env -C "$work/there" "$coutil" "${options[@]}" "$work/again" "deep er/chance.lua"
same "from another folder"
gives 0 env TZ=Asia/Kolkata "$coutil" "${options[@]}" "$work/again" "$work/here/chance.lua"
same "in another time zone"
gives 0 env LC_ALL=C LANG=C "$coutil" "${options[@]}" "$work/again" "$work/here/chance.lua"
same "in the locale C"
gives 0 env LC_ALL=de_DE.UTF-8 "$coutil" "${options[@]}" "$work/again" "$work/here/chance.lua"
same "in the locale de_DE"
gives 0 env -i "$coutil" "${options[@]}" "$work/again" "$work/here/chance.lua"
same "with no environment"
gives 0 env HOME=/elsewhere "LONG=$(head -c 60000 /dev/zero | tr '\0' x)" "LUA_INIT=print(1)" "$coutil" "${options[@]}" \
  "$work/again" "$work/here/chance.lua"
same "with a large environment"
gives 0 bash -c 'ulimit -s 1024; exec "$@"' - "$coutil" "${options[@]}" "$work/again" "$work/here/chance.lua"
same "with a small stack"
gives 0 bash -c 'exec "$@" 7</dev/null 8</dev/null' - "$coutil" "${options[@]}" "$work/again" "$work/here/chance.lua"
same "with more open files"

gives 0 "$coutil" run --backend sim --seed 8 --choices random --trace "$work/other" "$work/here/chance.lua"
that "another seed gave the same trace" bash -c "! cmp -s '$work/first' '$work/other'"

# The variables.
gives 0 env COUTIL_BACKEND=sim COUTIL_SEED=7 "COUTIL_TRACE=$work/again" "$coutil" run --choices random \
  "$work/here/chance.lua"
same "by COUTIL_BACKEND, COUTIL_SEED and COUTIL_TRACE"
gives 0 env COUTIL_BACKEND=real COUTIL_SEED=3 "$coutil" "${options[@]}" "$work/again" "$work/here/chance.lua"
same "where options and variables disagree"
finish
