#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boots a kernel in QEMU without KVM, waits for its end, unpacks what the guest
# wrote to its result disk and judges the console log: a report of the kernel
# about itself fails the run, however well the cases went.
#
# Exit: 0 good, 1 the kernel complained (the lines are printed), 2 usage,
# 3 the machine did not come to its end in time or died.
set -eu

usage() {
	echo "usage: vm.sh -k BZIMAGE -i INITRAMFS -o DIRECTORY [-c CPUS] [-m MIB] [-t SECONDS] [-a 'KERNEL PARAMETERS'] CASE..." >&2
	exit 2
}

kernel='' initramfs='' out='' cpus=1 memory=1024 seconds=900 append=''
while getopts k:i:o:c:m:t:a: option; do
	case $option in
	k) kernel=$OPTARG ;;
	i) initramfs=$OPTARG ;;
	o) out=$OPTARG ;;
	c) cpus=$OPTARG ;;
	m) memory=$OPTARG ;;
	t) seconds=$OPTARG ;;
	a) append=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
if [ -z "$kernel" ] || [ -z "$initramfs" ] || [ -z "$out" ] || [ $# = 0 ]; then
	usage
fi

mkdir -p "$out"
console=$out/console.log
disk=$out/results.img
rm -f "$console" "$disk"
truncate -s 8G "$disk"

cases=$(IFS=,; echo "$*")

# thread=single: with one thread per CPU the emulator executes stale
# translations of code that the kernel is patching.
# qemu64: every kernel since 3.10 boots on it.
status=0
timeout --foreground -k 5 "$seconds" qemu-system-x86_64 \
	-accel tcg,thread=single -cpu qemu64 -smp "$cpus" -m "$memory" \
	-nodefaults -nographic -no-reboot -serial "file:$console" \
	-drive "file=$disk,format=raw,if=virtio,cache=unsafe" \
	-kernel "$kernel" -initrd "$initramfs" \
	-append "console=ttyS0 panic=-1 oops=panic rdinit=/init $append ks.cases=$cases" \
	</dev/null >"$out/qemu.log" 2>&1 || status=$?

# The archives follow one another; each ends in zero blocks.
verdict=0
if ! tar -x -i -f "$disk" -C "$out" 2>"$out/tar.log" ||
	grep '^init: writing the results' "$console" >>"$out/tar.log"; then
	echo "vm: the results are incomplete:" >&2
	cat "$out/tar.log" >&2
	verdict=3
fi
rm -f "$disk"

if [ "$status" = 124 ] || [ "$status" = 137 ]; then
	echo "vm: no end after $seconds s; the last lines of $console:" >&2
	tail -n 15 "$console" >&2
	verdict=3
elif [ "$status" != 0 ]; then
	echo "vm: qemu failed:" >&2
	cat "$out/qemu.log" >&2
	verdict=3
elif ! grep -q '^init: done' "$console"; then
	echo "vm: the machine died; the last lines of $console:" >&2
	tail -n 30 "$console" >&2
	verdict=3
fi

reports='WARNING:|BUG:|BUG |Oops|Call Trace|possible circular|inconsistent lock state'
reports="$reports|possible recursive locking|suspicious RCU|suspicious rcu|rcu.*detected stall"
reports="$reports|rcu_.*self-detected stall|soft lockup|hard LOCKUP|blocked for more than"
reports="$reports|scheduling while atomic|sleeping function called|unregister_netdevice"
reports="$reports|Kernel panic|general protection|refcount_t|list_(add|del) corruption"
reports="$reports|Failed to (register|arm|disarm|init) kprobe|unable to handle"
if grep -n -E "$reports" "$console" >"$out/reports"; then
	echo "vm: the kernel complained, see $console:" >&2
	head -n 40 "$out/reports" >&2
	[ "$verdict" != 0 ] || verdict=1
fi
exit "$verdict"
