#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# preflight.sh KDIR: says in one line why kscribe cannot be built for the kernel
# of this tree, before a compiler says it in a hundred.
set -u
kdir=$1

die() {
	echo "kscribe: $*" >&2
	exit 1
}

# headers RELEASE: what to install, in the words of this distribution.
headers() {
	ids=$(
		# shellcheck disable=SC1091 # not there on every system
		[ -r /etc/os-release ] && . /etc/os-release
		echo " ${ID:-} ${ID_LIKE:-} "
	)
	case $ids in
	*" debian "* | *" ubuntu "*) echo "apt-get install linux-headers-$1" ;;
	*" rhel "* | *" fedora "* | *" centos "*) echo "yum install kernel-devel-$1" ;;
	*suse*) echo "zypper install kernel-${1##*-}-devel, of version ${1%-*}" ;;
	*) echo "install the package with the headers of kernel $1" ;;
	esac
}

if [ ! -f "$kdir/Makefile" ]; then
	release=${kdir#/lib/modules/}
	release=${release%/build}
	case $release in
	*/* | '') die "no kernel headers at '$kdir': set KDIR to the build tree of the target kernel" ;;
	*) die "no kernel headers at $kdir: $(headers "$release")" ;;
	esac
fi

config=$kdir/include/config/auto.conf
if [ ! -f "$config" ] || [ ! -f "$kdir/include/generated/autoconf.h" ]; then
	die "the kernel tree $kdir is not prepared: run 'make modules_prepare' in it, or install the distribution's headers"
fi
grep -q '^CONFIG_X86_64=y' "$config" ||
	die "$kdir is of a kernel for another machine: kscribe runs on amd64 (x86_64) only"

# dkms.conf has the same list, for dkms to leave such kernels alone.
missing=
for option in CONFIG_KPROBES CONFIG_TRACEPOINTS CONFIG_RELAY CONFIG_NET; do
	grep -q "^$option=y" "$config" || missing="$missing $option"
done
[ -z "$missing" ] ||
	die "the kernel of $kdir was configured without$missing (see $config): kscribe needs a kernel that has them"
