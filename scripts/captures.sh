#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# captures.sh: takes the captures that the last VM runs on this machine made
# (case "capture") into tests/captures: one for each kernel, arguments scrubbed,
# with the sum of the lines that the daemon wrote in the guest while recording.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
to=$top/tests/captures
for capture in "$top"/build/vm/*/boot*/capture/redacted.capture; do
	[ -e "$capture" ] || continue
	release=${capture#"$top"/build/vm/}
	release=${release%%/*}
	install -m 644 "$capture" "$to/$release.capture"
	sha256sum <"${capture%.capture}.events" | cut -d ' ' -f 1 >"$to/$release.sum"
	echo "$release"
done
