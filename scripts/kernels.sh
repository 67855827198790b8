#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Fetches a distribution's kernel, its build tree and, for another suite than
# this machine's own, the compiler it is built with, into cache/. Prints where
# they are, ready for eval:
#
#	KERNEL=  the bzImage
#	KDIR=    the tree to build modules against
#	RELEASE= what uname -r will say
#	BUILD_ROOT= chroot here to build; empty: this machine's compiler will do
#
# kernels.sh --list names the kernels. Exit status 3: the mirror does not have
# it. The machine's own package state is left alone: apt runs on a private
# directory below cache/, with the mirror and the keyring of this machine.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
cache=$top/cache/kernels

# One row per kernel: suite, and the tail of its package names.
table() {
	cat <<-END
	bullseye cloud-amd64
	bookworm cloud-amd64
	bookworm rt-amd64
	trixie cloud-amd64
	trixie-backports cloud-amd64
	sid cloud-amd64
	END
}

fail() {
	echo "kernels: $*" >&2
	exit 1
}

# A package that the mirror no longer has is no defect of ours.
gone() {
	echo "kernels: $*" >&2
	exit 3
}

[ $# -le 1 ] || fail "usage: kernels.sh [NAME|--list]"
names=$(table | tr ' ' -)
if [ "${1:-}" = --list ]; then
	echo "$names"
	exit
fi
name=${1:-bookworm-cloud-amd64}
row=$(table | awk -v name="$name" '$1 "-" $2 == name')
[ -n "$row" ] || fail "no kernel '$name'; there are:" $names
suite=${row% *}
flavour=${row#* }
base=${suite%-backports}
# Backports are only taken on demand; elsewhere security updates come first.
target=
[ "$suite" = "$base" ] || target="-t $suite"
root=$cache/$name
# shellcheck disable=SC1091 # any Debian has it
. /etc/os-release
own=$VERSION_CODENAME

apt_private() {
	command=$1
	shift
	"$command" -q -o Dir::State="$cache/apt/$suite/state" \
		-o Dir::State::status="$cache/apt/$suite/status" \
		-o Dir::Cache="$cache/apt/$suite/cache" \
		-o Dir::Etc::sourcelist="$cache/apt/$suite/sources.list" \
		-o Dir::Etc::sourceparts=- \
		-o APT::Sandbox::User=root -o Debug::NoLocking=1 "$@"
}

# depends PACKAGE PREFIX: its dependencies that start so, in this suite.
depends() {
	apt_private apt-cache $target depends --no-pre-depends --no-recommends \
		--no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$1" |
		sed -n "s/^ *Depends: \($2[^ ]*\)\$/\1/p"
}

update() {
	mkdir -p "$cache/apt/$suite/state/lists/partial" \
		"$cache/apt/$suite/cache/archives/partial"
	: >"$cache/apt/$suite/status"
	"$top/scripts/apt-sources.sh" "$base" >"$cache/apt/$suite/sources.list"
	[ "$suite" = "$base" ] || "$top/scripts/apt-sources.sh" "$suite" >>"$cache/apt/$suite/sources.list"
	[ -s "$cache/apt/$suite/sources.list" ] || fail "this machine's apt knows no Debian mirror"
	apt_private apt-get update >&2
}

# download WHAT-FOR: into deb.part, where it may be left half.
download() {
	echo "fetching the kernel $name" >&2
	rm -rf "$root/deb.part"
	mkdir -p "$root/deb.part/partial"
	update
	image=$(depends "linux-image-$flavour" linux-image-)
	headers=$(depends "linux-headers-$flavour" linux-headers-)
	if [ -z "$image" ] || [ -z "$headers" ]; then
		gone "$suite has no linux-image-$flavour"
	fi
	# Newer packages have the kernel itself and its modules beside this one.
	parts=$(depends "$image" 'linux-\(binary\|modules\)-')
	# shellcheck disable=SC2086 # a list of words
	(cd "$root/deb.part" && apt_private apt-get $target download "$image" $parts >&2)
	if [ "$base" = "$own" ]; then
		build=$(depends "$headers" 'linux-\(headers\|kbuild\)-')
		# shellcheck disable=SC2086 # a list of words
		(cd "$root/deb.part" && apt_private apt-get $target download "$headers" $build >&2)
	else
		# With no package installed, apt names all that a build needs.
		apt_private apt-get $target -y --no-install-recommends --download-only \
			-o Dir::Cache::archives="$root/deb.part" install "$headers" gcc make \
			base-files bash coreutils dash diffutils findutils grep gzip mawk sed >&2
	fi
	rm -rf "$root/deb.part/partial" "$root/deb.part/lock"
	mv "$root/deb.part" "$root/deb"
}

# What the packages' own scripts would do, for a tree that is only unpacked.
finish_build_root() {
	mkdir -p "$root/tree/dev" "$root/tree/tmp" "$root/tree/proc"
	[ -e "$root/tree/bin/sh" ] || ln -s dash "$root/tree/bin/sh"
	[ -e "$root/tree/usr/bin/awk" ] || ln -s mawk "$root/tree/usr/bin/awk"
	[ -e "$root/tree/dev/null" ] || mknod -m 666 "$root/tree/dev/null" c 1 3
}

unpack() {
	rm -rf "$root/tree"
	mkdir -p "$root/tree"
	# First the one that may make /bin, /lib and /lib64 links into /usr.
	for deb in "$root"/deb/base-files_*.deb "$root"/deb/*.deb; do
		[ ! -e "$deb" ] || dpkg-deb -x "$deb" "$root/tree"
	done
	if [ "$base" = "$own" ]; then
		# The packages expect to live in /: their makefiles say so.
		find "$root/tree/usr/src" -maxdepth 2 -type f \
			\( -name Makefile -o -name .kernelvariables \) \
			-exec sed -i "s|/usr/src/|$root/tree/usr/src/|g" {} +
	else
		finish_build_root
	fi
	# Normally written when the package is installed.
	for modules in "$root"/tree/lib/modules/*; do
		depmod -b "$root/tree" "${modules##*/}"
		[ ! -e "$modules/vmlinuz" ] ||
			ln -f "$modules/vmlinuz" "$root/tree/boot/vmlinuz-${modules##*/}"
	done
	# The last step, and the place the paths above are good for.
	echo "$root" >"$root/unpacked"
}

[ -d "$root/deb" ] || download
[ "$(cat "$root/unpacked" 2>/dev/null)" = "$root" ] || unpack

kernel=$(find "$root/tree/boot" -name 'vmlinuz-*')
[ -n "$kernel" ] || fail "$root/deb has no kernel image: remove $root and try again"
release=${kernel##*/vmlinuz-}
echo "KERNEL=$kernel"
echo "KDIR=$root/tree/usr/src/linux-headers-$release"
echo "RELEASE=$release"
echo "BUILD_ROOT=$([ "$base" = "$own" ] || echo "$root/tree")"
