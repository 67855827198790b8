#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# deps.sh [PACKAGE...]: installs the Debian packages that the build and the tests
# need, or those that are named, and only what is missing: a machine that has
# them all is not touched and needs no network.
set -eu

packages=${*:-'
	build-essential bc pkg-config kmod libelf1
	libnl-3-dev libnl-genl-3-dev libcjson-dev libyaml-dev libcap-dev
	qemu-system-x86 busybox-static cpio xz-utils xfsprogs
	python3 python3-jsonschema
'}

missing=
for package in $packages; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || :)
	[ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "installing:$missing" >&2
if [ "$(id -u)" != 0 ]; then
	echo "deps: these packages are missing and only root can install them" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
	# shellcheck disable=SC2086 # a list of words
	apt-get install -y --no-install-recommends $missing >>"$log" 2>&1
}
# A machine that has its lists already is spared the update.
if ! install; then
	apt-get update >"$log" 2>&1 || :
	if ! install; then
		cat "$log" >&2
		exit 1
	fi
fi
