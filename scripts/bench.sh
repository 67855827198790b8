#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# bench.sh: what kscribe costs, in instructions counted by QEMU, and whether it
# keeps within tests/bench/budgets. tests/README.md has the method.
#
# From the environment:
#	KERNEL= KDIR=	another kernel than Debian's (as for check-vm)
#	BOOTS=5		that many boots that differ; the medians count
#	REPEAT=1	the first boot twice: every figure must come again
#
# Exit: 0 good, 1 a budget is missed, 2 there are no figures, or none to trust.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
BOOTS=${BOOTS:-1} REPEAT=${REPEAT:-0}

say() {
	echo "bench: $*" >&2
}

"$top/scripts/deps.sh"
"$top/scripts/deps.sh" valgrind binutils
if [ -z "${KERNEL:-}" ]; then
	settings=$("$top/scripts/kernels.sh")
	eval "$settings"
elif [ -z "${KDIR:-}" ]; then
	say "KERNEL= needs KDIR=, the tree it was built from"
	exit 2
fi
make -s -C "$top/relayd" >&2
make -s -C "$top/tests/vm/guest" >&2
for programs in guest plugin daemon; do
	make -s -C "$top/tests/bench/$programs" >&2
done
module=$("$top/scripts/module.sh" "$KDIR" ${BUILD_ROOT:+"$BUILD_ROOT"})
release=$("$top/scripts/release.sh" "$KDIR")

out=$top/build/bench/$release
mkdir -p "$out"
# Two runs on one kernel would take each other's results away.
exec 8<"$out"
flock 8
rm -rf "${out:?}"/*

# The initramfs of the VM tests, and behind it what is ours.
image=$out/initramfs.cpio
"$top/scripts/initramfs.sh" -k "$KERNEL" -m "$module" -r "$top/relayd/relayd" -o "$image"
mkdir -p "$out/ours/vm/cases"
for program in bench nothing deliver; do
	cp "$top/build/bench/$program" "$out/ours/vm/"
done
cp "$top/tests/bench/guest/bench.sh" "$out/ours/vm/cases/"
(cd "$out/ours" && find . -mindepth 1 | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) >>"$image"
rm -rf "$out/ours"

# boot DIRECTORY SEED
boot() {
	say "booting $release for $1"
	"$top/scripts/vm.sh" -k "$KERNEL" -i "$image" -o "$out/$1" -m 2560 -t 1800 -s "$2" \
		-a "nokaslr ks.case_seconds=1000" \
		-q "-plugin $top/build/bench/libcount.so,out=$out/$1.counts" bench || exit 2
	if [ ! -e "$out/$1/bench/end" ]; then
		say "the guest says:"
		cat "$out/$1/bench/log" >&2 || tail "$out/$1/console.log" >&2
		exit 2
	fi
}

boots=
for number in $(seq "$BOOTS"); do
	boot "boot$number" $((41 + number))
	boots="$boots $out/boot$number/bench"
done
if [ "$REPEAT" = 1 ]; then
	boot again 42
	for file in "$out"/boot1/bench/*/figures "$out"/boot1/bench/*/events; do
		if ! cmp "$file" "$out/again/${file#"$out"/boot1/}"; then
			say "two boots with the same seed differ: no figure can be trusted"
			exit 2
		fi
	done
	say "the repetition gave the same figures and lines, byte for byte"
fi

# Of several parts the worst verdict: 1 is a budget missed, 2 no figure at all.
status=0
part() {
	script=$top/tests/bench/$1 code=0
	shift
	"$script" "$@" || code=$?
	[ "$code" -le "$status" ] || status=$code
}
# shellcheck disable=SC2086 # a list of words
part report.py $boots
part daemon.py "$out/boot1/bench" "$top/relayd/relayd" "$top/build/bench/many"
part breakdown.py "$out/boot1/bench" "$module" open+close
part breakdown.py "$out/boot1/bench" "$module" >"$out/breakdown"
say "the other operations function by function: $out/breakdown"

# Half a gigabyte for each boot; what somebody has to look at stays.
[ "$status" = 2 ] || rm -f "$out"/*/bench/storm/events
exit "$status"
