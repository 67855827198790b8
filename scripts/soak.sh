#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# soak.sh [NAME...]: what takes hours. On each kernel of scripts/kernels.sh, or
# those named: 200 times load and unload under load, storms and losses ten times
# as long as in the check. Then fuzzing, FUZZ_SECONDS (3600) for each target.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
cases='reload storm loss hotplug reader-kill'
"$top/scripts/deps.sh"

passed=0 failed=0
[ $# != 0 ] || set -- $("$top/scripts/kernels.sh" --list)
mkdir -p "$top/build"
log=$top/build/soak.log
for name; do
	status=0
	settings=$("$top/scripts/kernels.sh" "$name") || status=$?
	if [ "$status" = 3 ]; then
		echo "$name absent: the mirror does not have it"
		continue
	fi
	eval "$settings"
	export BUILD_ROOT
	# shellcheck disable=SC2086 # a list of words
	SCALE=10 "$top/scripts/check-vm.sh" "$KERNEL" "$KDIR" $cases >"$log" || :
	cat "$log"
	sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
	[ -n "$sum" ] || sum='0 passed, 1 failed'
	passed=$((passed + ${sum%% *}))
	sum=${sum#*, }
	failed=$((failed + ${sum%% *}))
done

FUZZ_SECONDS=${FUZZ_SECONDS:-3600} make -s -C "$top/tests/fuzz" check || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
