#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# apt-sources.sh SUITE: prints lines for sources.list that fetch a Debian suite
# from where this machine gets its own, with its security updates if it has any.
set -eu

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
options=
[ ! -e "$keyring" ] || options="[signed-by=$keyring] "
# shellcheck disable=SC1091 # any Debian has it
. /etc/os-release
# shellcheck disable=SC2016 # apt expands these
apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
while read -r release uri; do
	case $release,$1 in
	"$VERSION_CODENAME",*) echo "deb $options$uri $1 main" ;;
	*,sid | *,*-backports) ;;
	"$VERSION_CODENAME-security",*) echo "deb $options$uri $1-security main" ;;
	esac
done
