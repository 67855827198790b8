#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Fetches a distribution kernel and its build tree into cache/ and prints where
# they are, ready for eval:
#
#	KERNEL=  the bzImage
#	KDIR=    the tree to build modules against
#	RELEASE= what uname -r will say
#
# The machine's own package state is left alone: apt runs on a private
# directory below cache/, with the mirror and the keyring of this machine.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
cache=$top/cache/kernels

# One row per kernel: name, suite, flavour (the tail of the package names).
table() {
	cat <<-END
	debian-6.1	bookworm	cloud-amd64
	END
}

fail() {
	echo "kernels: $*" >&2
	exit 1
}

[ $# -le 1 ] || fail "usage: kernels.sh [NAME]"
name=${1:-debian-6.1}
row=$(table | grep "^$name	") || fail "no kernel '$name'; there are: $(table | cut -f1 | tr '\n' ' ')"
suite=$(echo "$row" | cut -f2)
flavour=$(echo "$row" | cut -f3)
root=$cache/$name

apt_private() {
	command=$1
	shift
	"$command" -q -o Dir::State="$cache/apt/$suite/state" \
		-o Dir::Cache="$cache/apt/$suite/cache" \
		-o Dir::Etc::sourcelist="$cache/apt/$suite/sources.list" \
		-o Dir::Etc::sourceparts=- \
		-o APT::Sandbox::User=root "$@"
}

# sources SUITE: where this machine gets Debian from, with the suite replaced.
sources() {
	# shellcheck disable=SC1091 # any Debian has it
	. /etc/os-release
	keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	options=
	[ ! -e "$keyring" ] || options="[signed-by=$keyring] "
	# shellcheck disable=SC2016 # apt expands these
	apt-get indextargets --format '$(RELEASE) $(REPO_URI)' \
		'Created-By: Packages' 'Component: main' |
	while read -r release uri; do
		case $release in
		"$VERSION_CODENAME") echo "deb $options$uri $1 main" ;;
		"$VERSION_CODENAME-security") echo "deb $options$uri $1-security main" ;;
		esac
	done
}

# depends PACKAGE PREFIX: its dependencies that start so.
depends() {
	apt_private apt-cache depends --no-pre-depends --no-recommends --no-suggests \
		--no-conflicts --no-breaks --no-replaces --no-enhances "$1" |
		sed -n "s/^ *Depends: \($2[^ ]*\)\$/\1/p"
}

download() {
	echo "fetching the kernel $name" >&2
	mkdir -p "$cache/apt/$suite/state/lists/partial" \
		"$cache/apt/$suite/cache/archives/partial"
	rm -rf "$root/deb.part"
	mkdir -p "$root/deb.part"
	sources "$suite" >"$cache/apt/$suite/sources.list"
	[ -s "$cache/apt/$suite/sources.list" ] || fail "this machine's apt knows no Debian mirror"
	apt_private apt-get update >&2
	image=$(depends "linux-image-$flavour" linux-image-)
	headers=$(depends "linux-headers-$flavour" linux-headers-)
	if [ -z "$image" ] || [ -z "$headers" ]; then
		fail "$suite has no linux-image-$flavour"
	fi
	build=$(depends "$headers" 'linux-\(headers\|kbuild\)-')
	# shellcheck disable=SC2086 # a list of words
	(cd "$root/deb.part" && apt_private apt-get download "$image" "$headers" $build >&2)
	mv "$root/deb.part" "$root/deb"
}

unpack() {
	rm -rf "$root/tree"
	mkdir -p "$root/tree"
	for deb in "$root"/deb/*.deb; do
		dpkg-deb -x "$deb" "$root/tree"
	done
	# The packages expect to live in /: their makefiles say so.
	find "$root/tree/usr/src" -maxdepth 2 -type f \( -name Makefile -o -name .kernelvariables \) \
		-exec sed -i "s|/usr/src/|$root/tree/usr/src/|g" {} +
	# Normally written when the package is installed.
	for modules in "$root"/tree/lib/modules/*; do
		depmod -b "$root/tree" "${modules##*/}"
	done
	# The last step, and the place the paths above are good for.
	echo "$root" >"$root/unpacked"
}

[ -d "$root/deb" ] || download
[ "$(cat "$root/unpacked" 2>/dev/null)" = "$root" ] || unpack

kernel=$(echo "$root"/tree/boot/vmlinuz-*)
release=${kernel##*/vmlinuz-}
echo "KERNEL=$kernel"
echo "KDIR=$root/tree/usr/src/linux-headers-$release"
echo "RELEASE=$release"
