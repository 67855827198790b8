# Root, with all capabilities, of a user namespace that any user may make.
limit=/proc/sys/user/max_user_namespaces
[ ! -e $limit ] || echo 100 >$limit
switch=/proc/sys/kernel/unprivileged_userns_clone
[ ! -e $switch ] || echo 1 >$switch
if $actor as userns /bin/true; then
	begin
	$actor steps 60 20 /etc/passwd &
	steps=$!
	for who in userns userns-netns userns-old-socket; do
		$actor requests "$who" || die "the attack failed"
	done >"$OUT/requests"
	$actor forge userns 0.2 >"$OUT/forged" || die "the attack failed"
	for who in userns userns-netns; do
		$actor as "$who" /sbin/relayd --output /tmp/lines 2>"$OUT/$who.err"
		echo $? >"$OUT/$who.code"
		$actor as "$who" /sbin/relayd --status >"$OUT/$who.out" 2>"$OUT/$who.status.err"
		echo $? >"$OUT/$who.status.code"
	done
	wait "$steps"
else
	absent "no user namespaces for users in this kernel"
fi
