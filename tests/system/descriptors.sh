#!/bin/sh
# Runs a program under a small limit of open descriptors. descriptors.sh LIMIT COMMAND...
ulimit -n "$1" || exit 1
shift
exec "$@"
