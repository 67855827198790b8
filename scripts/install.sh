#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# make install. With DESTDIR it only puts files there, for packagers. Without it
# also lets dkms build and install the module, makes the user and the directory
# for the lines, and restarts the daemon if it runs. A module that cannot be
# built leaves everything as it was.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/installed.sh
. "$top/scripts/installed.sh"

say() {
	echo "install: $*" >&2
}

fail() {
	say "$@"
	exit 1
}

# What was said to our make is not for that of the kernel.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

version=$(version)
source=/usr/src/kscribe-$version
kernels=
work=

check_tree() {
	packaged=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"$/\1/p' "$top/dkms.conf")
	[ "$packaged" = "$version" ] ||
		fail "dkms.conf says version '$packaged', kmod/version.h '$version': make them the same"
}

# What relayd is built with, and dkms.
check_tools() {
	debian=$(command -v apt-get || :)
	name() {
		if [ -n "$debian" ]; then echo "apt-get install $1"; else echo "yum install $2"; fi
	}
	command -v "${CC:-cc}" >/dev/null || fail "no C compiler '${CC:-cc}': $(name gcc gcc)"
	command -v pkg-config >/dev/null || fail "pkg-config is missing: $(name pkg-config pkgconfig)"
	packages=$(sed -n 's/^PKGS *:= *//p' "$top/relayd/Makefile")
	for package in $packages; do
		pkg-config --exists "$package" && continue
		fail "the development files of $package are missing:" \
			"$(name 'libnl-3-dev libnl-genl-3-dev libcjson-dev libyaml-dev' \
				'libnl3-devel cjson-devel libyaml-devel (cjson is in EPEL)')"
	done
	echo '#include <sys/capability.h>' | "${CC:-cc}" -E - >/dev/null 2>&1 ||
		fail "sys/capability.h is missing: $(name libcap-dev libcap-devel)"
	[ -z "$DESTDIR" ] || return 0
	command -v dkms >/dev/null || fail "dkms is missing: $(name dkms 'dkms (it is in EPEL)')"
}

# Those asked for must be possible. Others that have an older version of ours
# get the new one as well, if their headers are still there.
check_kernels() {
	kernels=${KERNELS:-$(uname -r)}
	for kernel in $kernels; do
		sh "$top/kmod/compat/preflight.sh" "/lib/modules/$kernel/build" || exit 1
	done
	for kernel in $(registered_kernels); do
		case " $kernels " in *" $kernel "*) continue ;; esac
		if sh "$top/kmod/compat/preflight.sh" "/lib/modules/$kernel/build"; then
			kernels="$kernels $kernel"
		else
			say "kernel $kernel loses its kscribe.ko"
		fi
	done
}

# copy_source TO: what the module is built from, nothing that was built.
copy_source() {
	(cd "$top" && find dkms.conf kmod uapi -type f \( -name '*.[chS]' -o -name '*.def' \
		-o -name '*.sh' -o -name Makefile -o -name Kbuild -o -name dkms.conf \) \
		! -name '*.mod.c' ! -path kmod/compat/answers.h ! -path 'kmod/compat/asked/*') |
	while read -r file; do
		mode=644
		[ ! -x "$top/$file" ] || mode=755
		install -D -m "$mode" "$top/$file" "$1/$file"
	done
}

put_files() {
	plain_files | while read -r mode from to; do
		# The program names in a unit are those of the usual prefix.
		case $to in
		*.service)
			mkdir -p "$DESTDIR${to%/*}"
			sed "s|/usr/sbin/|$sbindir/|; s|/usr/lib/kscribe/|$libdir/|" \
				"$top/$from" >"$DESTDIR$to"
			chmod "$mode" "$DESTDIR$to"
			;;
		*) install -D -m "$mode" "$top/$from" "$DESTDIR$to" ;;
		esac
	done
}

# What the operator has not touched since we put it there is replaced.
put_configuration() {
	configuration_files | while read -r shipped to beside; do
		new=$DESTDIR$shipped
		if [ ! -e "$DESTDIR$to" ] || cmp -s "$DESTDIR$to" "$work/${to##*/}"; then
			install -D -m 644 "$new" "$DESTDIR$to"
		elif ! cmp -s "$new" "$DESTDIR$to"; then
			[ "$beside" = "$shipped" ] || install -m 644 "$new" "$DESTDIR$beside"
			say "$to was changed here and is kept; the new one is $beside"
		fi
	done
}

# What an earlier install put there as the default, to tell what was changed.
keep_defaults() {
	configuration_files | while read -r shipped to beside; do
		[ ! -e "$DESTDIR$shipped" ] || cp "$DESTDIR$shipped" "$work/${to##*/}"
	done
}

# The line of our own in dkms's log, or else its end.
reason() {
	log=/var/lib/dkms/kscribe/$version/build/make.log
	if [ ! -e "$log" ]; then
		cat "$work/dkms" >&2
	elif ! grep '^kscribe: ' "$log" >&2; then
		kept=$(mktemp /tmp/kscribe-make.XXXXXX)
		cp "$log" "$kept"
		tail -n 15 "$kept" >&2
		say "the whole log is $kept"
	fi
}

# state KERNEL: what dkms has done of this version for it.
state() {
	dkms status -m kscribe -v "$version" -k "$1" 2>/dev/null |
		sed -n -E 's/.*: *(built|installed).*/\1/p'
}

forget_version() {
	quietly dkms remove -m kscribe -v "$1" --all || :
	rm -rf "/var/lib/dkms/kscribe/$1" "/usr/src/kscribe-$1"
}

is_registered() {
	registered | grep -qxF "$version"
}

add_source() {
	if is_registered; then
		! diff -r "$work/source" "$source" >/dev/null 2>&1 || return 0
		# The same version with another text replaces itself: see first that it can.
		for kernel in $kernels; do
			"$top/scripts/module.sh" "/lib/modules/$kernel/build" >/dev/null ||
				fail "kscribe.ko cannot be built for $kernel; nothing was changed"
		done
		forget_version "$version"
	fi
	rm -rf "$source"
	cp -r "$work/source" "$source"
	quietly dkms add -m kscribe -v "$version" || fail "dkms does not take $source; see above"
	added=1
}

# Everything is built before anything that works is taken away.
put_module() {
	copy_source "$work/source"
	old=$(registered | grep -vxF "$version" || :)
	added=0
	add_source
	for kernel in $kernels; do
		[ -z "$(state "$kernel")" ] || continue
		say "building kscribe.ko for $kernel"
		if ! dkms build -m kscribe -v "$version" -k "$kernel" >"$work/dkms" 2>&1; then
			reason
			[ "$added" = 0 ] || forget_version "$version"
			fail "kscribe.ko cannot be built for $kernel; nothing was changed"
		fi
	done
	for one in $old; do
		forget_version "$one"
	done
	for kernel in $kernels; do
		[ "$(state "$kernel")" != installed ] || continue
		quietly dkms install -m kscribe -v "$version" -k "$kernel" ||
			fail "dkms cannot install kscribe.ko for $kernel; see above"
	done
}

put_user() {
	nologin=$(command -v nologin || echo /sbin/nologin)
	getent passwd "$user" >/dev/null ||
		useradd --system --user-group --no-create-home --home-dir /nonexistent \
			--shell "$nologin" --comment "$comment" "$user" ||
		fail "cannot make the user $user; see above"
	[ -d "$logdir" ] || install -d -m 750 -o "$user" -g "$user" "$logdir"
}

# The module that is loaded is of another build than the one on disk.
is_stale() {
	loaded && [ "$(cat /sys/module/kscribe/srcversion)" != "$(modinfo -F srcversion kscribe)" ]
}

take_over() {
	active=
	if systemd_runs; then
		systemctl daemon-reload
		! systemctl --quiet is-active kscribe-relayd || active=1
	fi
	# Module and daemon of different versions refuse each other.
	[ -z "$active" ] || systemctl stop kscribe-relayd
	if is_stale && ! rmmod kscribe; then
		say "the kscribe.ko that is loaded is an older one and in use: stop the relayd that" \
			"was started by hand, then rmmod kscribe"
	fi
	[ -z "$active" ] || systemctl start kscribe-relayd ||
		fail "kscribe-relayd does not start again: see systemctl status kscribe-relayd"
}

finish() {
	# It says itself what is to be done, and it is no failure of ours.
	"$libdir/kscribe-load" --signature || :
	if systemd_runs && ! systemctl --quiet is-active kscribe-relayd; then
		say "kscribe $version is installed; systemctl enable --now kscribe-relayd starts it"
	else
		say "kscribe $version is installed"
	fi
}

umask 022
check_tree
check_tools
if [ -z "$DESTDIR" ]; then
	[ "$(id -u)" = 0 ] || fail "only root can install; with DESTDIR=directory anybody can"
	check_kernels
fi
quietly make -C "$top/relayd" || fail "relayd cannot be built; nothing was changed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
keep_defaults
if [ -z "$DESTDIR" ]; then
	put_module
else
	copy_source "$DESTDIR$source"
	install -d -m 750 "$DESTDIR$logdir"
fi
put_files
put_configuration
if [ -z "$DESTDIR" ]; then
	put_user
	take_over
	finish
fi
