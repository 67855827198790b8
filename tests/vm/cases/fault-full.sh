# The disk is full and then gets room: no line is lost or cut.
load
mkdir -p /tmp/small
mount -t tmpfs -o size=256k none /tmp/small
start --output /tmp/small/lines
$actor storm 300 /etc/passwd
wait_for 60 grep -q 'is full' "$OUT/relayd.log" || die "it did not notice"
$actor lineage
mount -o remount,size=64m /tmp/small
wait_for 60 grep -q 'takes lines again' "$OUT/relayd.log" || die "it does not go on"
$actor lineage
stop
cp /tmp/small/lines "$OUT/events"
umount /tmp/small
