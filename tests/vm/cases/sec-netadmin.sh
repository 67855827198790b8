# CAP_NET_ADMIN and nothing else, as a container has it: with the host's network,
# and with one of its own.
begin
$actor steps 60 20 /etc/passwd &
steps=$!
for who in netadmin netadmin-netns root; do
	$actor requests "$who" || die "the attack failed"
done >"$OUT/requests"
for who in netadmin netadmin-netns; do
	read_as "$who"
done
wait "$steps"
