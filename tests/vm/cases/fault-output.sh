# Places that cannot be written to: told before anything is recorded, or at the
# first line; what was not written comes with the next reader.
load
mkdir -p /tmp/readonly
mount -t tmpfs -o ro none /tmp/readonly

# try NAME OPTION...: a reader that should end by itself.
try() {
	name=$1
	shift
	timeout -s KILL 20 /sbin/relayd "$@" 9>&- 2>"$OUT/$name.err"
	echo $? >"$OUT/$name.code"
}
try missing --output /tmp/none/lines
try directory --output /tmp/readonly
try readonly --output /tmp/readonly/lines
try closed >&-
try reading 1</dev/null
umount /tmp/readonly

# A pipe whose reader dies.
mkfifo /tmp/pipe
head -c 1 /tmp/pipe >/dev/null &
head=$!
start --output /tmp/pipe
$actor lineage
wait "$head"
$actor lineage
wait "$reader"
echo $? >"$OUT/pipe.code"
mv "$OUT/relayd.log" "$OUT/pipe.log"

# A device that is full for ever.
start --output /dev/full
$actor calls
kill -TERM "$reader"
wait "$reader"
echo $? >"$OUT/full.code"
mv "$OUT/relayd.log" "$OUT/full.log"
start
$actor lineage
