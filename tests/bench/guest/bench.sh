# SPDX-License-Identifier: GPL-2.0
# The measured boot, run by /vm/run as a case: the same operations without the
# module, with it, and without it again. Each phase has a directory of its own
# with the figures and, where there is a reader, its lines and the truth.
# shellcheck shell=sh disable=SC2154 # shared with lib.sh

top=$OUT
bench=/vm/bench

# There is no disk (scripts/vm.sh -s): the results go from here.
deliver() {
	tar c -C "${top%/*}" "${top##*/}" | /vm/deliver
}
trap deliver EXIT

mkdir -p /t
mount -t tmpfs tmpfs /t
# How many page tables a fork copies must not be a matter of luck.
echo 0 >/proc/sys/kernel/randomize_va_space
echo never >/sys/kernel/mm/transparent_hugepage/enabled
# Modules' symbols too, for tests/bench/breakdown.py.
echo 0 >/proc/sys/kernel/kptr_restrict

# phase NAME: what follows belongs to it.
phase() {
	OUT=$top/$1
	mkdir "$OUT"
	exec 9>>"$OUT/truth"
}

# measure [OPERATION...]
measure() {
	$bench measure "$@" >"$OUT/figures" || die "the measurement in $OUT failed"
}

# The reader's own words, while it is there.
tell() {
	/sbin/relayd --status >"$OUT/status.txt" 9>&-
	tr '\0' ' ' <"/proc/$reader/cmdline" >"$OUT/reader.txt"
	sed -n 's/^VmHWM:[[:space:]]*//p' "/proc/$reader/status" >"$OUT/memory"
}

phase before
measure

load
phase all
start
measure
tell
cat /proc/kallsyms >"$OUT/kallsyms"
stop

phase fewer
start --events exec,fork,exit
measure
tell
stop

# What is done to the same files by the same user, and by nobody's wish.
for kind in "user uid 0" "path path /t"; do
	phase "out-${kind%% *}"
	start --filters "exclude open,unlink,chmod ${kind#* }"
	measure open+close unlink chmod
	tell
	stop
done

for count in 1000 9000; do
	phase capture-$count
	start --record "$OUT/capture"
	$bench family $count || die "the storm of $count failed"
	tell
	stop
done

# What the reader has used of the CPU so far, in its own code and in the kernel:
# instructions, as time is counted in them.
used() {
	cut -d' ' -f1 "/proc/$reader/schedstat"
}

phase storm
start
before=$(used)
$bench storm 50000 || die "the storm failed"
# It needs a part of a second for the rest.
sleep 5
echo $(($(used) - before)) >"$OUT/used"
tell
stop

results=
[ ! -e /sys/module/kscribe/parameters/results ] || results=yes
unload

if [ -n "$results" ]; then
	load results=0
	phase results-off
	start
	measure open+close open-refused chmod rename mkdir+rmdir unlink
	tell
	stop
	unload
fi

phase after
measure
echo complete >"$top/end"
