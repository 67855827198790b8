# CAP_NET_ADMIN and nothing else, as a container has it: with the host's network,
# and with one of its own.
begin
$actor steps 60 20 /etc/passwd &
steps=$!
for who in netadmin netadmin-netns root; do
	$actor requests "$who" || die "the attack failed"
done >"$OUT/requests"
for who in netadmin netadmin-netns; do
	$actor as "$who" /sbin/relayd --output /tmp/lines 2>"$OUT/$who.err"
	echo $? >"$OUT/$who.code"
	$actor as "$who" /sbin/relayd --status >"$OUT/$who.out" 2>"$OUT/$who.status.err"
	echo $? >"$OUT/$who.status.code"
done
wait "$steps"
