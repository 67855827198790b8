# SIGTERM to a reader whose pipe is stalled: it ends, and its successor goes on.
load
mkfifo /tmp/pipe
cat /tmp/pipe >>"$OUT/events.1" &
cat=$!
start --output /tmp/pipe
kill -STOP "$cat"
$actor storm 300 /etc/passwd
$actor lineage
usleep 300000
date +%s >"$OUT/begin"
kill -TERM "$reader"
wait "$reader"
echo $? >"$OUT/term.code"
date +%s >"$OUT/end"
mv "$OUT/relayd.log" "$OUT/term.log"
kill -CONT "$cat"
wait "$cat"
$actor lineage
start
$actor lineage
