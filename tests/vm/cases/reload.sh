# The module comes and goes 12 times, or as often as it is told, while all CPUs
# are at work.
# vm: cpus=2
$actor work &
$actor work &
cycles=0
while [ "$cycles" -lt $((12 * SCALE)) ]; do
	load
	case $((cycles % 3)) in
	0)
		# With a reader that stops in the middle of it.
		# The lines of twelve cycles are enough, and of many more they do not fit.
		if [ "$cycles" -lt 12 ]; then start; else start --output /dev/null; fi
		usleep 300000
		stop
		;;
	1)
		# With one that dies: the hooks stay, and are hit while the module goes.
		/sbin/relayd --output /dev/null 9>&- 2>"$OUT/killed.log" &
		killed=$!
		wait_for 60 grep -q 'relayd: ready' "$OUT/killed.log" || die "not ready"
		kill -KILL "$killed"
		wait "$killed"
		;;
	esac
	unload
	cycles=$((cycles + 1))
done
echo "$cycles" >"$OUT/cycles"
kill %1 %2
wait
