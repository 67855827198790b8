# Filters of the command line beat the file. They stay in the module when the reader
# is killed, until the next one comes with others.
place=/tmp/filter
mkdir -m 777 $place

work() {
	for uid in 0 1000 2000; do
		$actor do as $uid mkdir $place/new , chmod $place/new , rmdir $place/new ||
			die "user $uid"
	done
}

load
configure <<-END
	exclude mkdir uid root
	exclude chmod uid 1000-1999
	include rmdir,chmod uid 0-1000
END
set --
while read -r line; do
	set -- "$@" --filters "$line"
done <"$OUT/filters.1"
echo 'filters: [exclude mkdir uid 2000, exclude chmod uid 0]' >/tmp/relayd.yaml
start --config /tmp/relayd.yaml "$@"
chosen
/sbin/relayd --status >"$OUT/first.txt" 9>&-
/sbin/relayd --status --json >"$OUT/first.json" 9>&-
work
echo 'filters: [exclude rmdir uid 0, exclude mkdir uid 1000]' >/tmp/relayd.yaml
reload 'was read again'
cp "$OUT/relayd.log" "$OUT/first.log"
work
# Who has ended before the next reader comes is only known to this one.
usleep 1500000
kill -KILL "$reader"
wait "$reader"
mv "$OUT/events" "$OUT/events.1"
work

settle
$actor mark turn
configure <<-END
	exclude mkdir uid alice
END
start --config /tmp/relayd.yaml
chosen
/sbin/relayd --status --json >"$OUT/second.json" 9>&-
work
settle
stop
/sbin/relayd --status --json >"$OUT/after.json" 9>&-
