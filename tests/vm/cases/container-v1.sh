# A container by its cgroup, on a hierarchy of version 1 with a controller.
id=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
mkdir -p /sys/fs/cgroup/freezer
mount -t cgroup -o freezer cgroup /sys/fs/cgroup/freezer || die "no freezer"
mkdir -p "/sys/fs/cgroup/freezer/system.slice/docker-$id.scope"
begin
$actor enter "/sys/fs/cgroup/freezer/system.slice/docker-$id.scope"
stop
umount /sys/fs/cgroup/freezer
