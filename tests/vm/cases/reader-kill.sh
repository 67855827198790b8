# A reader dies in mid-stream; its successor goes on with what the buffers hold
# and knows everyone, old and new.
begin
$actor steps 60 100 /etc/passwd &
long=$!
usleep 1500000
kill -KILL "$reader"
wait "$reader"
mv "$OUT/events" "$OUT/events.1"
$actor lineage
start
$actor lineage
wait "$long"
