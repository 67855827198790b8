# Hooks on entries only: names that come and go, without an outcome.
load results=0
start
for act in mkdir rmdir unlink link rename rename-flags name-refused name-overlay; do
	$actor "$act" "/tmp/$act" || die "the actor $act failed"
done
