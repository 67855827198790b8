# The same on the unified hierarchy.
new=fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
old=1edcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
top=/sys/fs/cgroup/unified
mkdir -p $top
if mount -t cgroup2 cgroup2 $top; then
	contain $top "kubepods/cri-containerd-$new.scope" "kubepods/crio-$old.scope"
	umount $top
else
	absent "no unified cgroup hierarchy in this kernel"
fi
