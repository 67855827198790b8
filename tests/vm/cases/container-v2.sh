# A container by its cgroup, on the unified hierarchy.
id=fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
mkdir -p /sys/fs/cgroup/unified
if mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified; then
	mkdir -p "/sys/fs/cgroup/unified/kubepods/cri-containerd-$id.scope"
	begin
	$actor enter "/sys/fs/cgroup/unified/kubepods/cri-containerd-$id.scope"
	stop
	umount /sys/fs/cgroup/unified
else
	absent "no unified cgroup hierarchy in this kernel"
fi
