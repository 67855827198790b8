# Buffers far too small and a reader that sleeps: what is lost is known exactly.
# vm: cpus=2
load subbuf_size=4096 subbufs=16
start
kill -STOP "$reader"
$actor storm $((4000 * SCALE)) /etc/passwd 0 &
first=$!
$actor storm $((4000 * SCALE)) /etc/group 1 &
second=$!
wait "$first" "$second"
kill -CONT "$reader"
usleep 500000
# What comes now fits again.
$actor storm 10 /etc/passwd
