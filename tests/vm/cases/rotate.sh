# The output is rotated under load, as the configuration file says. The command
# line beats that file; lines that nobody could read are refused at once.
# vm: cpus=2
cat >/tmp/relayd.yaml <<-END
	output: /no/such/directory/events
	output_max_size: 64K
	output_keep: 1000
END
/sbin/relayd --config none 9>&- >&- 2>"$OUT/closed.err"
echo $? >"$OUT/closed.exit"
begin --config /tmp/relayd.yaml
$actor storm 1000 /etc/passwd 0 &
first=$!
$actor storm 1000 /etc/group 1 &
second=$!
$actor lineage
wait "$first" "$second"
stop
# Oldest first, they are one output again; the host looks at the pieces as well.
mv "$OUT/events" "$OUT/events.0"
number=0
while [ -e "$OUT/events.$((number + 1))" ]; do
	number=$((number + 1))
done
while [ "$number" -ge 0 ]; do
	cat "$OUT/events.$number" >>"$OUT/events"
	number=$((number - 1))
done
