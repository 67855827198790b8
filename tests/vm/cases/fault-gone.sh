# A module cannot go while somebody reads; by force it can, where the kernel
# lets it, and then the reader says so.
begin
$actor image $$
rmmod kscribe 2>/dev/null && die "the module went under its reader"
if rmmod -f kscribe 2>/dev/null; then
	wait "$reader"
	echo $? >"$OUT/gone.code"
	cp "$OUT/relayd.log" "$OUT/gone.err"
	reader=
	mv "$OUT/events" "$OUT/events.1"
	# Loaded again, it has not forgotten how to work.
	begin
	$actor lineage
else
	absent "no unloading by force in this kernel"
fi
