# To be sourced by tests with COUTIL and LESSONS as their first words: `coutil learn` with these lessons, for somebody
# who has not begun, in the folder $work, which is removed at the end.
# shellcheck shell=bash disable=SC2034 # what the tests use
coutil=$(realpath "$1") lessons=$(realpath "$2")
export COUTIL_LESSONS=$lessons COUTIL_COMMAND=$coutil
unset COUTIL_LEARN_DIR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "FAILED: $*"
  cat out err 2>/dev/null
  exit 1
}
