#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# check.sh BUILD TARGET...: all of them, two at a time, and the sum.
set -eu

build=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
results=$(mktemp)
trap 'rm -f "$results"' EXIT

printf '%s\n' "$@" | xargs -n 1 -P 2 "$here/target.sh" "$build" | tee "$results" || :
passed=$(grep -c '^ok ' "$results" || :)
echo "$passed passed, $(($# - passed)) failed"
[ "$passed" = "$#" ]
