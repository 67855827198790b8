# A container by its cgroup, on a hierarchy of version 1 with a controller: one that a
# process makes, and one that has been there before the reader.
new=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
old=1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
top=/sys/fs/cgroup/freezer
mkdir -p $top
mount -t cgroup -o freezer cgroup $top || die "no freezer"
contain $top "system.slice/docker-$new.scope" "docker/$old"
umount $top
