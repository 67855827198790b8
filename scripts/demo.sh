#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Boots Debian's kernel with the module loaded, does a few ordinary things in
# the guest and prints the events: lines on stdout, progress on stderr. The
# kernel of this machine is not touched.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
say() {
	echo "demo: $*" >&2
}

"$top/scripts/deps.sh"
settings=$("$top/scripts/kernels.sh")
eval "$settings"
say "building relayd, and kscribe.ko for $RELEASE"
make -s -C "$top/relayd" >&2
make -s -C "$top/tests/vm/guest" >&2
module=$("$top/scripts/module.sh" "$KDIR")

out=$top/build/demo
rm -rf "$out"
mkdir -p "$out"
"$top/scripts/initramfs.sh" -k "$KERNEL" -m "$module" -r "$top/relayd/relayd" \
	-o "$out/initramfs.cpio"
say "booting $RELEASE in QEMU"
"$top/scripts/vm.sh" -k "$KERNEL" -i "$out/initramfs.cpio" -o "$out" -t 150 demo

if [ ! -s "$out/demo/events" ]; then
	say "no events came out; what the guest said:"
	cat "$out/demo/log" >&2 || :
	exit 1
fi
cat "$out/demo/events"
say "$(wc -l <"$out/demo/events") events"
