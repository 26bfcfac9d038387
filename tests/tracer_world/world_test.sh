#!/bin/sh
# Records a program that uses sockets, signals, processes and a lookup, and asks `coutil trace` for everything about
# it. Its words are the program coutil and the script.
coutil=$1 script=$2
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trace=$folder/outside.trace
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

# expect EXIT COMMAND...: runs it, keeps what it prints, compares the exit code.
expect() {
  wanted=$1
  shift
  "$@" >"$folder/out" 2>&1
  code=$?
  [ "$code" -eq "$wanted" ] || { fail "$* gave $code (wanted $wanted), and said:"; cat "$folder/out"; }
}

# What was printed has this text.
says() {
  grep -qF -- "$1" "$folder/out" || { fail "'$1' is not in:"; cat "$folder/out"; }
}

expect 0 "$coutil" run --trace "$trace" "$script"
[ ! -s "$folder/out" ] || fail "the program printed something: $(cat "$folder/out")"

expect 0 "$coutil" trace check "$trace"
says "holds"

expect 0 "$coutil" trace summary --width 160 "$trace"
says "9 sockets opened (1 listen, 6 stream, 2 datagram), 9 closed, none left open"
says "sent (490 bytes)"
says "received (490 bytes)"
says "signals: user1"
says "signal terminate"
says "exit 0"
says "watcher for signal user1 (outside.lua:"
says "sleeper for process /bin/sleep (outside.lua:"
says "resolver for the addresses of 127.0.0.1:80 (outside.lua:"
says "server for a connection at tcp (127.0.0.1:"
for operation in connect accept receive process signal lookup; do
  grep -q "^$operation  *[0-9]" "$folder/out" || fail "no row for $operation"
done

expect 0 "$coutil" trace summary --json "$trace"
for part in '"sockets":{"opened":9,"closed":9,"left_open":[]}' '"sent_bytes":490' '"received_bytes":490' \
  '"signals":{"user1":1}' '"signal":"terminate"' '"status":0' '"for":"accept"'; do
  says "$part"
done

expect 0 "$coutil" trace text --ascii --axis order --width 160 "$trace"
for part in "> sends" "< receives" "S signal" "( process starts" ") process ends" "outside"; do says "$part"; done

for axis in order time; do
  expect 0 "$coutil" trace shot "$trace" "$folder/$axis.png" --axis "$axis"
  [ "$(head -c 4 "$folder/$axis.png" | tail -c 3)" = PNG ] || fail "no picture by $axis"
done

# Only its end was kept: what it does not know it does not judge.
expect 0 "$coutil" run --trace "$folder/last.trace" --trace-last 8K "$script"
expect 0 "$coutil" trace check "$folder/last.trace"
expect 0 "$coutil" trace summary "$folder/last.trace"

# Killed in the middle of a line.
head -c 9000 "$trace" >"$folder/cut.trace"
expect 0 "$coutil" trace check "$folder/cut.trace"
says "cut short"
expect 0 "$coutil" trace summary "$folder/cut.trace"

# Without the opening of the listening socket, and with a message that was sent twice.
sed '/"what":"listen","address":""/d' "$trace" >"$folder/unopened.trace"
expect 1 "$coutil" trace check "$folder/unopened.trace"
says "server waits for a connection at tcp (127.0.0.1:"
says "but it was never opened"
says '"fin" counts'
first=$(grep -m 1 '"e":"send"' "$trace")
awk -v line="$first" '{ print } $0 == line { print }' "$trace" >"$folder/twice.trace"
expect 1 "$coutil" trace check "$folder/twice.trace"
says "is sent a second time, first at line"
# Without the starts of the processes.
sed '/"e":"process".*"what":"start"/d' "$trace" >"$folder/unstarted.trace"
expect 1 "$coutil" trace check "$folder/unstarted.trace"
says "ends, but it never started"
exit $failed
