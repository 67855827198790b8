# What relayd says about the hooks, and its exit codes.
/sbin/relayd --status 2>"$OUT/absent.err"
echo $? >"$OUT/absent.exit"
/sbin/relayd --no-such-option 2>/dev/null
echo $? >"$OUT/usage.exit"
begin
$actor calls
# Every hook is to be hit; what comes of it, the cases of these acts check.
for act in mkdir rmdir unlink link rename rename-flags name-uring chmod chown utimes setxattr \
	removexattr attr-fchmodat2 attr-xattrat attr-uring attach attach-api splice splice-uring; do
	rm -rf /tmp/name /tmp/attribute /tmp/mount
	$actor $act 9>/dev/null
done
# Where hooks tell of control groups, they are hit too.
mkdir -p /sys/fs/cgroup/unified
if mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified; then
	mkdir -p /sys/fs/cgroup/unified/status
	$actor enter /sys/fs/cgroup/unified/status
	umount /sys/fs/cgroup/unified
fi
$actor short 5
/sbin/relayd --status >"$OUT/status.txt" 9>&-
echo $? >"$OUT/status.exit"
