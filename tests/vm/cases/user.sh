# relayd becomes a user of its own, who can do little more than read on, and
# opens the output anew.
home=$OUT/home
mkdir "$home" "$OUT/poor"
chown relayd "$home"
chmod 750 "$home"
echo "user: relayd" >/tmp/relayd.yaml

load
# A file of root's is not for that user, and root does not open it instead.
: >"$home/events"
chmod 600 "$home/events"
/sbin/relayd --config /tmp/relayd.yaml --output "$home/events" 9>&- 2>"$OUT/refused.err"
echo $? >"$OUT/refused.exit"
rm "$home/events"
# One that could not be made anew is written to; the log says so at the start.
# Whoever is in more groups, as su's shell is, does not stay there.
: >"$OUT/poor/events"
chown relayd "$OUT/poor/events"
: >"$OUT/poor.err"
su root -c "cat /proc/self/status >$OUT/before.status
exec /sbin/relayd --config /tmp/relayd.yaml --output $OUT/poor/events" 9>&- 2>>"$OUT/poor.err" &
poor=$!
wait_for 60 grep -q 'relayd: ready' "$OUT/poor.err" || die "the poor reader is not ready"
cat "/proc/$poor/status" >"$OUT/poor.status"
kill -TERM "$poor"
wait "$poor"
echo $? >"$OUT/poor.exit"
unload

begin --config /tmp/relayd.yaml --output "$home/events" --stats "$home/stats"
cat "/proc/$reader/status" >"$OUT/proc.status"
$actor lineage
for signal in HUP USR1; do
	# So that there is one in each file: relayd may be busy with what the last one asked for.
	wait_for 20 test -s "$home/events" || die "no line before SIG$signal"
	mv "$home/events" "$home/events.$signal"
	kill -"$signal" "$reader"
	wait_for 20 test -e "$home/events" || die "SIG$signal opens no new file"
	$actor lineage
done
stop
stat -c '%u %a' "$home/events" "$home/stats" >"$OUT/owners"
cat "$home/events.HUP" "$home/events.USR1" "$home/events" >"$OUT/events"
cp "$home/stats" "$OUT/stats"
