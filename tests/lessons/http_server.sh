#!/bin/bash
# The HTTP server serves curl, refuses what it should, and stops well on SIGTERM while it answers.
# http_server.sh COUTIL PROGRAM
coutil=$1 program=$2
work=$(mktemp -d)
server=
trap 'kill -9 $server 2>/dev/null; rm -rf "$work"' EXIT

fail() {
  echo "FAILED: $*"
  cat "$work/out" "$work/err"
  exit 1
}

"$coutil" run --trace "$work/trace" "$program" 0 >"$work/out" 2>"$work/err" &
server=$!
for _ in $(seq 100); do
  [ -s "$work/out" ] && break
  sleep 0.1
done
url=$(sed -n 's/^listening on //p' "$work/out")
[ -n "$url" ] || fail "it does not listen"
ask() { curl --silent --show-error --max-time 20 "$@"; }

[ "$(ask "$url")" = "hello from coutil" ] || fail "the page"
[ "$(ask --head "$url" | tr -d '\r' | sed -n 1p)" = "HTTP/1.1 200 OK" ] || fail "HEAD"
[ "$(ask -o /dev/null -w '%{http_code}' "${url}none")" = 404 ] || fail "a page that is not there"
[ "$(ask -o /dev/null -w '%{http_code}' --data x "$url")" = 405 ] || fail "POST"
[ "$(ask -o /dev/null -w '%{http_code}' --header "X: $(printf '%09000d' 0)" "$url")" = 431 ] || fail "a long head"
[ "$(ask -o /dev/null -w '%{num_connects} ' "$url" -o /dev/null "${url}count")" = "1 0 " ] ||
  fail "one connection for two requests"
port=${url##*:} port=${port%/}
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'nonsense\r\n\r\n' >&3
IFS= read -r line <&3
[ "${line%$'\r'}" = "HTTP/1.1 400 Bad Request" ] || fail "nonsense: $line"
exec 3>&-
exec 4<>"/dev/tcp/127.0.0.1/$port" # says nothing and must not keep the server

ask "${url}slow" >"$work/slow" &
slow=$!
for _ in $(seq 100); do # until it is being answered
  case $(ask "${url}count") in 7*) break ;; esac
  sleep 0.02
done
sleep 0.2
kill -TERM "$server"
wait "$server" || fail "it ended with $?"
server=
wait "$slow" || fail "who was being answered got nothing"
grep -q "that took a second" "$work/slow" || fail "the slow page"
grep -q "^stopped after" "$work/out" || fail "it does not say that it stopped"
[ -s "$work/err" ] && fail "it complains"
"$coutil" trace check "$work/trace" >"$work/check" || fail "the trace: $(cat "$work/check")"
echo "the server served and stopped well"
