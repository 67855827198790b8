# A CPU goes and comes while both are at work; nothing is lost.
# vm: cpus=2
begin
$actor steps $((150 * SCALE)) 20 /etc/passwd &
steps=$!
$actor work &
work=$!
round=0
while [ "$round" -lt $((3 * SCALE)) ]; do
	round=$((round + 1))
	usleep 300000
	echo 0 >/sys/devices/system/cpu/cpu1/online || die "CPU 1 does not go"
	usleep 300000
	echo 1 >/sys/devices/system/cpu/cpu1/online || die "CPU 1 does not come"
	echo "$round" >"$OUT/rounds"
done
wait "$steps"
kill "$work"
