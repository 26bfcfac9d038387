#!/usr/bin/env bash
# What simulated worlds cost: heartbeats (a datagram a second and host) in worlds of 10, 100 and 1000 hosts, and
# TCP messages that come back. Prints processor time; never judges.
# usage: run.sh [COUTIL [DATAGRAMS]]
set -eu
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
coutil=$(realpath -- "${1:-$here/../../build/release/bin/coutil}")
datagrams=${2:-360000}
cd -- "$here"

# Seconds of processor time that the world takes.
measure() {
  local TIMEFORMAT=%U
  { time "$coutil" run --backend sim --scenario "$@" >&2; } 2>&1
}

printf '%-24s %10s %10s %12s\n' world seconds ns/event 'an event is'
for hosts in 10 100 1000; do
  beats=$((datagrams / hosts))
  idle=$(measure beat_net.lua main.lua "$hosts" 0 2)
  all=$(measure beat_net.lua main.lua "$hosts" "$beats" $((beats + 2)))
  awk -v name="$hosts hosts, heartbeats" -v idle="$idle" -v all="$all" -v events=$((hosts * beats)) \
    'BEGIN { printf "%-24s %10.2f %10.0f %12s\n", name, all, (all - idle) / events * 1e9, "a datagram" }'
done
for clients in 1 10 100; do
  messages=$((datagrams / 2 / clients))
  all=$(measure tcp_net.lua main.lua "$clients" "$messages" 100000)
  awk -v name="$clients clients, TCP echo" -v all="$all" -v events=$((clients * messages * 2)) \
    'BEGIN { printf "%-24s %10.2f %10.0f %12s\n", name, all, all / events * 1e9, "a message" }'
done
