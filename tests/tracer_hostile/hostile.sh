#!/bin/bash
# Files that nobody should have to open, through every `trace` command as people type it: each ends well or with exit
# 2 and one clear line, in bounded memory. hostile.sh COUTIL SANITIZED [SCALE]; SCALE 1 has the sizes that are named,
# 10 is a line of 2 GB.
coutil=$1 sanitized=$2 scale=${3:-0.1}
. "$(dirname "$0")/../cli/checks.sh"
shopt -s lastpipe # what stands behind a pipe counts, too
file=$work/hostile.jsonl
# AddressSanitizer reserves more than any bound.
if [ "$sanitized" = 1 ]; then scale=0.01; else ulimit -v "$(awk "BEGIN { print 2500000 * ($scale > 1 ? $scale : 1) }")"; fi

head='{"e":"trace","v":1,"backend":"sim","seed":7,"lua":"Lua 5.4.4","coutil":"0.1.0","script":"two.lua","args":[],"scenario":null,"choices":"fifo","digest":null}'
definitions='{"e":"place","id":1,"file":"two.lua","line":4,"func":"waiter"}
{"e":"object","id":1,"kind":"event","name":"ready"}
{"e":"object","id":2,"kind":"mutex","name":"fork"}'

# Every command on $file: exit 0, 1 or 3 (it was read), or 2 with one short line on stderr and nothing on stdout.
everything() {
  for words in check summary "summary --json" text stuck diff "export --to perfetto" "export --to csv" "export --to svg" \
    "export --to dot" shot; do
    set -- "$coutil" trace $words "$file"
    case $words in
      diff) set -- "$@" "$file" ;;
      shot) set -- "$@" "$work/shot.png" ;;
    esac
    run "$@"
    case $code in
      0 | 1 | 3) ;;
      2)
        [ -s "$work/out" ] && complain "$what: $words: stdout was expected to be empty"
        [ "$(wc -l <"$work/err")" -eq 1 ] && [ "$(wc -c <"$work/err")" -lt 600 ] ||
          complain "$what: $words: one short line was expected on stderr"
        ;;
      *) complain "$what: $words: exit $code" ;;
    esac
    grep -qE "$sanitizer_words" "$work/err" && complain "$what: $words: memory went wrong"
    if [[ $words != export* ]] && LC_ALL=C grep -qaP '[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]' "$work/out" "$work/err"; then
      complain "$what: $words: control characters in what people read"
    fi
    passed=$((passed + 1))
  done
}

# trace WHAT: $file becomes the head, the definitions and what stands on stdin, and is taken through everything.
trace() {
  what=$1
  { printf '%s\n%s\n' "$head" "$definitions"; cat; } >"$file"
  everything
}

# Lines of a trace, for awk.
functions='
  function host(id) { printf "{\"e\":\"host\",\"id\":%d,\"name\":\"h%d\"}\n", id, id }
  function object(id) { printf "{\"e\":\"object\",\"id\":%d,\"kind\":\"event\",\"name\":\"x\"}\n", id }
  function boot(t, co, where) {
    printf "{\"e\":\"spawn\",\"t\":%d,\"co\":%d,\"host\":%d,\"by\":-1,\"name\":\"p\",\"pid\":%d}\n", t, co, where, co + 9
  }
  function crash(t, where) { printf "{\"e\":\"fault\",\"t\":%d,\"what\":\"crash\",\"host\":%d}\n", t, where }
  function spawn(t, co) {
    printf "{\"e\":\"spawn\",\"t\":%d,\"co\":%d,\"by\":0,\"name\":\"w\",\"at\":1}\n", t, co
    run(t, co)
  }
  function run(t, co) { printf "{\"e\":\"run\",\"t\":%d,\"co\":%d,\"by\":0}\n", t, co }
  function wake(t, co, on) { printf "{\"e\":\"wake\",\"t\":%d,\"co\":%d,\"by\":0,\"on\":%d}\n", t, co, on }
  function await(t, co, on) {
    printf "{\"e\":\"await\",\"t\":%d,\"co\":%d,\"mode\":\"one\",\"on\":[%d],\"at\":1}\n", t, co, on
  }
  function emit(t, on) { printf "{\"e\":\"emit\",\"t\":%d,\"co\":0,\"how\":\"one\",\"on\":%d,\"waiters\":1}\n", t, on }
  function many(count, what) { while (count-- > 0) printf "%s", what }
'
# lines COUNT PROGRAM: what an awk program prints with `n`, that is so many times the scale.
lines() { LC_ALL=C awk -v n="$(awk "BEGIN { printf \"%d\", $1 * $scale }")" "$functions BEGIN { $2 }"; }

for bad in "$work" /dev/zero /dev/null /nowhere "$work/fifo" "$work/empty" "$work/binary" "$work/nuls" "$work/text"; do
  case $bad in
    */fifo) mkfifo "$bad" ;;
    */empty) : >"$bad" ;;
    */binary) head -c 100000 "$(command -v bash)" >"$bad" ;;
    */nuls) head -c 100000 /dev/zero >"$bad" ;;
    */text) echo "some text" >"$bad" ;;
  esac
  for words in check summary text stuck "export --to csv"; do refuses 2 "$bad" "$coutil" trace $words "$bad"; done
done
if [ "$(id -u)" -ne 0 ]; then
  echo "$head" >"$work/secret"
  chmod 0 "$work/secret"
  refuses 2 "can't be opened" "$coutil" trace summary "$work/secret"
fi
echo "${head/\"v\":1/\"v\":2}" >"$file"
refuses 2 "a newer coutil may read it" "$coutil" trace summary "$file"

echo '{"e":"note","t":0,"co":0,"text":"x' | trace "a torn line"
lines 1000000 'printf "{\"e\":\"note\",\"t\":0,\"co\":0,\"text\":\"x\",\"z\":"; many(n, "["); print "}"' | trace "brackets"
lines 200000 'printf "{\"e\":\"stuck\",\"t\":0,\"waiting\":"; many(n, "["); many(n, "]")
  print ",\"cycle\":[],\"why\":\"x\"}"' | trace "a list in a list in a list"
{ printf '%s' '{"e":"note","t":0,"co":0,"text":"'; head -c "$(awk "BEGIN { printf \"%d\", 200000000 * $scale }")" /dev/zero |
  tr '\0' x; echo '"}'; } | trace "a line of 200 MB"
for id in 4294967295 4294967296 9007199254740993 9223372036854775807 -2 -9223372036854775808; do
  printf '{"e":"spawn","t":0,"co":%s,"by":0,"name":"w"}\n{"e":"run","t":0,"co":%s,"by":0}\n' $id $id
  printf '{"e":"object","id":%s,"kind":"event","name":"o"}\n' $id
  printf '{"e":"await","t":1,"co":%s,"mode":"any","on":[%s,1]}\n' $id $id
done | trace "large ids"
for time in 5 3 4611686018427387904 7 9223372036854775807 -5 -9223372036854775808 0; do
  printf '{"e":"note","t":%s,"co":0,"text":"x"}\n' $time
done | trace "times that jump"
name=$(head -c 1000000 /dev/zero | tr '\0' x)
{
  printf '{"e":"object","id":3,"kind":"%s","name":"%s"}\n{"e":"spawn","t":0,"co":1,"by":0,"name":"%s","at":1}\n' \
    "$name" "$name" "$name"
  printf '{"e":"run","t":0,"co":1,"by":0}\n{"e":"await","t":0,"co":1,"mode":"one","on":[3],"at":1}\n'
  printf '{"e":"spawn","t":2,"co":2,"by":0,"name":"\\u001b[31mred\\u0007\\u0000\\u202eabc \xf0\x9f\x92\xa9","at":1}\n'
  printf '{"e":"run","t":2,"co":2,"by":0}\n{"e":"end","t":3,"co":2,"error":"%s\\u001b]0;title\\u0007"}\n' "$name"
} | trace "names"

lines 100000 'for (i = 0; i < n; i++) host(i); for (i = 0; i < n; i++) boot(i, i, i)
  for (i = 0; i < n; i++) crash(n + i, i)' | trace "100,000 hosts"
lines 100000 'host(0); for (i = 0; i < n; i++) { boot(i, i, 0); crash(i, 0) }' | trace "a host that crashes 100,000 times"
lines 200000 'for (i = 1; i <= n; i++) { spawn(i, i); await(i, i, 2) }
  printf "{\"e\":\"lock\",\"t\":%d,\"co\":0,\"on\":2,\"at\":1}\n", n' | trace "200,000 coroutines"
lines 100000 'for (i = 0; i < n; i++) object(i + 10); spawn(0, 1)
  printf "{\"e\":\"await\",\"t\":0,\"co\":1,\"mode\":\"all\",\"on\":["; for (i = 0; i < n; i++) printf "%d,", i + 10
  print "1]}"; for (i = 0; i < n; i++) wake(1, 1, i + 10)' | trace "100,000 objects awaited by one"
lines 250000 'spawn(0, 1); for (i = 0; i < n; i++) { await(5, 1, 1); emit(5, 1); wake(5, 1, 1); run(5, 1) }' |
  trace "a million events of one instant"

# Cut off and written again while it is read.
cp "$file" "$work/whole.jsonl"
for delay in 0.01 0.02 0.04 0.08 0.16; do
  for words in summary check "export --to csv"; do
    cp "$work/whole.jsonl" "$file"
    { sleep $delay; truncate -s 5000 "$file"; sleep 0.02; cat "$work/whole.jsonl" >"$file"; } &
    run "$coutil" trace $words "$file"
    wait $!
    case $code in
      0 | 1 | 2) passed=$((passed + 1)) ;;
      *) complain "$words of a file that is cut off: exit $code" ;;
    esac
  done
done
finish
