#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Replays the stored captures: each must make the very lines that the daemon
# wrote in the guest while it recorded. scripts/captures.sh takes new ones when
# lines have changed for a reason, or a group of the list has.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
relayd=$here/../../relayd/relayd

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
passed=0 failed=0
for capture in "$here"/*.capture; do
	name=$(basename "$capture" .capture)
	status=0
	"$relayd" --config none --replay "$capture" >"$lines" || status=$?
	sum=$(sha256sum <"$lines" | cut -d ' ' -f 1)
	count=$(wc -l <"$lines")
	if [ "$status" = 0 ] && [ "$sum" = "$(cat "$here/$name.sum")" ] && [ "$count" -gt 100 ]; then
		passed=$((passed + 1))
		echo "ok $name: $count lines"
	else
		failed=$((failed + 1))
		echo "not ok $name: status $status, $count lines, not those of $name.sum"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
