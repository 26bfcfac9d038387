#!/bin/sh
# Holds the shell of the simulated machine, run as an ordinary program, to /bin/sh: both write the same for the lines
# that the tests use, and end with the same status. shell.sh COUTIL
coutil=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0
failed=0

same() {
  rm -f "$work/file"
  /bin/sh -c "$@" <"$here/shell.sh" >"$work/theirs" 2>"$work/their_errors"
  theirs=$?
  [ -f file ] && cat file >>theirs
  rm -f "$work/file"
  PWD=$work "$coutil" run "$here/programs/sh.lua" -c "$@" <"$here/shell.sh" >"$work/ours" 2>"$work/our_errors"
  ours=$?
  [ -f file ] && cat file >>ours
  # Errors are worded otherwise: there are some, or there are none.
  for who in their our; do [ -s "$work/${who}_errors" ] && echo some || echo none; done | uniq | wc -l >"$work/kinds"
  if [ $theirs = $ours ] && cmp -s "$work/theirs" "$work/ours" && [ "$(cat "$work/kinds")" -eq 1 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $1: status $theirs was expected, got $ours"
    diff "$work/theirs" "$work/ours" | head -n 5
    cat "$work/our_errors"
  fi
}

export EMPTY= NAME=7 ONE=1 TWO="two words"
for status in 0 1 7 42 255 256; do same "exit $status"; done
same 'false; exit'
same '[ $# = 3 ] && [ "$1" = one ] && [ "$2" = "two words" ] && [ -z "$3" ]' sh one "two words" ""
same 'printf "<%s>" "$@"' sh a "" "b c" '$HOME' '*' "'" '
' é
same 'printf "%s," "$@"' sh 1 2 3
same '[ "$1 $2" = "10 1.5" ]' sh 10 1.5
same 'echo "$ONE,$TWO,$HOME,$LUA_CPATH"'
same 'echo "$EMPTY,${EMPTY-unset},${OTHER-unset}"'
same 'echo "${HOME-unset} ${USER-unset} ${LANG-unset}"'
same '[ "$NAME" = 7 ]'
same 'printf %s "$PATH"'
same 'pwd'
same 'pwd -P'
same '/bin/cat'
same 'cat'
same 'echo out; echo err >&2'
same 'ulimit -c 0; exit 3'
same 'printf begun >>"$1"; sleep 0.05; printf " ended" >>"$1"' sh file
same 'i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done'
same 'cat /no/such/file 2>/dev/null | grep -c socket:; true'
same '/bin/true; echo $?; /bin/false; echo $?'
same 'true && echo yes || echo no; false && echo yes || echo no'
same 'if [ 1 -gt 2 ]; then echo a; elif true; then echo b; else echo c; fi'
same 'x=" 1  2 "; echo $x; echo "$x"; printf "<%s>" $x; echo a   b\ \ c "d  $x" '"'e  \$x'"
same 'echo $(echo in; echo put) "$(printf "a\n\n")"; echo $((2*(3+4)-1)) $((7/2)) $((1<2))'
same '{ echo a; echo b; } | cat | grep b; ! false; echo $?; until true; do echo x; done'
same 'echo x 2>&1 >/dev/null; echo y >file; echo z >>file; cat <file; grep -v y file; echo hash#not # comment'
same 'no-such-program'
same '/no/such/program'
same 'echo "unclosed'
same 'printf "%d-%s\n" 1 a 2 b; test -n x && ! test -z x'
same '/bin/echo from a program | cat; echo to one | /bin/cat'
echo "$passed passed, $failed failed"
[ $failed = 0 ]
