# Attributes on a filesystem that keeps them on a disk: those of users, and files
# that may not be changed, on every kernel.
mkdir /tmp/attribute
truncate -s 8M /tmp/disk
mke2fs -F -I 256 /tmp/disk >/dev/null
mount -t ext4 -o loop /tmp/disk /tmp/attribute || die "no ext4 on a loop device"
begin
for act in chmod chown utimes setxattr removexattr attr-refused attr-immutable attr-errors; do
	$actor "$act" || die "the actor $act failed"
	rm -rf /tmp/attribute/*
done
finish
umount /tmp/attribute
