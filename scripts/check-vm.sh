#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# check-vm.sh BZIMAGE KDIR [CASE...]: builds for this kernel and runs the VM
# cases on it. In the environment: BUILD_ROOT, the compiler is in there; SCALE,
# how much longer those cases take that can.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
kernel=$1 kdir=$2
shift 2

"$top/scripts/deps.sh"
make -s -C "$top/relayd" >&2
make -s -C "$top/tests/vm/guest" >&2
module=$("$top/scripts/module.sh" "$kdir" ${BUILD_ROOT:+"$BUILD_ROOT"})
release=$("$top/scripts/release.sh" "$kdir")
# Two runs on one kernel would take each other's results away.
mkdir -p "$top/build/vm/$release"
exec flock "$top/build/vm/$release" "$top/tests/vm/run.py" --kernel "$kernel" --release "$release" --module "$module" \
	--relayd "$top/relayd/relayd" --out "$top/build/vm/$release" ${SCALE:+--scale "$SCALE"} "$@"
