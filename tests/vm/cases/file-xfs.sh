# All operations on XFS.
for driver in /lib/late/*; do
	[ ! -e "$driver" ] || insmod "$driver"
done
if grep -q -w xfs /proc/filesystems; then
	disk xfs
	begin
	on_disk /tmp/xfs names /tmp/xfs
	on_disk /tmp/attribute attributes
	on_disk /tmp/open act calls
	on_disk /tmp/splice act splice
	on_disk /tmp/mount act attach
	stop
	rmmod xfs
else
	absent "no xfs in this kernel"
fi
