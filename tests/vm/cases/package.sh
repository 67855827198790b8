# Files of the host show the package that owns them, read by a reader that is
# nobody in particular: dpkg's database, an upgrade of it, another mount namespace.
home=$OUT/home
mkdir "$home"
chown relayd "$home"
chmod 750 "$home"

# database VERSION: of a package that owns programs, and of one that diverts
database() {
	mkdir -p /var/lib/dpkg/info
	printf '%s\n' /. /linked/owned /etc/diverted /bin/busybox /vm/tiny "/etc/a b" \
		>/var/lib/dpkg/info/owner.list
	echo /etc/diverted >/var/lib/dpkg/info/diverter:amd64.list
	printf '%s\n' /etc/diverted /etc/diverted.real diverter >/var/lib/dpkg/diversions
	cat >/var/lib/dpkg/status.new <<EOF
Package: owner
Status: install ok installed
Architecture: all
Version: $1

Package: diverter
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Version: 7
EOF
	mv /var/lib/dpkg/status.new /var/lib/dpkg/status
}

renewed() {
	cat /etc/owned
	grep -q '"package_version":"1:2.3-5"' "$home/events"
}

# look: each file in its own way
look() {
	for file in /linked/owned /etc/nobodys /etc/diverted /etc/diverted.real "/etc/a b"; do
		cat "$file"
	done
}

ln -s etc /linked
for file in owned nobodys diverted diverted.real "a b"; do
	echo >"/etc/$file"
done
database 1:2.3-4

load
start --user relayd --output "$home/events" --stats "$home/stats" --record "$home/capture"
cp "/proc/$reader/status" "$OUT/proc.status"
look
/vm/tiny
unshare -m sh -c 'cat /linked/owned; /vm/tiny; :'
database 1:2.3-5
# It looks every two seconds, and reads what has stayed the same meanwhile.
wait_for 60 renewed || die "the new version does not come"
look
/vm/tiny
stop
unload
mv "$home/events" "$home/stats" "$home/capture" "$OUT/"

load
start --schema v1 --output "$OUT/v1.events" --stats "$OUT/v1.stats"
look
stop
unload

load
start --packages false --output "$OUT/off.events" --stats "$OUT/off.stats"
look
stop
rm -rf /var/lib/dpkg /linked /etc/owned /etc/nobodys /etc/diverted /etc/diverted.real "/etc/a b"
