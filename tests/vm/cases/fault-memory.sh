# A reader that may have no more memory while much happens.
begin
$actor steps 350 20 /etc/group &
steps=$!
$actor lineage
usleep 200000
$actor limit-memory "$reader" 64 || die "no limit"
$actor storm 400 /etc/passwd
wait "$reader"
echo $? >"$OUT/memory.code"
mv "$OUT/relayd.log" "$OUT/memory.log"
mv "$OUT/events" "$OUT/events.1"
start
wait "$steps"
