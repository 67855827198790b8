#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# corpus.sh BUILD TARGET...: a corpus of the seeds, of the inputs that have found
# something once (bug-*) or are of a real machine (real-*), and of the fewest
# others that together reach every edge that is known to be reached.
set -eu

build=$1
shift
here=$(cd "$(dirname "$0")" && pwd)

for target in "$@"; do
	corpus=$here/corpus/$target
	found=$build/found/$target
	best=$build/best/$target
	rm -rf "$best"
	mkdir -p "$best" "$corpus" "$found"
	find "$corpus" \( -name 'bug-*' -o -name 'real-*' \) -exec cp {} "$best/" \;
	cp "$build/seed/$target"/* "$best/"
	ASAN_OPTIONS=quarantine_size_mb=16 "$build/fuzz_$target" -set_cover_merge=1 -use_counters=0 \
		-max_len=8192 "$best" "$corpus" "$found" >"$build/merge.log" 2>&1 || {
		tail -n 30 "$build/merge.log"
		exit 1
	}
	rm -rf "$corpus"
	cp -r "$best" "$corpus"
	echo "$target: $(find "$corpus" -type f | wc -l) files, $(du -sb "$corpus" | cut -f 1) bytes"
done
