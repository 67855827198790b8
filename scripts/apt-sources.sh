#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# apt-sources.sh SUITE: prints lines for sources.list that fetch a Debian suite
# from where this machine gets its own, security updates included.
set -eu

# shellcheck disable=SC1091 # any Debian has it
. /etc/os-release
apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
while read -r release uri; do
	case $release in
	"$VERSION_CODENAME") echo "deb $uri $1 main" ;;
	"$VERSION_CODENAME-security") echo "deb $uri $1-security main" ;;
	esac
done
