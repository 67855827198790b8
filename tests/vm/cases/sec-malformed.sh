# Requests that make no sense, by one who may ask. Afterwards all is as before.
load
$actor malformed >"$OUT/answers" || die "the attack failed"
$actor fuzz 20000 7 >"$OUT/fuzz" || die "the attack failed"
start
$actor calls
$actor lineage
