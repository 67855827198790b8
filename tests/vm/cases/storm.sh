# Many opens back to back with the default buffers: all of them arrive.
# vm: cpus=2
begin
$actor storm 10000 /etc/passwd 0 &
first=$!
$actor storm 10000 /etc/group 1 &
wait "$first" $!
