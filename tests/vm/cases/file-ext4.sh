# Names on a filesystem that keeps them on a disk, and knows files that may not be changed.
disk ext4
begin
on_disk /tmp/ext4 names /tmp/ext4
