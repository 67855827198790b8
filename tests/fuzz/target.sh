#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# target.sh BUILD TARGET: the corpus once, then FUZZ_SECONDS of mutations. One
# line tells the result; it is good if there were runs enough and none of them
# has found anything.
set -eu

build=$1 target=$2
here=$(cd "$(dirname "$0")" && pwd)
seconds=${FUZZ_SECONDS:-60}
least=20	# runs a second; whoever is slower searches nothing
program=$build/fuzz_$target
corpus=$here/corpus/$target
found=$build/found/$target
crashes=$build/crashes/$target
log=$build/$target.log

case $target in
order) longest=2048 ;;
config) longest=4096 ;;
*) longest=8192 ;;
esac

fail() {
	echo "not ok $target: $1"
	grep -E 'not so:|ERROR|SUMMARY|runtime error' "$log" | sed 's/^/#   /' | head -n 8
	find "$crashes" -type f | sed 's/^/#   found by: /'
	echo "#   all of it: $log"
	exit 1
}

# fuzz LEAKS OPTION...
fuzz() {
	leaks=$1
	shift
	rm -rf "$crashes"
	mkdir -p "$crashes" "$found"
	ASAN_OPTIONS=detect_leaks=$leaks:quarantine_size_mb=16:malloc_context_size=8 \
		"$program" -max_len=$longest -timeout=20 -malloc_limit_mb=32 -rss_limit_mb=768 \
		-entropic_scale_per_exec_time=1 -artifact_prefix="$crashes/" -print_final_stats=1 "$@" >"$log" 2>&1
}

[ -z "$(find "$corpus" -type f -size "+${longest}c")" ] || fail "a file of its corpus is too long"
files=$(find "$corpus" -type f | wc -l)
[ "$files" != 0 ] || fail "its corpus is empty"

leaks=1
if ! fuzz "$leaks" -runs=0 "$corpus"; then
	# where it may not stop its own threads, the search for leaks does not work
	grep -q 'LeakSanitizer has encountered a fatal error' "$log" || fail "its corpus fails"
	echo "# $target: this machine does not let leaks be looked for"
	leaks=0
	fuzz "$leaks" -runs=0 "$corpus" || fail "its corpus fails"
fi
runs=$(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log")
[ "${runs:-0}" -ge "$files" ] || fail "only ${runs:-0} of the $files files of its corpus were run"

options="-max_total_time=$seconds"
[ ! -e "$here/$target.dict" ] || options="$options -dict=$here/$target.dict"
# shellcheck disable=SC2086 # a list of words
fuzz "$leaks" $options "$found" "$corpus" || fail "a run fails"
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
new=$(sed -n 's/^stat::new_units_added: *//p' "$log")
memory=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
[ "${runs:-0}" -ge $((least * seconds)) ] || fail "only ${runs:-0} runs in $seconds s"
echo "ok $target: corpus of $files; $runs runs, $speed/s, $edges edges, $new new units, $memory MB"
