# A reader comes to processes whose arguments and environment cannot be read.
load
$actor hidden >"$OUT/hidden" &
hidden=$!
usleep 500000
start
: >/tmp/go
wait "$hidden" || die "the actor failed"
