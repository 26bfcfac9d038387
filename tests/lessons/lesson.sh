#!/bin/sh
# Runs one lesson's program and holds it against its .expected file: "exit N",
# "stdout" and "stderr" with parts of lines that must come in that order, "sim-stdout" with those that come so in
# virtual time only (on a busy machine timers are late). Its trace must hold, too.
# lesson.sh COUTIL BACKEND PROGRAM EXPECTED [RUN OPTION...]
coutil=$1
backend=$2
program=$3
expected=$4
shift 4
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

complain() {
  echo "FAILED: $1"
  failed=1
}

# in_order STREAM: each line that is expected of the stream is a part of one of its lines, and none comes too early.
in_order() {
  words="$1"
  [ "$backend" = real ] || words="\\(sim-\\)*$1"
  sed -n "s/^$words //p" "$expected" >"$work/wanted"
  awk 'NR == FNR { wanted[++count] = $0; next }
       next_wanted < count && index($0, wanted[next_wanted + 1]) { next_wanted++ }
       END { if (next_wanted < count) { print wanted[next_wanted + 1]; exit 1 } }' \
    "$work/wanted" "$work/$1" >"$work/missing" || complain "$1 lacks, or has too early: $(cat "$work/missing")"
}

timeout 60 "$coutil" run --backend "$backend" "$@" --trace "$work/trace" "$program" >"$work/stdout" 2>"$work/stderr"
code=$?
wanted=$(sed -n 's/^exit //p' "$expected")
[ "$code" = "$wanted" ] || complain "exit $wanted was expected, got $code"
in_order stdout
in_order stderr
[ "$wanted" != 0 ] || [ ! -s "$work/stderr" ] || complain "stderr was expected to be empty"
"$coutil" trace check "$work/trace" >"$work/check" 2>&1 || complain "the trace does not hold: $(cat "$work/check")"
if [ $failed = 1 ]; then
  sed 's/^/  stdout: /' "$work/stdout"
  sed 's/^/  stderr: /' "$work/stderr"
fi
exit $failed
