#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Everything there is to check, and the sum in the last line. The VM cases run
# on each kernel of scripts/kernels.sh, two kernels at a time.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
logs=$top/build/check
"$top/scripts/deps.sh"
"$top/scripts/deps.sh" zstd
rm -rf "$logs"
mkdir -p "$logs"

# shellcheck source=scripts/count.sh
. "$top/scripts/count.sh"

# part NAME COMMAND...
part() {
	name=$1
	shift
	status=0
	"$@" >"$logs/$name.log" || status=$?
	count "$logs/$name.log" "$status"
}

# What takes both cores, one after another.
prepare() {
	make -s -C "$top/relayd" >&2
	make -s -C "$top/tests/vm/guest" >&2
	for name in $("$top/scripts/kernels.sh" --list); do
		status=0
		"$top/scripts/kernels.sh" "$name" >"$logs/$name.settings" || status=$?
		case $status in
		0)
			(
				eval "$(cat "$logs/$name.settings")"
				"$top/scripts/module.sh" "$KDIR" ${BUILD_ROOT:+"$BUILD_ROOT"} >/dev/null
			) || { : >"$logs/$name.log"; count "$logs/$name.log" build; continue; }
			echo "$name" >>"$logs/kernels"
			;;
		3) echo "$name absent: the mirror does not have it" | tee -a "$logs/absent" ;;
		*) : >"$logs/$name.log"; count "$logs/$name.log" "fetching: $status" ;;
		esac
	done
}

part unit make -s -C "$top/tests/unit" check
prepare
part captures "$top/tests/captures/check.sh"
part packages "$top/tests/packages/check.sh"
part fuzz make -s -C "$top/tests/fuzz" check
# shellcheck disable=SC2016 # for the inner shell
xargs -n 1 -P 2 sh -c '
	eval "$(cat "$1/$2.settings")"
	export BUILD_ROOT
	status=0
	"$0/scripts/check-vm.sh" "$KERNEL" "$KDIR" >"$1/$2.log" || status=$?
	echo "$status" >"$1/$2.status"
' "$top" "$logs" <"$logs/kernels"
while read -r name; do
	echo "== $name"
	count "$logs/$name.log" "$(cat "$logs/$name.status")"
done <"$logs/kernels"

echo
while read -r name; do
	eval "$(cat "$logs/$name.settings")"
	printf '%-32s %-28s %s\n' "$name" "$RELEASE" "$(tail -n 1 "$logs/$name.log")"
done <"$logs/kernels"
[ ! -e "$logs/absent" ] || cat "$logs/absent"
# Once more, at the end, where it is seen: what failed, and how.
grep -a -A 4 -E ' FAIL$|^not ok' "$logs"/*.log | sed "s|^$logs/||" | head -n 40
count_end
