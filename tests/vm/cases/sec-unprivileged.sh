# A user without any capability gets nothing from the module, by whichever socket.
begin
$actor steps 60 20 /etc/passwd &
steps=$!
for who in user user-old-socket; do
	$actor requests "$who" || die "the attack failed"
done >"$OUT/requests"
$actor borrowed >>"$OUT/requests" || die "the attack failed"
$actor forge user 0.2 >"$OUT/forged" || die "the attack failed"
$actor as user /sbin/relayd --output /tmp/lines 2>"$OUT/relayd.err"
echo $? >"$OUT/relayd.code"
$actor as user /sbin/relayd --status >"$OUT/status.out" 2>"$OUT/status.err"
echo $? >"$OUT/status.code"
wait "$steps"
