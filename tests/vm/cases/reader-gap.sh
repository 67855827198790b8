# Nobody reads for so long that the buffers run over: the next reader says
# exactly how much is missing.
load subbuf_size=4096 subbufs=16
start
$actor storm 50 /etc/passwd
kill -KILL "$reader"
wait "$reader"
mv "$OUT/events" "$OUT/events.1"
$actor storm 4000 /etc/group
start
$actor lineage
