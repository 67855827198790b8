# What relayd says about the hooks, and its exit codes.
/sbin/relayd --status 2>"$OUT/absent.err"
echo $? >"$OUT/absent.exit"
/sbin/relayd --no-such-option 2>/dev/null
echo $? >"$OUT/usage.exit"
begin
$actor calls
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
