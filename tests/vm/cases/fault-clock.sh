# Somebody sets the clock, forward and back by hours, while events come.
begin
$actor step-clock 20 3600 -7200 60 -1 >"$OUT/opens" || die "the actor failed"
