# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Sourced by what runs several checks: their sums, in passed and failed.
passed=0 failed=0

# count LOG STATUS: shows the output of a check that ended with STATUS and adds
# up its last line.
count() {
	cat "$1"
	sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$1" | tail -n 1)
	if [ -n "$sum" ]; then
		passed=$((passed + ${sum%% *}))
		sum=${sum#*, }
		failed=$((failed + ${sum%% *}))
	fi
	# Whatever it says of itself, its word is its exit status.
	if [ -z "$sum" ] || { [ "$2" != 0 ] && [ "${sum%% *}" = 0 ]; }; then
		echo "not ok: $(basename "$1" .log) failed with $2"
		failed=$((failed + 1))
	fi
}

# count_end: the sum, as the last line and the exit status.
count_end() {
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ] && [ "$passed" != 0 ]
}
