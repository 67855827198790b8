# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # for those who read this file
#
# What make install puts where: read by install.sh and uninstall.sh, which have
# set $top. Every place is without DESTDIR.

prefix=${prefix:-/usr}
DESTDIR=${DESTDIR:-}
sbindir=$prefix/sbin
libdir=$prefix/lib/kscribe
datadir=$prefix/share/kscribe
unitdir=$prefix/lib/systemd/system
mandir=$prefix/share/man
logdir=/var/log/kscribe
user=kscribe
comment='kscribe event recorder'

# Mode, file of this tree, where it goes. Whoever changes one of these loses it.
plain_files() {
	cat <<-END
	755 relayd/relayd $sbindir/kscribe-relayd
	755 relayd/files/kscribe-load $libdir/kscribe-load
	644 relayd/files/kscribe-relayd.service $unitdir/kscribe-relayd.service
	644 relayd/files/kscribe-module.service $unitdir/kscribe-module.service
	644 relayd/files/kscribe-relayd.8 $mandir/man8/kscribe-relayd.8
	644 relayd/files/kscribe.modprobe.conf /etc/modprobe.d/kscribe-off.conf
	644 relayd/files/relayd.yaml $datadir/relayd.yaml
	644 relayd/files/kscribe.logrotate $datadir/kscribe.logrotate
	END
}

# What the operator may change: the file as we ship it, where it goes, and where
# a new one goes if the old one was changed. Beside the last one it would be
# read by logrotate as well.
configuration_files() {
	cat <<-END
	$datadir/relayd.yaml /etc/kscribe/relayd.yaml /etc/kscribe/relayd.yaml.new
	$datadir/kscribe.logrotate /etc/logrotate.d/kscribe $datadir/kscribe.logrotate
	END
}

# The version of this tree, from the one place that says it.
version() {
	sed -n 's/^#define KS_VERSION "\(.*\)"$/\1/p' "$top/kmod/version.h"
}

# The versions that dkms knows, whichever way its own version writes them.
registered() {
	command -v dkms >/dev/null || return 0
	dkms status -m kscribe 2>/dev/null | sed -n 's|^kscribe[/,] *\([^,:/ ]*\).*|\1|p' | sort -u
}

# The kernels that dkms has a module of ours for.
registered_kernels() {
	command -v dkms >/dev/null || return 0
	dkms status -m kscribe 2>/dev/null |
		sed -n -E 's;^kscribe[/,] *[^,/ ]*, *([^,]*), .*: *(built|installed).*;\1;p' | sort -u
}

# quietly COMMAND...: shows what it says only if it fails.
quietly() {
	if [ "${V:-0}" = 1 ]; then
		"$@" >&2
		return
	fi
	quiet_status=0
	quiet_said=$("$@" 2>&1) || quiet_status=$?
	[ "$quiet_status" = 0 ] || printf '%s\n' "$quiet_said" >&2
	return "$quiet_status"
}

# Is this a system that systemd runs, and not a chroot or a container's build?
systemd_runs() {
	[ -d /run/systemd/system ] && command -v systemctl >/dev/null
}

loaded() {
	[ -e /sys/module/kscribe ]
}
