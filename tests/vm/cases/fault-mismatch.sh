# A daemon of another list of events: its own list with one letter changed.
begin
cp /sbin/relayd /tmp/relayd
strings -t d /sbin/relayd | sed -n 's/^ *\([0-9]*\) group .*event exec .*/\1/p' >"$OUT/places"
while read -r place; do
	printf X | dd of=/tmp/relayd bs=1 seek="$((place + 6))" conv=notrunc 2>/dev/null || die "dd failed"
done <"$OUT/places"
/tmp/relayd --output /tmp/lines 2>"$OUT/other.err" 9>&-
echo $? >"$OUT/other.code"
/tmp/relayd --status >"$OUT/other.out" 9>&-
! [ -e /tmp/lines ] || cp /tmp/lines "$OUT/other.lines"
$actor lineage
