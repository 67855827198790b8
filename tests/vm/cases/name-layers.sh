# An overlay whose upper layer is on a disk.
disk ext4
begin
on_disk /tmp/name act name-layers
