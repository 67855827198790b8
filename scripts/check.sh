#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Everything there is to check, and the sum in the last line.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
"$top/scripts/deps.sh"
settings=$("$top/scripts/kernels.sh" debian-6.1)
eval "$settings"
mkdir -p "$top/build"

passed=0 failed=0
# part NAME COMMAND...: shows its output and adds up its last line.
part() {
	log=$top/build/check-$1.log
	shift
	status=0
	"$@" >"$log" || status=$?
	cat "$log"
	sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
	if [ -n "$sum" ]; then
		passed=$((passed + ${sum%% *}))
		sum=${sum#*, }
		failed=$((failed + ${sum%% *}))
	fi
	# Whatever it says of itself, its word is its exit status.
	if [ -z "$sum" ] || { [ "$status" != 0 ] && [ "${sum%% *}" = 0 ]; }; then
		echo "not ok: $* failed with $status"
		failed=$((failed + 1))
	fi
}

part unit make -s -C "$top/tests/unit" check
part vm "$top/scripts/check-vm.sh" "$KERNEL" "$KDIR"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
