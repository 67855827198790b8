#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# release.sh KDIR: what uname -r says on a kernel built from this tree. Not
# kernel.release, which distributions set to something else.
set -eu

header=$1/include/generated/utsrelease.h
[ -e "$header" ] || {
	echo "$1 is no configured and prepared kernel tree" >&2
	exit 1
}
sed -n 's/.*UTS_RELEASE "\(.*\)".*/\1/p' "$header"
