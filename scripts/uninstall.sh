#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# make uninstall: takes away what make install put there, of whichever version.
# What the operator has made stays and is named: a configuration that was
# changed, and the lines that were recorded. PURGE=1 takes these as well.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/installed.sh
. "$top/scripts/installed.sh"
purge=${PURGE:-0}

say() {
	echo "uninstall: $*" >&2
}

fail() {
	say "$@"
	exit 1
}

# Before anything is taken away: what runs must have ended.
stop() {
	if systemd_runs; then
		quietly systemctl disable --now kscribe-relayd || :
	fi
	! loaded || quietly rmmod kscribe ||
		fail "kscribe.ko is in use: stop the relayd that was started by hand, then try again;" \
			"nothing was removed"
}

take_module() {
	for version in $(registered); do
		quietly dkms remove -m kscribe -v "$version" --all || :
	done
	rm -rf /var/lib/dkms/kscribe /usr/src/kscribe-[0-9]*
	# What is left where dkms was taken away first, or its records are broken.
	for module in /lib/modules/*/updates/dkms/kscribe.ko* /lib/modules/*/updates/kscribe.ko* \
		/lib/modules/*/extra/kscribe.ko*; do
		[ -e "$module" ] || continue
		rm -f "$module"
		kernel=${module#/lib/modules/}
		depmod "${kernel%%/*}"
	done
}

take_configuration() {
	configuration_files | while read -r shipped to beside; do
		[ "$beside" = "$shipped" ] || rm -f "$DESTDIR$beside"
		if [ "$purge" = 1 ] || cmp -s "$DESTDIR$shipped" "$DESTDIR$to"; then
			rm -f "$DESTDIR$to"
		elif [ -e "$DESTDIR$to" ]; then
			say "$to was changed here and is kept (PURGE=1 removes it)"
		fi
	done
	[ "$purge" != 1 ] || rm -f "$DESTDIR/etc/kscribe/disable"
}

take_files() {
	plain_files | while read -r _ _ to; do
		rm -f "$DESTDIR$to"
	done
	for directory in "$libdir" "$datadir" /etc/kscribe; do
		rmdir "$DESTDIR$directory" 2>/dev/null || :
	done
}

take_lines() {
	[ -d "$logdir" ] || return 0
	[ "$purge" != 1 ] || rm -rf "$logdir"
	if [ -d "$logdir" ] && ! rmdir "$logdir" 2>/dev/null; then
		# Their owner goes, and his number may be given to somebody else.
		chown -R root:root "$logdir"
		say "$logdir is kept, it is not empty (PURGE=1 removes it)"
	fi
}

# Not one that was here before us.
take_user() {
	[ "$(getent passwd "$user" | cut -d: -f5)" = "$comment" ] || return 0
	quietly userdel "$user" || say "cannot remove the user $user; see above"
	! getent group "$user" >/dev/null || quietly groupdel "$user" || :
}

if [ -z "$DESTDIR" ]; then
	[ "$(id -u)" = 0 ] || fail "only root can uninstall"
	stop
	take_module
fi
take_configuration
take_files
if [ -z "$DESTDIR" ]; then
	take_lines
	take_user
	! systemd_runs || systemctl daemon-reload
else
	rm -rf "$DESTDIR"/usr/src/kscribe-[0-9]*
	rmdir "$DESTDIR$logdir" 2>/dev/null || :
fi
