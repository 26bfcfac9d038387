#!/bin/bash
# Bad input of the command line: each gets one clear line on stderr and the right exit code.
# bad_input.sh COUTIL
coutil=$1
. "$(dirname "$0")/checks.sh"

well=$(echo 'print("ran")' | file well.lua)
spaces=$(printf 'print("ran")\n' | file 'with spaces.lua')
syntax=$(printf 'local x = 1\nlocal = 3\n' | file syntax.lua)
unfinished=$(printf 'if true then\n' | file unfinished.lua)
binary=$(head -c 300 /dev/urandom | tr '\n' ' ' | file binary.lua)
precompiled=$(printf '\033Lua\124\0\031\223\r\n\032\n' | file precompiled.lua)
: >"$work/empty.lua"

for backend in real sim; do
  run="$coutil run --backend $backend"
  refuses 2 "$work/none.lua" $run "$work/none.lua"
  refuses 2 "No such file" $run "$work/none.lua"
  refuses 2 "Not a directory" $run "$well/inside.lua"
  refuses 2 "directory" $run "$work"
  refuses 2 "/proc/self/mem" $run /proc/self/mem # can be opened, and not read
  refuses 2 "syntax.lua:2:" $run "$syntax"
  refuses 2 "unfinished.lua:" $run "$unfinished"
  refuses 2 "binary.lua" $run "$binary"
  refuses 2 "precompiled.lua" $run "$precompiled"
  gives 0 $run "$work/empty.lua"
  silent out
  silent err
  gives 0 $run "$spaces"
  says out "ran"
  refuses 2 "can't" $run --trace "$work/no/such/folder/t" "$well"
  refuses 2 "$work" $run --trace "$work" "$well"
  # The device that is full lets itself be opened: the program runs, then the loss is told.
  run $run --trace /dev/full "$well"
  [ "$code" -eq 2 ] || complain "--trace /dev/full on $backend: exit $code, and 2 was expected"
  says err "/dev/full"
  that "--trace /dev/full on $backend: one line was expected" [ "$(wc -l <"$work/err")" -eq 1 ]
  refuses 2 "--seed" $run --seed soon "$well"
  refuses 2 "--seed" $run --seed -1 "$well"
  refuses 2 "--seed" $run --seed 1.5 "$well"
  refuses 2 "--seed" $run --seed 99999999999999999999 "$well"
  refuses 2 "--choices" $run --choices lifo "$well"
done
if [ "$(id -u)" -ne 0 ]; then
  cp "$well" "$work/unreadable.lua"
  chmod 0 "$work/unreadable.lua"
  refuses 2 "Permission denied" "$coutil" run "$work/unreadable.lua"
fi

refuses 2 "--backend" "$coutil" run --backend virtual "$well"
refuses 2 "--nonsense" "$coutil" run --nonsense "$well"
refuses 2 "SCRIPT" "$coutil" run
refuses 2 "--backend" "$coutil" run --backend
refuses 2 "frobnicate" "$coutil" frobnicate
refuses 2 "--frobnicate" "$coutil" --frobnicate
refuses 2 "frobnicate" "$coutil" trace frobnicate
refuses 2 "nonsense" "$coutil" env nonsense
refuses 2 "--rounds" "$coutil" bench --rounds none
refuses 2 "--rounds" "$coutil" bench --rounds 0
for size in 0 -1 K 10X 10MM 1e400 nan inf ' ' 10Mx; do
  refuses 2 "--trace-last" "$coutil" run --trace "$work/t" "--trace-last=$size" "$well"
done
refuses 2 "--trace" "$coutil" run --trace-last 1M "$well"
for size in 64K 1M 1m 1G 100000; do
  gives 0 "$coutil" run --trace "$work/t" --trace-last "$size" "$well"
  gives 0 "$coutil" trace check "$work/t"
done
# What was refused leaves nothing behind.
that "a script that can't be loaded left a trace" [ ! -e "$work/none.trace" ]
run "$coutil" run --trace "$work/none.trace" "$syntax"
that "a script that can't be loaded left a trace" [ ! -e "$work/none.trace" ]

# What follows the script is the program's own, whatever it looks like.
arguments=$(echo 'print(table.concat({...}, " "))' | file arguments.lua)
gives 0 "$coutil" run --choices fifo "$arguments" --nonsense --seed soon -- env --help
says out "--nonsense --seed soon -- env --help"
cp "$arguments" "$work/-dash.lua"
gives 0 env -C "$work" "$coutil" run --backend=real -- -dash.lua --seed
says out "--seed"

# Variables are options: they are refused alike, and matter to `run` alone.
refuses 2 "virtual" env COUTIL_BACKEND=virtual "$coutil" run "$well"
refuses 2 "soon" env COUTIL_SEED=soon "$coutil" run "$well"
refuses 2 "-1" env COUTIL_SEED=-1 "$coutil" run "$well"
refuses 2 "/no/such" env COUTIL_TRACE=/no/such/folder/t "$coutil" run "$well"
gives 0 env COUTIL_BACKEND=virtual COUTIL_SEED=soon "$coutil" env
finish
