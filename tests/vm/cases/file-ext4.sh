# Names on a filesystem that keeps them on a disk, and knows files that may not be changed.
mkdir /tmp/ext4
truncate -s 8M /tmp/disk
mke2fs -F -I 256 /tmp/disk >/dev/null
mount -t ext4 -o loop /tmp/disk /tmp/ext4 || die "no ext4 on a loop device"
begin
for act in mkdir rmdir unlink link rename rename-flags name-errors name-refused name-marked; do
	$actor "$act" "/tmp/ext4/$act" || die "the actor $act failed"
done
finish
umount /tmp/ext4
