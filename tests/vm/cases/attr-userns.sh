# Changes by root of a user namespace, whose ids are others outside.
limit=/proc/sys/user/max_user_namespaces
[ ! -e $limit ] || echo 100 >$limit
begin
$actor attr-userns || die "the actor failed"
