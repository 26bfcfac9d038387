#!/bin/sh
# Runs a world as the command line does: what it prints and its exit code are those in its file "expected", its
# trace holds, and a second run from another folder, in another environment, has the same bytes of it. Where the
# world has a file "chances", another seed gives another trace. worlds.sh COUTIL FOLDER
coutil=$1
world=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# run FOLDER SEED: into $work/out and $work/trace.
run() {
  set -- "$1" "$2" --backend sim --seed "$2" --trace "$work/trace"
  if [ -f "$world/world.lua" ]; then set -- "$@" --scenario "$1/world.lua"; fi
  folder=$1
  shift 2
  "$coutil" run "$@" "$folder/script.lua" ARGUMENT >"$work/out" 2>"$work/err"
  echo "exit $?" >>"$work/out"
  cat "$work/err" >>"$work/out"
}

run "$world" 1
diff "$world/expected" "$work/out" || { echo "it printed something else than expected"; exit 1; }
[ -f "$work/trace" ] || exit 0 # it never began
cp "$work/out" "$work/first.out"
cp "$work/trace" "$work/first"
"$coutil" trace check "$work/trace" >"$work/check" || { cat "$work/check"; exit 1; }

mkdir -p "$work/some/other/folder"
cp "$world"/*.lua "$work/some/other/folder"
TZ=Asia/Kolkata NOISE=$(printf "%0500d" 0)
export TZ NOISE
run "$work/some/other/folder" 1
cmp "$work/first.out" "$work/out" && cmp "$work/first" "$work/trace" || { echo "a second run differs"; exit 1; }
if [ -f "$world/chances" ]; then
  run "$world" 2
  tail -n +2 "$work/first" >"$work/events"
  tail -n +2 "$work/trace" | cmp -s - "$work/events" && { echo "another seed gives the same"; exit 1; }
fi
exit 0
