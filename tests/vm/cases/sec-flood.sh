# Requests and messages as fast as they go, by a user and by CAP_NET_ADMIN.
begin
$actor steps 200 20 /etc/passwd &
steps=$!
$actor flood user 2 >"$OUT/flood" &
flood=$!
$actor storm 2000 /etc/group
wait "$flood" || die "the attack failed"
$actor flood netadmin 2 >>"$OUT/flood" &
flood=$!
$actor storm 2000 /etc/group
wait "$flood" || die "the attack failed"
wait "$steps"
