# Many opens back to back with the default buffers: all of them arrive.
# vm: cpus=2
begin
$actor storm $((10000 * SCALE)) /etc/passwd 0 &
first=$!
$actor storm $((10000 * SCALE)) /etc/group 1 &
wait "$first" $!
