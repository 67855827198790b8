# The module comes and goes 20 times while both CPUs are at work.
# vm: cpus=2
$actor work &
$actor work &
cycles=0
while [ "$cycles" -lt 20 ]; do
	load
	# Every other time with a reader that is in the middle of it.
	if [ $((cycles % 2)) = 0 ]; then
		start
		usleep 300000
		stop
	fi
	unload
	cycles=$((cycles + 1))
done
echo "$cycles" >"$OUT/cycles"
kill %1 %2
wait
