# Attributes on a filesystem that keeps them on a disk: those of users, and files
# that may not be changed, on every kernel.
disk ext4
begin
on_disk /tmp/attribute attributes
