#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Packs what the test machine runs: our init as PID 1, busybox, the guest
# programs and cases, kscribe.ko, relayd and mkfs.xfs with the libraries they are
# linked to, and the few drivers that this kernel keeps as modules.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)

fail() {
	echo "initramfs: $*" >&2
	exit 1
}

kernel='' module='' relayd='' output=''
while getopts k:m:r:o: option; do
	case $option in
	k) kernel=$OPTARG ;;
	m) module=$OPTARG ;;
	r) relayd=$OPTARG ;;
	o) output=$OPTARG ;;
	*) fail "usage: initramfs.sh -k BZIMAGE -o OUTPUT [-m KSCRIBE.KO] [-r RELAYD]" ;;
	esac
done
if [ -z "$kernel" ] || [ -z "$output" ]; then
	fail "-k and -o are needed"
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022
chmod 755 "$root"

for dir in bin sbin usr/bin etc lib lib/drivers lib/late lib64 root vm dev proc sys tmp; do
	mkdir -p "$root/$dir"
done
install -m 755 /bin/busybox "$root/bin/busybox"
for applet in $(/bin/busybox --list); do
	[ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
done
cp "$top"/tests/vm/etc/* "$root/etc/"
cp "$top"/tests/vm/guest/run "$top"/tests/vm/guest/lib.sh "$root/vm/"
mkdir "$root/vm/cases"
cp "$top"/tests/vm/cases/*.sh "$top/tests/vm/cases/actors" "$root/vm/cases/"
install -m 755 "$top/build/guest/init" "$root/init"
for program in actor tiny; do
	install -m 755 "$top/build/guest/$program" "$root/vm/$program"
done

[ -z "$module" ] || install -m 644 "$module" "$root/lib/kscribe.ko"
# program FILE: with the libraries that it is linked to.
program() {
	install -m 755 "$1" "$root/sbin/"
	ldd "$1" | sed -n 's|^.*[[:space:]]\(/[^ ]*\) (0x.*|\1|p' | while read -r library; do
		# The loader's path is part of the binary; the others may lie anywhere.
		case $library in
		/lib64/*) install -m 755 "$library" "$root/lib64/" ;;
		*) install -m 755 "$library" "$root/lib/" ;;
		esac
	done
}
[ -z "$relayd" ] || program "$relayd"
# busybox makes ext4 by itself.
program "$(PATH=$PATH:/sbin command -v mkfs.xfs)"

# driver DIRECTORY MODULE...: the module and what it needs, numbered in order. A
# kernel that has it built in (or not at all) has no such file.
base=$(dirname "$(dirname "$kernel")")
release=$(basename "$kernel")
release=${release#vmlinuz-}
tree=$base/lib/modules/$release
driver() {
	into=$1
	shift
	count=0
	[ -e "$tree/modules.dep" ] || return 0
	for wanted; do
		line=$(grep "/$wanted\.ko[^ ]*:" "$tree/modules.dep") || continue
		# Listed nearest need first, so loading goes from the end.
		for file in $(echo "$line" | tr -d : | awk '{ for (i = NF; i; i--) print $i }'); do
			name=$(basename "$file")
			name=${name%%.ko*}
			ls "$into"/*-"$name.ko" >/dev/null 2>&1 && continue
			count=$((count + 1))
			target=$into/$(printf %02d $count)-$name.ko
			case $file in
			*.xz) xz -dc "$tree/$file" >"$target" ;;
			*.zst) zstd -qdc "$tree/$file" >"$target" ;;
			*.gz) gzip -dc "$tree/$file" >"$target" ;;
			*) cp "$tree/$file" "$target" ;;
			esac
		done
	done
}
# ext4 asks for crc32c by the name of the algorithm, which no list of needs shows.
driver "$root/lib/drivers" virtio_pci virtio_blk overlay loop crc32c_generic ext4
# One case alone loads these.
driver "$root/lib/late" xfs

mkdir -p "$(dirname "$output")"
(cd "$root" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) >"$output"
