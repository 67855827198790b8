# The same where the module has to read them itself: it had no room for what
# they were when they began, and says it with their next event.
[ "$(nproc)" = 1 ] || absent "what is lost is only certain with one CPU"
load subbuf_size=4096 subbufs=16
start
kill -STOP "$reader"
$actor storm 500 /etc/passwd
$actor short 200
$actor hidden >"$OUT/hidden" &
hidden=$!
wait_for 10 grep -q trapped "$OUT/hidden" || die "the actor is not ready"
kill -CONT "$reader"
usleep 500000
: >/tmp/go
wait "$hidden" || die "the actor failed"
