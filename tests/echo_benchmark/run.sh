#!/usr/bin/env bash
# The network benchmark: servers by coutil and by others under the same loads, in turn, each pinned to one core and
# the load to another. Prints tables; never judges. README.md says how to read them.
set -u
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd -- "$here/../.." && pwd -P)

usage() {
  cat <<'END'
usage: run.sh [OPTION...] [PART...]
parts (all of them if none is named):
  echo     64-byte messages on 1, 100 and 1000 connections: processor time a round trip, round trips a second
  stream   one connection: the server receives, sends, sends back: processor time a megabyte
  held     10,000 connections open at once: memory of each
  soak     a million short connections: memory and descriptors after the first 10,000 and after all
options:
  --rounds N           rounds of echo and stream, all servers in turn in each (10)
  --seconds S          of each echo measurement (2)
  --connections LIST   of echo ("1 100 1000")
  --megabytes N        of each stream measurement (2000)
  --buffer BYTES       of both servers of a stream (131072)
  --held N             connections open at once (10000)
  --soak N             short connections (1000000)
  --servers LIST       of "C coutil luv cqueues node"
  --quick              2 rounds of 0.5 s, 200 MB, 1000 held, 30,000 short ones
  --build FOLDER       build folder (build/release)
  --keep FILE          also keeps the single measurements there
END
}

fail() {
  echo "run.sh: $*" >&2
  exit 2
}

rounds=10 seconds=2 sizes="1 100 1000" megabytes=2000 buffer=131072 held=10000 soak=1000000 first=10000
servers="C coutil luv cqueues node" build=$top/build/release keep='' parts=''
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage && exit 0 ;;
    --quick) rounds=2 seconds=0.5 megabytes=200 held=1000 soak=30000 ;;
    --rounds | --seconds | --connections | --megabytes | --buffer | --held | --soak | --servers | --build | --keep)
      [ $# -ge 2 ] || fail "$1 needs a value; see --help"
      case $1 in
        --rounds) rounds=$2 ;; --seconds) seconds=$2 ;; --connections) sizes=$2 ;; --megabytes) megabytes=$2 ;;
        --buffer) buffer=$2 ;; --held) held=$2 ;; --soak) soak=$2 ;; --servers) servers=$2 ;; --build) build=$2 ;; --keep) keep=$2 ;;
      esac
      shift
      ;;
    echo | stream | held | soak) parts+=" $1" ;;
    *) fail "unknown word '$1': expected an option or echo, stream, held, soak; see --help" ;;
  esac
  shift
done
parts=${parts:-echo stream held soak}
[ "$soak" -gt "$first" ] || fail "--soak $soak: expected more than $first"

ulimit -n "$(ulimit -Hn)"
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -gt $((held + 100)) ] || [[ $parts != *held* ]] ||
  fail "only $(ulimit -n) descriptors are allowed here (ulimit -Hn): use --held with fewer"

work=$(mktemp -d)
server_pid=
trap '[ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null; rm -rf -- "$work"' EXIT

echo "building in $build" >&2
build_programs() {
  [ -f "$build/CMakeCache.txt" ] || (cd -- "$top" && cmake --preset release -B "$build") || return
  local targets=(echo_load echo_libuv)
  [[ " $servers " != *" coutil "* ]] || targets+=(coutil)
  cmake --build "$build" --target "${targets[@]}"
}
if ! build_programs >"$work/log" 2>&1; then
  cat "$work/log" >&2
  fail "the build failed"
fi

# The command of server $1 in mode $2 (`reflect`: echo of a stream), its memory or (of C in a stream) its buffer of $3
# bytes, in the array `command`; false if this machine or this server lacks it.
find_server() {
  local mode=${2/reflect/echo}
  case $1 in
    C) command=("$build/bin/echo_libuv" "$mode") && { [ "$2" = echo ] || command+=("$3"); } ;;
    coutil) command=("$build/bin/coutil" run --backend real "$here/servers/coutil.lua" "$mode" "$3") ;;
    luv) command=(lua5.4 "$here/servers/luv.lua") && [ "$mode" = echo ] && lua5.4 -e 'require "luv"' 2>/dev/null ;;
    cqueues) command=(lua5.4 "$here/servers/cqueues.lua") && [ "$mode" = echo ] && lua5.4 -e 'require "cqueues"' 2>/dev/null ;;
    node) command=(node "$here/servers/node.js") && [ "$mode" = echo ] && command -v node >/dev/null ;;
    *) fail "unknown server '$1': expected C, coutil, luv, cqueues or node" ;;
  esac
}

cores=$(nproc)
server_core=0 load_core=$((cores > 1 ? 1 : 0))
[ "$cores" -gt 1 ] || echo "only one core: server and load share it, and the figures say little" >&2

# measure LOAD MODE SERVER BUFFER_BYTES TITLE NUMBER...: one server, one load, one line of figures.
measure() {
  local load=$1 mode=$2 server=$3 bytes=$4 title=$5 port='' figures_port='' figures command waited=0
  shift 5
  find_server "$server" "$mode" "$bytes" || return 0
  : >"$work/port"
  taskset -c "$server_core" "${command[@]}" >"$work/port" 2>"$work/errors" &
  server_pid=$!
  until read -r port figures_port <"$work/port"; do
    if ! kill -0 "$server_pid" 2>/dev/null || [ $((waited += 1)) -gt 200 ]; then break; fi
    sleep 0.05
  done
  if [ -n "$port" ] && figures=$(taskset -c "$load_core" "$build/bin/echo_load" "$load" "$server_pid" "$port" \
    "${figures_port:-0}" "$@" 2>>"$work/errors"); then
    [ "$load" != hold ] || figures="$([ "$server" = coutil ] && echo "$bytes" || echo 0) $figures"
    echo "$title $server $figures" >>"$work/figures"
  else
    echo "$title: $server failed: $(tail -n 3 "$work/errors")" >&2
  fi
  kill "$server_pid" 2>/dev/null
  wait "$server_pid" 2>/dev/null
  server_pid=
}

: >"$work/figures"
available=
for server in $servers; do
  if find_server "$server" echo 0; then available+=" $server"; else echo "$server is not installed here: skipped" >&2; fi
done

has() { [[ " $parts " = *" $1 "* ]]; }

for ((round = 1; round <= rounds; ++round)); do
  has echo || has stream || break
  echo "round $round of $rounds" >&2
  for size in $sizes; do
    for server in $available; do
      has echo && measure ping-pong echo "$server" 4096 "trips $size" "$size" "$seconds"
    done
  done
  for load in feed drain reflect; do
    for server in $available; do
      has stream && measure $load $load "$server" "$buffer" "$load $megabytes" "$megabytes"
    done
  done
done
# Small memories, so that what is beside them shows.
for server in $available; do
  has held && measure hold echo "$server" 64 "hold $held" "$held"
done
for server in $available; do
  has soak && echo "soaking $server" >&2 && measure soak echo "$server" 64 "soak $soak" "$first" "$soak"
done

echo "server on core $server_core, load on core $load_core, $(uname -sr), libuv $(pkg-config --modversion libuv)"
lua5.4 "$here/table.lua" "$work/figures"
[ -z "$keep" ] || cp -- "$work/figures" "$keep"
