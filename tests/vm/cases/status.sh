# What relayd says about the hooks, and its exit codes.
/sbin/relayd --status 2>"$OUT/absent.err"
echo $? >"$OUT/absent.exit"
/sbin/relayd --no-such-option 2>/dev/null
echo $? >"$OUT/usage.exit"
begin
$actor calls
$actor short 5
/sbin/relayd --status >"$OUT/status.txt" 9>&-
echo $? >"$OUT/status.exit"
