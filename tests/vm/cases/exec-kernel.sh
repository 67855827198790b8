# Programs that the kernel starts by itself, here for the cores of processes that die.
echo "|/../vm/actor helper $OUT/truth" >/proc/sys/kernel/core_pattern
begin
$actor core
ended() {
	! pgrep -f 'actor (helper|lineage)' >/dev/null
}
wait_for 60 ended || die "a helper does not end"
stop
echo core >/proc/sys/kernel/core_pattern
