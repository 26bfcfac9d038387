#!/bin/sh
# coutil-tracer from a shell: what it says and how it exits when all is well, and when it is not.
# Its first word is the program. It needs no display.
tracer=$1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failed=0

says() { [ -z "$1" ] || grep -qF -- "$1" "$folder/out" "$folder/err"; }

# check EXIT TEXT COMMAND...: runs it with no display, compares the exit code, looks for TEXT in at most one line of
# complaint.
check() {
  wanted=$1 text=$2
  shift 2
  env -u DISPLAY -u WAYLAND_DISPLAY "$@" >"$folder/out" 2>"$folder/err"
  code=$?
  lines=$(wc -l <"$folder/err")
  if [ "$code" -ne "$wanted" ] || [ "$lines" -gt 1 ] || ! says "$text"; then
    echo "FAILED: $* gave $code (wanted $wanted), and said:"
    cat "$folder/out" "$folder/err"
    failed=1
  fi
}

cat >"$folder/two.trace" <<'TRACE'
{"e":"trace","v":1,"backend":"sim","seed":7,"lua":"Lua 5.4.4","coutil":"0.1.0","script":"two.lua","args":[],"scenario":null,"choices":"fifo","digest":"sha256:0"}
{"e":"place","id":1,"file":"two.lua","line":4,"func":"waiter"}
{"e":"spawn","t":0,"co":1,"by":0,"name":"waiter","at":1}
{"e":"run","t":0,"co":1,"by":0}
{"e":"end","t":3000,"co":1}
{"e":"fin","t":3000,"events":3,"waiting":0,"suspended":0,"errors":0}
TRACE
printf 'no trace at all\n' >"$folder/wrong"

check 0 "" "$tracer" shot "$folder/two.trace" "$folder/a.png"
check 0 "" "$tracer" shot "$folder/two.trace" "$folder/b.png"
cmp "$folder/a.png" "$folder/b.png" || failed=1
check 0 "" "$tracer" shot "$folder/two.trace" "$folder/c.png" --size 800x300 --theme light --axis time --from 1us --to 2us
# Width and height, as the PNG's header has them.
size=$(od -An -tu1 -j16 -N8 "$folder/c.png" | tr -s ' ')
[ "$size" = " 0 0 3 32 0 0 1 44" ] || { echo "FAILED: --size 800x300 gave $size"; failed=1; }

for panel in story source tables graph findings bookmarks; do
  check 0 "" "$tracer" shot "$folder/two.trace" "$folder/$panel.png" --panel $panel --select e1 --theme safe --size 900x600
  cmp -s "$folder/a.png" "$folder/$panel.png" && { echo "FAILED: --panel $panel changed nothing"; failed=1; }
done
# The cursor at an event, and at the time at which it took effect, in a dense picture: the same one.
for at in e1 0; do
  check 0 "" "$tracer" shot "$folder/two.trace" "$folder/at-$at.png" --at $at --panel story --theme light --scale 2
done
cmp "$folder/at-e1.png" "$folder/at-0.png" || failed=1
check 0 "" "$tracer" shot "$folder/two.trace" "$folder/at-e2.png" --at e2 --panel story --theme light --scale 2
cmp -s "$folder/at-e1.png" "$folder/at-e2.png" && { echo "FAILED: --at e2 draws what --at e1 draws"; failed=1; }
check 2 "e120" "$tracer" shot "$folder/two.trace" "$folder/d.png" --at soon
check 0 "" "$tracer" shot "$folder/two.trace" "$folder/two.trace" "$folder/both.png"
check 0 "" "$tracer" shot "$folder/two.trace" "$folder/e.png" --from e1 --to e2 --lanes waiter
check 2 "is called 'nobody'" "$tracer" shot "$folder/two.trace" "$folder/d.png" --lanes nobody
check 2 "two traces" "$tracer" shot "$folder/two.trace" "$folder/d.png" --parting
check 2 "display" "$tracer" view "$folder/two.trace" "$folder/two.trace"
check 2 "$folder/none" "$tracer" view "$folder/two.trace" "$folder/none"
check 2 "$folder/wrong" "$tracer" shot "$folder/two.trace" "$folder/wrong" "$folder/d.png"

check 0 "shot" "$tracer" --help
check 0 "--theme" "$tracer" shot --help
check 2 "display" "$tracer" view "$folder/two.trace"
check 2 "$folder/none" "$tracer" view "$folder/none"
check 2 "$folder/wrong" "$tracer" shot "$folder/wrong" "$folder/d.png"
check 2 "can't write /nowhere/d.png" "$tracer" shot "$folder/two.trace" /nowhere/d.png
check 2 "--size" "$tracer" shot "$folder/two.trace" "$folder/d.png" --size huge
check 2 "--theme" "$tracer" shot "$folder/two.trace" "$folder/d.png" --theme pink
check 2 "1.5ms" "$tracer" shot "$folder/two.trace" "$folder/d.png" --from soon
check 2 "--from" "$tracer" shot "$folder/two.trace" "$folder/d.png" --from 2us --to 1us
check 2 "e0 to e2" "$tracer" shot "$folder/two.trace" "$folder/d.png" --select e3
check 2 "--panel" "$tracer" shot "$folder/two.trace" "$folder/d.png" --panel kitchen
check 2 "OUT.png" "$tracer" shot "$folder/two.trace"
check 2 "--help" "$tracer"
[ ! -e "$folder/d.png" ] || { echo "FAILED: a wrong call left a picture"; failed=1; }
exit $failed
