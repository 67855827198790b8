#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# rpm.sh BUILD: packages of our own in a root of their own; BUILD/lookup must say
# of every file there what rpm -qf does, also for a user who can do nothing.
#
# rpm and its libraries are Debian's, unpacked below cache/ and never installed.
set -eu

build=$1
here=$(cd "$(dirname "$0")" && pwd)
unpacked=$(cd "$here/../.." && pwd)/cache/rpm
# where nobody may go
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
root=$work/root

fail() {
	echo "not ok rpm: $*"
	exit 1
}

fetch() {
	rm -rf "$unpacked.part"
	mkdir -p "$unpacked.part/partial" "$unpacked.part/root"
	for try in once again; do
		# what is missing here, and its dependencies
		apt-get install -y --no-install-recommends --download-only -o Debug::NoLocking=1 \
			-o Dir::Cache::archives="$unpacked.part" rpm >"$build/rpm-fetch.log" 2>&1 &&
			break
		[ "$try" = once ] || fail "rpm cannot be fetched: see $build/rpm-fetch.log"
		apt-get update >"$build/rpm-update.log" 2>&1 || :
	done
	for package in "$unpacked.part"/*.deb; do
		dpkg-deb -x "$package" "$unpacked.part/root"
	done
	rm -rf "$unpacked.part"/*.deb "$unpacked.part/partial" "$unpacked.part/lock"
	mv "$unpacked.part" "$unpacked"
}

[ -d "$unpacked" ] || fetch
# for the user who can do nothing
cp -r "$unpacked/root" "$work/rpm"
cp "$build/lookup" "$work/lookup"
libraries=$(dirname "$(find "$work/rpm" -name 'librpm.so.*' | head -n 1)")
export LD_LIBRARY_PATH="$libraries" RPM_CONFIGDIR="$work/rpm/usr/lib/rpm" HOME="$work/home"
mkdir "$HOME"

# package NAME VERSION RELEASE EPOCH: with a file that another one has too, one that
# another one replaces, one that is called by a link, a hundred with a blank.
package() {
	{
		printf 'Name: %s\nVersion: %s\nRelease: %s\n' "$1" "$2" "$3"
		[ -z "$4" ] || echo "Epoch: $4"
		cat <<EOF
Summary: none
License: none
BuildArch: noarch
%description
%install
mkdir -p %{buildroot}
cd %{buildroot}
mkdir -p usr/bin usr/share/$1 bin opt
echo $1 >usr/bin/$1
echo $1 >bin/$1-linked
echo same >opt/same
echo $1 >opt/different
for i in \$(seq 100); do echo \$i >"usr/share/$1/a file \$i"; done
%files
/usr/bin/$1
/bin/$1-linked
/opt/same
/opt/different
/usr/share/$1
EOF
	} >"$work/$1.spec"
	"$work/rpm/usr/bin/rpmbuild" -bb --define "_topdir $work/build" \
		--define "_rpmdir $work/rpms" --define '__os_install_post %{nil}' \
		"$work/$1.spec" >"$build/rpm-$1.log" 2>&1 ||
		fail "rpmbuild: see $build/rpm-$1.log"
}

in_root() {
	program=$1
	shift
	"$work/rpm/usr/bin/$program" --root "$root" --dbpath /var/lib/rpm "$@"
}

mkdir -p "$root/var/lib/rpm" "$root/usr/bin"
ln -s usr/bin "$root/bin"
: >"$build/rpm-install.log"
in_root rpmdb --initdb
package plain 1.2 3.el9 ''
package epochal '4~beta' 1 7
package 'odd+name.x' '5^git' '0.1.a_b' 0
for name in plain epochal 'odd+name.x'; do
	in_root rpm -i --nodeps --force-debian --replacefiles "$work/rpms/noarch/$name"-*.rpm \
		2>>"$build/rpm-install.log"
done
echo "somebody's" >"$root/usr/bin/nobodys"

(cd "$root" && find usr opt -type f | sort) | sed 's|^|/|' >"$work/paths"
tab=$(printf '\t')
while read -r path; do
	case $path in
	*nobodys) echo "$path" ;;
	*) in_root rpm -qf --qf "$path$tab%{NAME}$tab%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\n" \
		"$path" ;;
	esac
done <"$work/paths" >"$build/rpm.wanted"
[ "$(wc -l <"$build/rpm.wanted")" -gt 300 ] || fail "rpm has too few files to prove anything"

# compare NAME: each line of the result must be one of rpm's, and there is one for each path
compare() {
	grep -vxFf "$build/rpm.wanted" "$build/rpm.$1" && fail "$1: rpm says otherwise of these"
	cut -f 1 "$build/rpm.$1" | cmp -s - "$work/paths" || fail "$1: not one line for each path"
}

"$work/lookup" "$root" <"$work/paths" >"$build/rpm.root"
compare root
# who may not even fork
setpriv --reuid=65534 --regid=65534 --clear-groups prlimit --nproc=0:0 \
	"$work/lookup" "$root" <"$work/paths" >"$build/rpm.nobody"
compare nobody
in_root rpm -e --nodeps plain 2>>"$build/rpm-install.log"
"$work/lookup" "$root" <"$work/paths" >"$build/rpm.erased"
if grep -q "${tab}plain$tab" "$build/rpm.erased"; then
	fail "a package that was removed still owns files"
fi
grep -q "${tab}epochal${tab}7:4~beta-1" "$build/rpm.erased" || fail "the others are gone as well"
echo "ok rpm: $(wc -l <"$work/paths") files as rpm -qf has them, also as nobody"
