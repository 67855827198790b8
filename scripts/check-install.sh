#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# check-install.sh [SUITE...]: installs, upgrades and uninstalls kscribe with
# make and dkms in Debian systems, and looks at what that leaves behind.
#
# Each system is kept in cache/chroots and never written to by a test: tests run
# on a layer above it that lies in memory, in namespaces of their own, without
# network and without the right to touch this machine's kernel. A test that is
# killed leaves nothing mounted.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
self=$top/scripts/check-install.sh
chroots=$top/cache/chroots
results=$top/build/install

packages='
	dkms openssl gcc libc6-dev make pkg-config
	libnl-3-dev libnl-genl-3-dev libcjson-dev libyaml-dev libcap-dev
	logrotate systemd linux-headers-cloud-amd64 linux-headers-amd64
'

# devices ROOT: what programs in there need to run; gone with the namespace.
devices() {
	mount -t proc proc "$1/proc"
	mount -t tmpfs none "$1/dev"
	mount -t tmpfs none "$1/sys"
	ln -s /proc/self/fd "$1/dev/fd"
	for device in null zero full random urandom; do
		: >"$1/dev/$device"
		mount --bind "/dev/$device" "$1/dev/$device"
	done
}

# The system of a suite with the packages above, in cache/. Runs in a mount namespace.
make_base() {
	suite=$1
	root=$chroots/$suite
	sources=$("$top/scripts/apt-sources.sh" "$suite")
	if [ ! -d "$root" ]; then
		rm -rf "$root.part"
		debootstrap --variant=minbase "$suite" "$root.part" \
			"$(echo "$sources" | awk '$(NF - 1) == suite { print $(NF - 2); exit }' suite="$suite")"
		echo "$sources" >"$root.part/etc/apt/sources.list"
		mv "$root.part" "$root"
	fi
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	devices "$root"
	in_base="chroot $root env DEBIAN_FRONTEND=noninteractive LC_ALL=C"
	$in_base apt-get update
	# The updates of an old suite may have moved to where this mirror has none.
	# shellcheck disable=SC2086 # a list of words
	$in_base apt-get install -y --no-install-recommends $packages || {
		sed -i '/-security /d' "$root/etc/apt/sources.list"
		$in_base apt-get update
		$in_base apt-get install -y --no-install-recommends $packages
	}
	$in_base apt-get clean
	# So that what depmod writes later is no new file.
	for modules in "$root"/lib/modules/*; do
		$in_base depmod "${modules##*/}"
	done
	echo "$packages" >"$root.packages"
}

# fresh: the system as it was, with a copy of this tree in /srv/kscribe.
fresh() {
	! mountpoint -q "$work" || umount -R -l "$work"
	mount -t tmpfs none "$work"
	mkdir "$work/upper" "$work/work" "$work/root"
	mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/upper,workdir=$work/work" \
		"$work/root"
	devices "$root"
	mount -t tmpfs none "$root/srv"
	mount -t tmpfs none "$root/run"
	mkdir "$root/srv/kscribe"
	tar -C "$top" --exclude=./.git --exclude=./cache --exclude=./build --exclude='*.o' \
		--exclude='*.d' --exclude=./relayd/relayd -c . | tar -C "$root/srv/kscribe" -x
	listing >"$results/$suite/before"
}

# run COMMAND: in the system, by its shell. Sets $status, and writes $out.
run() {
	status=0
	setpriv --bounding-set=-sys_module,-sys_boot,-sys_rawio,-sys_time,-mknod \
		chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C \
		sh -c "cd /srv/kscribe && $1" >"$out" 2>&1 </dev/null || status=$?
	{ echo "== $(date +%T) $1: $status"; cat "$out"; } >>"$results/$suite/log"
}

good() {
	echo "ok: $suite: $1"
	passed=$((passed + 1))
}

bad() {
	echo "not ok: $suite: $1"
	shift
	printf '%s\n' "$@" | head -n 40 | sed 's/^/    /'
	failed=$((failed + 1))
}

# test_that NAME COMMAND...: holds if the command succeeds.
test_that() {
	name=$1
	shift
	if "$@"; then
		good "$name"
	else
		bad "$name" "fails: $*" "$(cat "$out")"
	fi
}

# succeeds NAME COMMAND, fails_with NAME TEXT COMMAND: run it in the system. One
# line of what it says has the text, and it is the last one but make's own.
succeeds() {
	run "$2"
	test_that "$1" [ "$status" = 0 ]
}

fails_with() {
	run "$3"
	test_that "$1: fails" [ "$status" != 0 ]
	said=$(grep -v '^make' "$out" | tail -n 1)
	case $said in
	*"$2"*) good "$1: says why" ;;
	*) bad "$1: says why" "wanted: $2" "$(cat "$out")" ;;
	esac
}

says() {
	if grep -qF -- "$2" "$out"; then
		good "$1"
	else
		bad "$1" "wanted: $2" "$(cat "$out")"
	fi
}

# same NAME WANTED GOT
same() {
	if [ "$2" = "$3" ]; then
		good "$1"
	else
		bad "$1" "wanted:" "$2" "got:" "$3"
	fi
}

# Path, kind, mode, owner, length and target of everything but what is mounted.
listing() {
	(cd "$root" && find . -xdev \( -path ./srv -o -path ./tmp \) -prune -o \
		\( -type f -printf '/%P %y %m %U:%G %s\n' -o -printf '/%P %y %m %U:%G %l\n' \)) |
		LC_ALL=C sort
}

# changed: the paths that are not as before, by listing or by content.
changed() {
	{
		listing | diff "$results/$suite/before" - | sed -n 's/^[<>] \([^ ]*\) .*/\1/p'
		(cd "$work/upper" && find . -type f -printf '/%P\n') | while read -r path; do
			[ ! -f "$base$path" ] || [ ! -f "$root$path" ] ||
				cmp -s "$base$path" "$root$path" || echo "$path"
		done
	} | LC_ALL=C sort -u
}

# What dkms, depmod and the user database do as they please. modules.* are lists
# that depmod writes anew, with comments or in an order of its own.
by_the_way='^/var/lib/dkms(/mok\.(key|pub)|/dkms_dbversion)?$|^/(etc|var/lib|var/lib/dkms)$'
by_the_way="$by_the_way|^/etc/(passwd|group|shadow|gshadow|subuid|subgid)-\$|^/etc/.pwd.lock\$"
by_the_way="$by_the_way|^/var/log/(faillog|lastlog)\$"

# copy_tree NAME: another copy of the tree in /srv, to be changed.
copy_tree() {
	cp -a "$root/srv/kscribe" "$root/srv/$1"
}

# set_version TREE VERSION
set_version() {
	sed -i "s/^#define KS_VERSION .*/#define KS_VERSION \"$2\"/" "$root/srv/$1/kmod/version.h"
	sed -i "s/^PACKAGE_VERSION=.*/PACKAGE_VERSION=\"$2\"/" "$root/srv/$1/dkms.conf"
}

# dkms writes "kscribe, 1" or "kscribe/1", depending on its version.
registrations() {
	run "dkms status"
	sed 's|^kscribe/|kscribe, |; s/ (.*//' "$out"
}

module_of() {
	(cd "$root" && find lib/modules/"$1"/updates -name 'kscribe.ko*' 2>/dev/null | sed 's|^|/|')
}

check_errors() {
	fresh
	running=$(uname -r)
	fails_with "no headers of the running kernel" \
		"no kernel headers at /lib/modules/$running/build: apt-get install linux-headers-$running" \
		"make install"

	for option in KPROBES TRACEPOINTS RELAY NET; do
		fake=1.0-without-$option
		mkdir -p "$root/lib/modules/$fake"
		cp -a "$root/usr/src/linux-headers-$kernel" "$root/usr/src/linux-headers-$fake"
		ln -s "/usr/src/linux-headers-$fake" "$root/lib/modules/$fake/build"
		sed -i "s/^CONFIG_$option=y/# CONFIG_$option is not set/" \
			"$root/usr/src/linux-headers-$fake/.config" \
			"$root/usr/src/linux-headers-$fake/include/config/auto.conf"
	done
	listing >"$results/$suite/before"
	for option in KPROBES TRACEPOINTS RELAY NET; do
		fake=1.0-without-$option
		fails_with "a kernel without CONFIG_$option" \
			"the kernel of /lib/modules/$fake/build was configured without CONFIG_$option " \
			"make install KERNELS=$fake"
	done

	fails_with "no dkms" "dkms is missing: apt-get install dkms" \
		"mv /usr/sbin/dkms /srv/; make install KERNELS=$kernel; s=\$?; mv /srv/dkms /usr/sbin/; exit \$s"
	fails_with "no compiler" "no C compiler 'cc': apt-get install gcc" \
		"mv /usr/bin/cc /srv/; make install KERNELS=$kernel; s=\$?; mv /srv/cc /usr/bin/; exit \$s"
	# Where no kernel looks for it, it still builds relayd.
	compiler=$(basename "$(find "$root/usr/bin" -name 'gcc-[0-9]*')")
	mkdir "$root/srv/hidden"
	cat >"$root/srv/other-cc" <<-END
	#!/bin/sh
	export GCC_EXEC_PREFIX=/usr/lib/gcc/
	exec /srv/hidden/x86_64-linux-gnu-$compiler "\$@"
	END
	chmod 755 "$root/srv/other-cc"
	fails_with "not the kernel's compiler" "cannot be built for $kernel; nothing was changed" \
		"mv /usr/bin/*$compiler /srv/hidden/; make install CC=/srv/other-cc KERNELS=$kernel
		s=\$?; mv /srv/hidden/* /usr/bin/; exit \$s"
	says "not the kernel's compiler: names it" "$compiler', which"
	fails_with "no library" "the development files of libcjson are missing: apt-get install" \
		"cd /usr/lib/x86_64-linux-gnu/pkgconfig && mv libcjson.pc /srv/; make -C /srv/kscribe install KERNELS=$kernel
		s=\$?; mv /srv/libcjson.pc .; exit \$s"
	copy_tree drift
	sed -i 's/^#define KS_VERSION .*/#define KS_VERSION "9.9"/' "$root/srv/drift/kmod/version.h"
	fails_with "dkms.conf of another version" \
		"dkms.conf says version '$version', kmod/version.h '9.9': make them the same" \
		"make -C ../drift install KERNELS=$kernel"
	fails_with "not root" "only root can install" \
		"chmod -R a+rwX /srv/kscribe; setpriv --reuid 65534 --regid 65534 --clear-groups make install KERNELS=$kernel"
	same "errors leave nothing behind" "" "$(changed | grep -vE "$by_the_way" || :)"
}

# What make install makes, apart from dkms's own and the source.
installed='
/etc/kscribe d 755 0:0
/etc/kscribe/relayd.yaml f 644 0:0
/etc/logrotate.d/kscribe f 644 0:0
/etc/modprobe.d/kscribe-off.conf f 644 0:0
/usr/lib/kscribe d 755 0:0
/usr/lib/kscribe/kscribe-load f 755 0:0
/usr/lib/systemd/system/kscribe-module.service f 644 0:0
/usr/lib/systemd/system/kscribe-relayd.service f 644 0:0
/usr/sbin/kscribe-relayd f 755 0:0
/usr/share/kscribe d 755 0:0
/usr/share/kscribe/kscribe.logrotate f 644 0:0
/usr/share/kscribe/relayd.yaml f 644 0:0
/usr/share/man/man8/kscribe-relayd.8 f 644 0:0
/var/log/kscribe d 750 USER
'

check_installed() {
	id=$(awk -F: '$1 == "kscribe" { print $3 ":" $4 }' "$root/etc/passwd")
	same "the files of make install" "$(echo "$installed" | sed "/^\$/d; s/USER/$id/")" \
		"$(listing | LC_ALL=C diff "$results/$suite/before" - | sed -n 's/^> //p' |
			grep -E '^/[^ ]*kscribe' | grep -vE '^/(usr/src|var/lib/dkms|lib/modules|usr/lib/modules)/' |
			awk '{ print $1, $2, $3, $4 }')"
	same "dkms has the module" "kscribe, $version, $kernel, x86_64: installed" \
		"$(registrations | grep kscribe)"
	module=$(module_of "$kernel")
	same "one module file" 1 "$(echo "$module" | grep -c .)"
	run "modinfo -F vermagic $module"
	test_that "its vermagic is that of $kernel" grep -q "^$kernel SMP " "$out"
	run "modinfo -F version $module"
	same "its version" "$version" "$(cat "$out")"
	run "kscribe-relayd --version"
	same "the version of the daemon" "relayd $version" "$(cat "$out")"
	succeeds "the daemon takes its configuration" "kscribe-relayd --check-config"
	run "find /usr/src/kscribe-$version -name '*.o' -o -name '*.ko' -o -name answers.h -o -name asked"
	same "nothing that was built is in the source" "" "$(cat "$out")"
	run "getent passwd kscribe"
	test_that "the user is a system user without a shell" \
		grep -Eq '^kscribe:x:[1-9][0-9]{2}:[1-9][0-9]{2}:[^:]*:/nonexistent:.*/nologin$' "$out"
	run "systemd-analyze verify kscribe-relayd.service kscribe-module.service 2>&1 | grep -v 'man kscribe'"
	same "systemd has no objection to the units" "" "$(grep -i kscribe "$out" || :)"
	succeeds "logrotate has no objection" "touch /srv/state && logrotate -d -s /srv/state /etc/logrotate.d/kscribe"
	same "logrotate has no warning" "" "$(grep -i -E 'error|warn' "$out" | grep -v 'in debug mode' || :)"
}

# The modprobe of this system, on a kernel of which it has no module: it gets as
# far as to look for one, or it does not.
check_escape() {
	succeeds "disable it" "touch /etc/kscribe/disable"
	run "modprobe kscribe"
	test_that "escape: modprobe fails" [ "$status" != 0 ]
	same "escape: modprobe says first why" "kscribe: not loaded: /etc/kscribe/disable exists" \
		"$(head -n 1 "$out")"
	fails_with "escape: the loader of the unit" \
		"kscribe: not loaded: /etc/kscribe/disable exists" "/usr/lib/kscribe/kscribe-load"
	run "rm /etc/kscribe/disable"
	for word in kscribe.off kscribe.off=1; do
		echo "root=/dev/sda1 $word quiet" >"$root/srv/cmdline"
		mount --bind "$root/srv/cmdline" "$root/proc/cmdline"
		fails_with "escape: $word" "kscribe.off is on the kernel command line" \
			"/usr/lib/kscribe/kscribe-load"
		umount "$root/proc/cmdline"
	done
	echo "notkscribe.off kscribe.offer" >"$root/srv/cmdline"
	mount --bind "$root/srv/cmdline" "$root/proc/cmdline"
	fails_with "no escape: kernel without the module" "is not built for kernel $(uname -r)" \
		"/usr/lib/kscribe/kscribe-load"
	umount "$root/proc/cmdline"
}

# What modprobe says of a module whose signature is missing or not trusted.
check_signature() {
	efi=$root/sys/firmware/efi/efivars
	mkdir -p "$efi" "$root/srv/bin"
	cat >"$root/srv/bin/modprobe" <<-'END'
	#!/bin/sh
	echo "modprobe: ERROR: could not insert 'kscribe': Key was rejected by service" >&2
	exit 1
	END
	printf '#!/bin/sh\necho "DKMS module signing key"\n' >"$root/srv/bin/modinfo"
	chmod 755 "$root/srv/bin/modprobe" "$root/srv/bin/modinfo"
	: >"$root/srv/key"
	fails_with "a signature that is not trusted" "mokutil --import /var/lib/dkms/mok.pub, reboot" \
		"[ -e /var/lib/dkms/mok.pub ] || touch /var/lib/dkms/mok.pub
		PATH=/srv/bin:\$PATH /usr/lib/kscribe/kscribe-load"
	efi=$efi/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
	printf '\006\000\000\000\000' >"$efi"
	succeeds "Secure Boot is off" "PATH=/srv/bin:\$PATH /usr/lib/kscribe/kscribe-load --signature"
	printf '\006\000\000\000\001' >"$efi"
	succeeds "make install with Secure Boot" "make install KERNELS=$kernel"
	says "make install with Secure Boot: says what to do" "kscribe: Secure Boot is on and"
	rm -r "$root/sys/firmware"
}

check_life() {
	fresh
	run "touch kmod/main.o kmod/compat/answers.h"
	succeeds "make install" "make install KERNELS=$kernel"
	check_installed
	check_escape
	check_signature

	listing >"$results/$suite/installed"
	succeeds "make install again" "make install KERNELS=$kernel"
	same "make install again: changes nothing" "" \
		"$(listing | diff "$results/$suite/installed" - | grep -E 'kscribe' || :)"
	run "echo '# mine' >>/etc/kscribe/relayd.yaml"
	succeeds "make install over a changed configuration" "make install KERNELS=$kernel"
	says "make install over a changed configuration: says so" \
		"install: /etc/kscribe/relayd.yaml was changed here and is kept; the new one is /etc/kscribe/relayd.yaml.new"
	test_that "the changed configuration is kept" \
		grep -qx '# mine' "$root/etc/kscribe/relayd.yaml"
	test_that "the new one is beside it" cmp -s "$root/etc/kscribe/relayd.yaml.new" \
		"$root/srv/kscribe/relayd/files/relayd.yaml"

	hook=/etc/kernel/header_postinst.d/dkms
	succeeds "a kernel is added" "$hook $other"
	same "a kernel is added: dkms builds for it" 2 "$(registrations | grep -c 'kscribe.*: installed')"
	test_that "a kernel is added: it has the module" [ -n "$(module_of "$other")" ]

	copy_tree newer
	set_version newer 9.9.0
	succeeds "upgrade" "make -C ../newer install KERNELS=$kernel"
	same "upgrade: only the new version, for both kernels" \
		"kscribe, 9.9.0, $kernel, x86_64: installed
kscribe, 9.9.0, $other, x86_64: installed" "$(registrations | grep kscribe | LC_ALL=C sort -r)"
	test_that "upgrade: the old source is gone" [ ! -e "$root/usr/src/kscribe-$version" ]
	run "modinfo -F version $(module_of "$kernel")"
	same "upgrade: the module is the new one" 9.9.0 "$(cat "$out")"

	copy_tree broken
	set_version broken 9.9.1
	echo '#error "does not compile"' >>"$root/srv/broken/kmod/main.c"
	sum=$(md5sum <"$root$(module_of "$kernel")")
	fails_with "upgrade to what cannot be built" \
		"install: kscribe.ko cannot be built for $kernel; nothing was changed" \
		"make -C ../broken install KERNELS=$kernel"
	says "upgrade to what cannot be built: shows the error" "does not compile"
	same "upgrade to what cannot be built: the old one stays" \
		"kscribe, 9.9.0, $kernel, x86_64: installed" "$(registrations | grep "$kernel")"
	same "upgrade to what cannot be built: the same module" "$sum" \
		"$(md5sum <"$root$(module_of "$kernel")")"

	run "install -o kscribe -g kscribe -m 600 /dev/null /var/log/kscribe/events.json"
	succeeds "make uninstall" "make uninstall"
	says "make uninstall: says what it keeps" "/etc/kscribe/relayd.yaml was changed here and is kept"
	same "make uninstall: keeps only that" "/etc/kscribe
/etc/kscribe/relayd.yaml
/var/log/kscribe
/var/log/kscribe/events.json" "$(changed | grep -vE "$by_the_way" || :)"
	same "make uninstall: lines belong to root" "0:0" \
		"$(stat -c %u:%g "$root/var/log/kscribe/events.json")"
	succeeds "make uninstall again, with PURGE=1" "make uninstall PURGE=1"
	same "make uninstall PURGE=1: nothing is left" "" "$(changed | grep -vE "$by_the_way" || :)"
}

check_package() {
	fresh
	succeeds "make install DESTDIR prefix" \
		"make install DESTDIR=/srv/package prefix=/usr/local"
	same "DESTDIR: nothing else is touched" "" "$(changed)"
	same "DESTDIR: the files" "$(echo "$installed" | sed '/^$/d; s|^/usr/|/usr/local/|; s/ .*//')" \
		"$(cd "$root/srv/package" && find . | sed 's/^\.//' | grep kscribe |
			grep -v '^/usr/src/' | LC_ALL=C sort)"
	same "DESTDIR: the units name the prefix" 2 "$(cat "$root"/srv/package/usr/local/lib/systemd/system/* |
		grep -cE '^ExecStart=/usr/local/(sbin/kscribe-relayd|lib/kscribe/kscribe-load)( |$)')"
	succeeds "dkms takes the tree as it is" "dkms add /srv/package/usr/src/kscribe-$version"
	succeeds "DESTDIR: make uninstall" "make uninstall DESTDIR=/srv/package prefix=/usr/local"
	same "DESTDIR: make uninstall leaves no file" "" \
		"$(cd "$root/srv/package" && find . ! -type d)"
}

inside() {
	suite=$1
	base=$chroots/$suite
	work=$results/$suite/work
	root=$work/root
	out=$results/$suite/out
	passed=0 failed=0
	version=$(sed -n 's/^#define KS_VERSION "\(.*\)"$/\1/p' "$top/kmod/version.h")
	kernel=$(cd "$base/lib/modules" && echo *-cloud-amd64)
	other=$(cd "$base/lib/modules" && find . -mindepth 1 -maxdepth 1 ! -name '*-cloud-amd64' -printf '%f')
	: >"$results/$suite/log"
	check_errors
	check_life
	check_package
	umount -R -l "$work"
	echo "$passed passed, $failed failed"
}

# A mount that was made in here is seen by nobody else and ends with us.
isolated() {
	unshare --mount --pid --fork --kill-child --ipc --uts "$@"
}

case ${1:-} in
--base) make_base "$2"; exit ;;
--inside) inside "$2"; exit ;;
esac

"$top/scripts/deps.sh" debootstrap
passed=0 failed=0
[ $# != 0 ] || set -- bullseye bookworm trixie
for suite; do
	mkdir -p "$chroots" "$results/$suite/work"
	if ! echo "$packages" | cmp -s - "$chroots/$suite.packages"; then
		echo "check-install: making a system of $suite" >&2
		isolated "$self" --base "$suite" >"$results/$suite/base.log" 2>&1 || {
			tail -n 20 "$results/$suite/base.log" >&2
			echo "not ok: $suite: no system could be made; see $results/$suite/base.log"
			failed=$((failed + 1))
			continue
		}
	fi
	isolated --net "$self" --inside "$suite" | tee "$results/$suite/results"
	sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$results/$suite/results" || :)
	if [ -n "$sum" ]; then
		passed=$((passed + ${sum%% *}))
		sum=${sum#*, }
		failed=$((failed + ${sum%% *}))
	else
		echo "not ok: $suite: the tests did not come to their end; see $results/$suite/log"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
