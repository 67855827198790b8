# A reader that stands still under more than the buffers hold.
load subbuf_size=4096 subbufs=64
start
kill -STOP "$reader"
$actor storm 1500 /etc/passwd
$actor short 10
sleep 3
$actor storm 500 /etc/group
kill -CONT "$reader"
usleep 500000
$actor storm 10 /etc/passwd
$actor lineage
