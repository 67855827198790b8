# One reader at a time: the second is told so and the first does not notice.
begin
/sbin/relayd --output "$OUT/second.events" 2>"$OUT/second.err" 9>&-
echo $? >"$OUT/second.exit"
$actor lineage
