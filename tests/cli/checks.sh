# What the tests of the command line share; sourced by them, after $coutil was set. Each check that fails prints
# one line and what the command said; `finish` gives the exit code.
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset COUTIL_BACKEND COUTIL_SEED COUTIL_TRACE DISPLAY WAYLAND_DISPLAY
passed=0
failed=0
sanitizer_words='AddressSanitizer|LeakSanitizer|runtime error:|Segmentation fault'

complain() {
  echo "FAILED: $1"
  [ ! -s "$work/out" ] || head -n 20 "$work/out" | sed 's/^/  stdout: /'
  [ ! -s "$work/err" ] || head -n 20 "$work/err" | sed 's/^/  stderr: /'
  failed=$((failed + 1))
}

# Runs "$@" with its output in $work/out and $work/err and its exit code in $code.
run() {
  timeout 120 "$@" >"$work/out" 2>"$work/err" </dev/null
  code=$?
}

# gives EXIT COMMAND...: the exit code, and no sanitizer's report.
gives() {
  local wanted=$1
  shift
  run "$@"
  if grep -qE "$sanitizer_words" "$work/out" "$work/err"; then
    complain "$*: memory went wrong"
  elif [ "$code" -ne "$wanted" ]; then
    complain "$*: exit $code, and $wanted was expected"
  else
    passed=$((passed + 1))
  fi
}

# refuses EXIT WORDS COMMAND...: the exit code, nothing on stdout, and one line on stderr that has the words.
refuses() {
  local wanted=$1 words=$2
  shift 2
  run "$@"
  if [ "$code" -ne "$wanted" ]; then
    complain "$*: exit $code, and $wanted was expected"
  elif [ -s "$work/out" ]; then
    complain "$*: stdout was expected to be empty"
  elif [ "$(wc -l <"$work/err")" -ne 1 ]; then
    complain "$*: one line was expected on stderr"
  elif ! grep -qF -e "$words" "$work/err"; then
    complain "$*: stderr was expected to have: $words"
  else
    passed=$((passed + 1))
  fi
}

# says STREAM WORDS: the last command's out or err has the words.
says() {
  if grep -qF -e "$2" "$work/$1"; then
    passed=$((passed + 1))
  else
    complain "std$1 was expected to have: $2"
  fi
}

# silent STREAM
silent() {
  if [ -s "$work/$1" ]; then
    complain "std$1 was expected to be empty"
  else
    passed=$((passed + 1))
  fi
}

# that WHAT COMMAND...: the command succeeds; otherwise WHAT is what is wrong.
that() {
  local what=$1
  shift
  if "$@" >"$work/that" 2>&1; then
    passed=$((passed + 1))
  else
    complain "$what"
    sed 's/^/  /' "$work/that"
  fi
}

# Writes stdin to a file in $work and prints its path.
file() {
  cat >"$work/$1"
  echo "$work/$1"
}

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
}
