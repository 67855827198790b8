# Events and filters change under an actor that goes on, by SIGHUP to a reader that
# has become a user. What is wrong changes nothing.
# vm: cpus=2
place=/tmp/filter
home=$OUT/home
mkdir -p $place/in $place/out "$home"
chown relayd "$home"
for one in in out; do
	echo text >$place/$one/file
done

# wrong NAME: the file, as it is now, is refused
wrong() {
	cp "$OUT/relayd.log" "$OUT/before"
	reload 'stay what they were'
	sed "1,$(wc -l <"$OUT/before")d" "$OUT/relayd.log" >"$OUT/wrong.$1"
	# Some of what goes on is to happen with nothing else around it.
	usleep 300000
}

configure "user: relayd" <<-END
	exclude exec,exit path /vm/tiny
END
begin --config /tmp/relayd.yaml --output "$home/events" --stats "$home/stats"
need_paths
chosen
$actor do repeat 300 20 open $place/in/file , mkdir $place/in/new , rmdir $place/in/new , \
	open $place/out/file , mkdir $place/out/new , rmdir $place/out/new , \
	rename $place/out/file $place/in/moved , rename $place/in/moved $place/out/file , \
	run /vm/tiny &
long=$!
usleep 500000

cp /tmp/relayd.yaml /tmp/right
printf 'user: relayd\nfilters:\n- exclude all path /\n- exclude opne path /\nevents: [x]\n' \
	>/tmp/relayd.yaml
wrong list
printf 'filters: [exclude all path /]\n' >/tmp/relayd.yaml
chmod 600 /tmp/relayd.yaml
wrong unreadable
rm /tmp/relayd.yaml
wrong gone
printf 'filters: [exclude all path /]\n' >/tmp/relayd.yaml
chown relayd /tmp/relayd.yaml
wrong owner
rm /tmp/relayd.yaml
cp /tmp/right /tmp/relayd.yaml

choose "user: relayd" "events: [open, rename, fork, exec]" <<-END
	exclude all path $place/out
	include exec path /vm/actor
END
usleep 500000
choose "schema: v1" "output: /nowhere/events" "output_keep: 9" <<-END
	include mkdir,fork path $place/in
	exclude open uid root
END
usleep 500000
# Faster than anything can happen in between.
choose "user: relayd" </dev/null
choose "user: relayd" <<-END
	exclude rename,rmdir path $place/in
	exclude fork path /vm
END
mv "$home/events" "$home/events.1"
kill -HUP "$reader"
wait_for 20 test -e "$home/events" || die "SIGHUP opens no new file"
wait "$long" || die "the actor failed"
settle
stop
cat "$home/events.1" "$home/events" >"$OUT/events"
cp "$home/stats" "$OUT/stats"
