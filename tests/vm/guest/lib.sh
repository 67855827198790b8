# SPDX-License-Identifier: GPL-2.0
# What the cases share; sourced by /vm/run.
# shellcheck shell=sh disable=SC2119,SC2120 # parameters are optional

actor=/vm/actor
reader=

# The actors append what they did and saw to file descriptor 9.
exec 9>>"$OUT/truth"

die() {
	echo "case $CASE: $*"
	exit 1
}

# load [PARAMETER=VALUE...]
load() {
	/init load /lib/kscribe.ko "$*" || die "the module does not load"
}

unload() {
	rmmod kscribe || die "the module does not unload"
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
	tries=$(($1 * 20))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		usleep 50000
	done
}

# start [relayd's options]: a reader that is ready. Its lines go to $OUT/events,
# its figures to $OUT/stats; later readers of the same case append.
start() {
	: >"$OUT/relayd.log"
	/sbin/relayd --output "$OUT/events" --stats "$OUT/stats" "$@" 9>&- 2>>"$OUT/relayd.log" &
	reader=$!
	wait_for 60 grep -q 'relayd: ready' "$OUT/relayd.log" || {
		cat "$OUT/relayd.log"
		die "the reader is not ready"
	}
	# Who was there before the reader, and ancestors that nobody saw starting.
	$actor mark reader
	$actor image 1
	$actor image $$
}

# stop: the reader drains everything and ends by itself.
stop() {
	[ -n "$reader" ] || return 0
	/sbin/relayd --status --json >"$OUT/status.json" 9>&-
	kill -TERM "$reader"
	wait "$reader"
	code=$?
	echo "$code" >"$OUT/relayd.exit"
	reader=
	[ "$code" = 0 ] || {
		cat "$OUT/relayd.log"
		die "the reader ended with $code"
	}
}

# read_as WHO: an attacker tries to be a second reader, and asks for the status.
read_as() {
	$actor as "$1" /sbin/relayd --output /tmp/lines 2>"$OUT/$1.err"
	echo $? >"$OUT/$1.code"
	$actor as "$1" /sbin/relayd --status >"$OUT/$1.out" 2>"$OUT/$1.status.err"
	echo $? >"$OUT/$1.status.code"
}

# disk TYPE: a filesystem of this type in /tmp/disk.
disk() {
	filesystem=$1
	case $1 in
	ext4) truncate -s 8M /tmp/disk && mke2fs -F -I 256 /tmp/disk ;;
	xfs) truncate -s 300M /tmp/disk && mkfs.xfs -q /tmp/disk ;;
	esac >/dev/null || die "no $1 can be made"
}

# on_disk DIRECTORY COMMAND...: while that filesystem is there. It is empty again at the end.
on_disk() {
	there=$1
	shift
	mkdir -p "$there"
	mount -t "$filesystem" -o loop /tmp/disk "$there" || die "no $filesystem on a loop device"
	"$@"
	rm -rf "$there"/*
	umount "$there" || die "somebody is still in $there"
}

# act ACTOR [ARGUMENTS]
act() {
	$actor "$@" || die "the actor $1 failed"
}

# names DIRECTORY: that come and go, each in a directory of its own; files that may not be changed.
names() {
	for task in mkdir rmdir unlink link rename rename-flags name-errors name-refused \
		name-marked; do
		act $task "$1/$task"
	done
}

# attributes: in /tmp/attribute, which may be a filesystem.
attributes() {
	for task in chmod chown utimes setxattr removexattr attr-refused attr-immutable \
		attr-errors; do
		act $task
		rm -rf /tmp/attribute/*
	done
}

# contain HIERARCHY NEW OLD: a whole case in two containers, of which the second has
# a process when the reader comes.
contain() {
	mkdir -p "$1/$2" "$1/$3"
	sleep 1000 9>&- &
	inmate=$!
	echo $inmate >"$1/$3/cgroup.procs"
	begin
	$actor image $inmate
	$actor enter "$1/$2"
	$actor enter "$1/$3"
	kill $inmate
	stop
}

# begin/finish: a whole case around a body.
begin() {
	load
	start "$@"
}

finish() {
	stop
	! grep -q '^kscribe ' /proc/modules || unload
}

# absent WHY: this kernel cannot do what the case needs.
absent() {
	echo "$1" >"$OUT/absent"
}

# Cases about filters change them on the way; the host finds each choice, the time
# when it was asked for (turn), and when it was there (choice).
choices=0

# need_paths: to judge them, as most kernels do
need_paths() {
	if /sbin/relayd --status 9>&- | grep -q '\(mount.mnt_ns\|mnt_namespace.user_ns\)  *unknown'; then
		grep -q 'filters by path do nothing' "$OUT/relayd.log" || die "nobody says so"
		finish
		absent "the module does not find which mount namespace a file is in"
		exit 0
	fi
}

# settle: how much was filtered until now, when others are about to be chosen
settle() {
	/sbin/relayd --status --json >"$OUT/settled.$choices" 9>&-
}

# configure [KEY: VALUE...]: filters from standard input, a line each
configure() {
	choices=$((choices + 1))
	cat >"$OUT/filters.$choices"
	printf '%s\n' "$@" >"$OUT/keys.$choices"
	{
		cat "$OUT/keys.$choices"
		[ ! -s "$OUT/filters.$choices" ] || echo 'filters:'
		sed 's/.*/- "&"/' "$OUT/filters.$choices"
	} >/tmp/relayd.yaml
}

# chosen: they are in force, for as many as have read them
chosen() {
	$actor mark choice
	/sbin/relayd --status --json >"$OUT/begun.$choices" 9>&-
	# Who is started from here on began later, as far as clock ticks can tell.
	usleep 50000
}

# reload WORDS: the reader is asked to read its configuration, and has said so
reload() {
	said=$(grep -c "$1" "$OUT/relayd.log")
	kill -HUP "$reader"
	wait_for 20 has_said "$1" "$said" || die "no answer to SIGHUP: $(cat "$OUT/relayd.log")"
}

has_said() {
	[ "$(grep -c "$1" "$OUT/relayd.log")" -gt "$2" ]
}

# choose [KEY: VALUE...]: other filters for the reader, which began with some
choose() {
	settle
	$actor mark turn
	configure "$@"
	reload 'was read again'
	chosen
}
