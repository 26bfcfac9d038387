#!/bin/bash
# A stock lua5.4 finds the modules by `coutil env`, on both backends, and traces.
# stock.sh COUTIL
coutil=$1
. "$(dirname "$0")/checks.sh"
command -v lua5.4 >/dev/null || exit 77

program=$(file stock.lua <<'LUA'
local event, system = require "coutil.event", require "coutil.system"
local queued, mutex = require "coutil.queued", require "coutil.mutex"
local promise, spawn = require "coutil.promise", require "coutil.spawn"
local trace = require "coutil.trace"
local day = 0.02
if os.getenv("COUTIL_BACKEND") == "sim" then day = 86400 end
spawn.catch(print, function() print(event.await("ready")) end)
spawn.catch(print, function() system.pause(day); event.emitone("ready", "set", "go") end)
queued.emitone("kept", 1)
coroutine.wrap(function() print(queued.await("kept")); mutex.lock("m"); mutex.unlock("m") end)()
local p, fulfil = promise.create()
fulfil(42)
print(p())
trace.note("about to run")
system.run()
LUA
)
start='eval "$("$0" env)"; exec lua5.4 "$@"'

gives 0 "$coutil" env
silent err
says out "LUA_CPATH"
gives 0 bash -c "$start" "$coutil" -l coutil.event -e 'print(type(package.loaded["coutil.event"].await))'
says out "function"
gives 0 bash -c "$start" "$coutil" -l memory -e 'print(memory.type(memory.create(1)), package.loaded["coutil.event"])'
says out "fixed	nil"
# Called twice, and after a path of one's own, which stays.
gives 0 env "LUA_CPATH=/opt/?.so;;" bash -c "eval \"\$(\"\$0\" env)\"; $start" "$coutil" \
  -e 'require "coutil.event" print(package.cpath)'
says out "/opt/?.so"

for backend in real sim; do
  gives 0 env COUTIL_BACKEND=$backend "COUTIL_TRACE=$work/stock.trace" bash -c "$start" "$coutil" "$program"
  silent err
  says out "ready	set	go"
  says out "kept	1"
  says out "42"
  gives 0 "$coutil" trace check "$work/stock.trace"
  that "stock lua5.4 on $backend: the trace lacks its note" grep -q '"about to run"' "$work/stock.trace"
  that "stock lua5.4 on $backend: the trace lacks its end" grep -q '"e":"fin"' "$work/stock.trace"
done
gives 1 env COUTIL_BACKEND=virtual bash -c "$start" "$coutil" "$program"
says err "COUTIL_BACKEND"
run env COUTIL_SEED=soon bash -c "$start" "$coutil" "$program"
says err "COUTIL_SEED"
run env COUTIL_TRACE=/no/such/folder/t bash -c "$start" "$coutil" "$program"
says err "/no/such/folder/t"
finish
