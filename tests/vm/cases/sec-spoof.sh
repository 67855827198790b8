# Somebody with CAP_NET_ADMIN writes to the reader's socket as if it were the kernel.
begin
$actor steps 250 20 /etc/passwd &
steps=$!
$actor forge netadmin 0.5 >"$OUT/forged" || die "the attack failed"
wait "$steps"
