#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# soak.sh [NAME...]: what takes hours. On each kernel of scripts/kernels.sh, or
# those named: 200 times load and unload under load, storms and losses 17 times
# as long as in the check. Then fuzzing, FUZZ_SECONDS (3600) for each target.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
cases='reload storm loss hotplug reader-kill'
"$top/scripts/deps.sh"

# shellcheck source=scripts/count.sh
. "$top/scripts/count.sh"
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
	status=0
	# shellcheck disable=SC2086 # a list of words
	SCALE=17 "$top/scripts/check-vm.sh" "$KERNEL" "$KDIR" $cases >"$log" || status=$?
	count "$log" "$status"
done

status=0
FUZZ_SECONDS=${FUZZ_SECONDS:-3600} make -s -C "$top/tests/fuzz" check >"$log" || status=$?
count "$log" "$status"
count_end
