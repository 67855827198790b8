#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# check.sh [rpm|dpkg]: which package relayd finds for a file, and what the package
# managers say: dpkg on this machine, if it has it, and rpm in a directory of its own.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=$top/build/packages
mkdir -p "$build"

sources=
for name in siphash path_map packages package_dpkg package_rpm memory json log exitcode; do
	sources="$sources $top/relayd/$name.c"
done
# shellcheck disable=SC2086 # lists of words
${CC:-cc} ${CFLAGS:--O2 -g} -std=gnu99 -D_GNU_SOURCE -Wall -Wextra -I"$top/uapi" -I"$top/relayd" \
	-o "$build/lookup" "$here/lookup.c" $sources -ldl

passed=0 failed=0
# part COMMAND...: one check, whose last line says what it found
part() {
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
}

case ${1:-all} in all | dpkg)
	if [ -e /var/lib/dpkg/status ]; then
		part python3 "$here/dpkg.py" "$build/lookup"
	else
		echo "absent: no dpkg here"
	fi
esac
case ${1:-all} in all | rpm)
	part "$here/rpm.sh" "$build"
esac
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
