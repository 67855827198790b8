# Programs that hand the kernel pointers to nothing.
begin
$actor pointers || die "the actor failed"
