#!/bin/bash
# Three servers of the key-value store on this machine's network: the primary is stopped, another one is killed
# and comes back, and a client that writes meanwhile finds everything again.
# kv_store.sh COUTIL FOLDER
coutil=$1 folder=$2
work=$(mktemp -d)
cd "$work" || exit 1
declare -A server port
client=
trap 'kill -9 "${server[@]}" $client 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT

fail() {
  trap - EXIT
  kill -9 "${server[@]}" $client 2>/dev/null
  wait 2>/dev/null
  echo "FAILED: $*"
  tail -n 20 ./*.out ./*.err ./*.history
  rm -rf "$work"
  exit 1
}

cat >ports.lua <<'LUA'
-- Below those that the system gives to connections: while a server is down, its port must stay free.
local system = require "coutil.system"
local sockets = {}
while #sockets < 3 do
  local socket, port = assert(system.socket("listen")), math.random(10000, 30000)
  if socket:bind(system.address("ipv4", "127.0.0.1", port)) and socket:listen(1) then
    sockets[#sockets + 1] = socket
    print(port)
  end
end
LUA
read -r -d '' a b c < <("$coutil" run ports.lua)
port=([a]=$a [b]=$b [c]=$c)
addresses="127.0.0.1:$a 127.0.0.1:$b 127.0.0.1:$c"

start() {
  "$coutil" run "$folder/server.lua" "$1" a=127.0.0.1:"$a" b=127.0.0.1:"$b" c=127.0.0.1:"$c" >>"$1.out" 2>>"$1.err" &
  server[$1]=$!
}

# ask SERVER QUESTION: prints the answer.
ask() {
  local answer
  exec 3<>"/dev/tcp/127.0.0.1/${port[$1]}" || return 1
  printf '%s\n' "$2" >&3
  IFS= read -r -t 5 answer <&3 2>/dev/null
  exec 3>&-
  echo "$answer"
}

# find_primary SERVER...: waits until one of these says that it is the primary, and puts its name into $primary.
find_primary() {
  for _ in $(seq 200); do
    for name in "$@"; do
      case $(ask "$name" who 2>/dev/null) in "$name primary "*) primary=$name && return ;; esac
    done
    sleep 0.05
  done
  fail "none of $* is the primary"
}

without() { # SERVER: the two others
  printf '%s\n' a b c | grep -v "$1"
}

for name in a b c; do start $name; done
find_primary a b c
# shellcheck disable=SC2086 # a list of words
"$coutil" run "$folder/client.lua" one 60 $addresses >client.out 2>client.err &
client=$!
sleep 1

first=$primary
kill -STOP "${server[$first]}"
find_primary $(without "$first")
sleep 1
kill -CONT "${server[$first]}"
second=$primary
[ "$first" != "$second" ] || fail "the stopped server is the primary"
sleep 0.5

kill -KILL "${server[$second]}"
wait "${server[$second]}" 2>/dev/null
find_primary $(without "$second")
start "$second"
wait "$client" || fail "the client ended with $?"
grep -qx "one: 60 writes were acknowledged; all are there" client.out || fail "the client says something else"

find_primary a b c
[ "$(ask "$primary" "put by hand")" = ok ] || fail "put"
[ "$(ask "$primary" "get by")" = "ok hand" ] || fail "get"
[ "$(ask "$primary" "get none")" = "ok " ] || fail "get of what is not there"
[ "$(ask "$primary" "put a;b c")" = "what? put a;b c" ] || fail "nonsense"
[ "$(ask "$primary" "$(printf '%070000d' 0)")" = "" ] || fail "a line that is too long"
replica=$(without "$primary" | head -n 1)
[ "$(ask "$replica" "get by")" = no ] || fail "a replica answers"
for name in a b c; do
  [ -s "$name.err" ] && fail "$name complains"
  kill "${server[$name]}"
done
echo "nothing was lost: $first stopped, $second killed, $primary was the primary in the end"
