#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boots a kernel in QEMU without KVM, waits for its end, unpacks what the guest
# wrote to its result disk and judges the console log: a report of the kernel
# about itself fails the run, however well the cases went.
#
# With -s time is the number of instructions executed (one CPU), and two boots
# with the same seed execute the same ones. A disk, which answers when the host
# pleases, would spoil that: instead the guest writes its results to memory that
# it finds as a PCI device (ivshmem, resource2).
#
# Exit: 0 good, 1 the kernel complained (the lines are printed), 2 usage,
# 3 the machine did not come to its end in time or died.
set -eu

usage() {
	echo "usage: vm.sh -k BZIMAGE -i INITRAMFS -o DIRECTORY [-c CPUS] [-m MIB] [-t SECONDS] [-s SEED] [-a 'KERNEL PARAMETERS'] [-q 'QEMU ARGUMENTS'] CASE..." >&2
	exit 2
}

kernel='' initramfs='' out='' cpus=1 memory=1024 seconds=900 append='' extra='' seed=''
while getopts k:i:o:c:m:t:s:a:q: option; do
	case $option in
	k) kernel=$OPTARG ;;
	i) initramfs=$OPTARG ;;
	o) out=$OPTARG ;;
	c) cpus=$OPTARG ;;
	m) memory=$OPTARG ;;
	t) seconds=$OPTARG ;;
	s) seed=$OPTARG ;;
	a) append=$OPTARG ;;
	q) extra=$OPTARG ;;
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
cases=$(IFS=,; echo "$*")
pin=
if [ -n "$seed" ]; then
	# The emulator's two threads take turns: else one may advance the clock of
	# a guest that has just gone idle before the other has counted all it did.
	pin="taskset -c $(sed -n 's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status)"
	truncate -s 2G "$disk"
	set -- -icount shift=0,sleep=off -rtc base=2026-01-01,clock=vm -seed "$seed" \
		-object "memory-backend-file,id=results,share=on,mem-path=$disk,size=2G" \
		-device ivshmem-plain,memdev=results
else
	truncate -s 8G "$disk"
	set -- -drive "file=$disk,format=raw,if=virtio,cache=unsafe"
fi

# thread=single: with one thread per CPU the emulator executes stale
# translations of code that the kernel is patching.
# qemu64: every kernel since 3.10 boots on it.
status=0
# shellcheck disable=SC2086 # lists of words
timeout --foreground -k 5 "$seconds" $pin qemu-system-x86_64 \
	-accel tcg,thread=single -cpu qemu64 -smp "$cpus" -m "$memory" \
	-nodefaults -nographic -no-reboot -serial "file:$console" \
	-kernel "$kernel" -initrd "$initramfs" "$@" $extra \
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
# Newer kernels tell, with a trace, of whoever looks at the arguments of a process
# that says they are just below its stack. That is no complaint.
if sed '/GUP no longer grows the stack/,/<\/TASK>/s/.*//' "$console" |
	grep -n -E "$reports" >"$out/reports"; then
	echo "vm: the kernel complained, see $console:" >&2
	head -n 40 "$out/reports" >&2
	[ "$verdict" != 0 ] || verdict=1
fi
exit "$verdict"
