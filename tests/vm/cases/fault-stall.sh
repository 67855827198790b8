# Whoever takes the lines stops for a while.
load
mkfifo /tmp/pipe
cat /tmp/pipe >>"$OUT/events" &
cat=$!
start --output /tmp/pipe
$actor lineage
kill -STOP "$cat"
$actor storm 1000 /etc/passwd
# Longer than the log waits before it tells.
sleep 7
kill -CONT "$cat"
wait_for 60 grep -q 'takes lines again' "$OUT/relayd.log" || die "it does not go on"
$actor lineage
stop
wait "$cat"
cp "$OUT/relayd.log" "$OUT/stall.log"
