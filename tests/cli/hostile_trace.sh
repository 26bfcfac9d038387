#!/bin/bash
# Traces with names that want to harm: line ends, escape sequences, markup, text that runs the other way, a megabyte.
# Every command stays a command: its exit code, no escape sequence of a stranger's, output within reason.
# hostile_trace.sh COUTIL
coutil=$1
. "$(dirname "$0")/checks.sh"

# hostile NAME: a trace whose script, coroutine, object, function, note and error have that name (as JSON has it).
hostile() {
  cat <<TRACE
{"e":"trace","v":1,"backend":"sim","seed":7,"lua":"Lua 5.4.4","coutil":"0.1.0","script":"$1","args":["$1"],"scenario":null,"choices":"fifo","digest":"$1"}
{"e":"place","id":1,"file":"$1","line":4,"func":"$1"}
{"e":"spawn","t":0,"co":1,"by":0,"name":"$1","at":1}
{"e":"run","t":0,"co":1,"by":0}
{"e":"object","id":1,"kind":"event","name":"$1"}
{"e":"note","t":0,"co":1,"text":"$1","at":1}
{"e":"print","t":0,"co":1,"text":"$1"}
{"e":"await","t":0,"co":1,"mode":"one","on":[1],"at":1}
{"e":"emit","t":1000,"co":0,"how":"one","on":1,"waiters":1,"at":1}
{"e":"wake","t":1000,"co":1,"by":0,"on":1}
{"e":"run","t":1000,"co":1,"by":0}
{"e":"end","t":2000,"co":1,"error":"$1","traceback":"$1"}
{"e":"fin","t":2000,"events":9,"waiting":0,"suspended":0,"errors":1}
TRACE
}

megabyte=$(head -c 1000000 /dev/zero | tr '\0' 'x')
escape=$(printf '\033')
count=0
for name in 'two\nlines\r\ttab' '\u001b[31mred\u001b]0;title\u0007' '</text><script>\"&amp;' '\u202eright to left\u2066' \
  '=1+1,\"quoted\"' '\u0000\u007f\u0085' '../../etc/passwd' '%s%n{}{0}' '\ud83d\ude00\u00e9' '' "$megabyte"; do
  count=$((count + 1))
  trace=$work/hostile.$count
  hostile "$name" >"$trace"
  hostile "other $name" >"$work/other"
  for words in "check" "summary" "summary --json" "text" "export --to perfetto" "export --to svg" "diff" "diff --json"; do
    wanted=0 second=
    case $words in diff*) wanted=5 second=$work/other ;; esac
    gives $wanted "$coutil" trace ${words%% *} "$trace" $second $(echo "$words" | cut -s -d ' ' -f 2-)
    that "name $count, $words: an escape sequence" [ "$(grep -c "$escape" "$work/out")" -eq 0 ]
    that "name $count, $words: $(wc -c <"$work/out") bytes" [ "$(wc -c <"$work/out")" -lt 8000000 ]
  done
  gives 0 "$coutil" trace export "$trace" --to csv
  gives 0 "$coutil" trace shot "$trace" "$work/picture.png"
  gives 0 "$coutil" trace shot "$trace" "$work/other" "$work/picture.png"
done
finish
