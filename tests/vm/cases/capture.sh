# What was recorded makes the same lines again: here, without the module and as
# nobody, and on the host, which has other users and processes.
# vm: cpus=2

# Every event, and everything that can change under a reader; the secrets are not printed.
activity() {
	act scripts
	$actor calls &
	act lineage
	wait $!
	for task in name-overlay name-refused attr-overlay splice attach-overlay; do
		act $task
	done
	/bin/sh -c : called "--password=equals-$1" --secret "word-$1" "mysql --password=inside-$1 -u x"
	# A file whose owner gets a name, another one, and none.
	: >/tmp/owned
	chown 4711:4711 /tmp/owned
	cp /etc/passwd /tmp/passwd
	for user in '' novice expert ''; do
		cp /tmp/passwd /etc/passwd
		[ -z "$user" ] || echo "$user:x:4711:4711::/:/bin/false" >>/etc/passwd
		# The reader looks once a second, and asks when it makes the line.
		usleep 2500000
		cat /tmp/owned
		usleep 1000000
	done
}

# record NAME [OPTIONS]: a reader whose lines are NAME.events
record() {
	name=$1
	shift
	rm -rf /tmp/*
	/bin/sh -c 'sleep 600; :' walked "--password=walk-$name" 9>&- &
	walked=$!
	start --record "$OUT/$name.capture" "$@"
}

recorded() {
	stop
	kill "$walked"
	mv "$OUT/events" "$OUT/$name.events"
	cp "$OUT/stats" "$OUT/$name.figures"
	unload
}

load subbuf_size=4096 subbufs=16
record loss
kill -STOP "$reader"
$actor storm 2000 /etc/passwd 0 9>/dev/null &
first=$!
$actor storm 2000 /etc/group 1 9>/dev/null &
second=$!
wait "$first" "$second"
kill -CONT "$reader"
usleep 500000
/bin/true
recorded

load
record plain
activity plain
recorded

load
record redacted --redact
activity redacted
# Time passes from here on that did not.
date -s "@$(($(date +%s) + 100))" >/dev/null
usleep 1500000
/bin/true
recorded
date -s "@$(($(date +%s) - 100))" >/dev/null
cat "$OUT/plain.events" "$OUT/redacted.events" >"$OUT/events"

# As nobody, to whom the files are given.
mkdir /tmp/nobody
for name in loss plain redacted; do
	cp "$OUT/$name.capture" /tmp/nobody/
done
chown -R nobody /tmp/nobody
for name in loss plain redacted; do
	su -s /bin/sh nobody -c "cd /tmp/nobody && exec /sbin/relayd --replay $name.capture \
		--output $name.replayed --stats $name.stats" 2>"$OUT/$name.log" 9>&- ||
		die "the replay of $name ended with $?: $(cat "$OUT/$name.log")"
	stat -c %u /tmp/nobody/$name.replayed >"$OUT/$name.uid"
	mv /tmp/nobody/$name.replayed /tmp/nobody/$name.stats "$OUT/"
done

# What is there already is not written over, and nothing is attached to.
/sbin/relayd --record "$OUT/plain.capture" --output /dev/null 2>"$OUT/over.log" 9>&-
echo $? >"$OUT/over.exit"
