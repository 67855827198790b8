#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# module.sh KDIR [ROOT]: builds kscribe.ko for a kernel tree and prints its path.
# Each kernel has a copy of the sources of its own below build/, so that the
# objects of one never meet those of another. With ROOT the compiler is that of
# another system, in whose tree KDIR lies, and the copy is there.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
kdir=$(cd "$1" && pwd)
release=$("$top/scripts/release.sh" "$kdir")
root=${2:-}
copy=$root/kscribe
[ -n "$root" ] || copy=$top/build/$release

mkdir -p "$copy"
cd "$top"
find kmod uapi -type f \( -name '*.[chS]' -o -name '*.def' -o -name '*.sh' -o -name '*.mk' \
	-o -name Makefile -o -name Kbuild \) ! -name '*.mod.c' -print | LC_ALL=C sort >"$copy/sources.new"
# A file that has gone must not live on in the copy.
if [ -e "$copy/sources" ] && ! cmp -s "$copy/sources" "$copy/sources.new"; then
	rm -rf "$copy/kmod" "$copy/uapi"
fi
mv "$copy/sources.new" "$copy/sources"
# Only what differs, and with the time of now: an object built from the old text
# a moment ago is older than that.
while read -r file; do
	cmp -s "$file" "$copy/$file" || cp --parents "$file" "$copy"
done <"$copy/sources"

build() {
	if [ -n "$root" ]; then
		# objtool reads its limits there; the mount ends with the command.
		unshare -m sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' \
			"$root" make -C /kscribe/kmod KDIR="${kdir#"$root"}" "$@"
	else
		make -C "$copy/kmod" KDIR="$kdir" "$@"
	fi
}

log=$copy/build.log
if [ "${V:-0}" = 1 ]; then
	build V=1 >&2
elif ! build >"$log" 2>&1; then
	cat "$log" >&2
	exit 1
fi
grep -i 'warning:' "$log" >&2 || :
echo "$copy/kmod/kscribe.ko"
