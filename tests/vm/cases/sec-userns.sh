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
		read_as "$who"
	done
	wait "$steps"
else
	absent "no user namespaces for users in this kernel"
fi
