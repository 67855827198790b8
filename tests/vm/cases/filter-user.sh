# Filters by user. A set-user-ID program has two: one is enough to include, both are
# needed to exclude. A thread may have its own.
place=/tmp/filter
mkdir -m 777 $place
cp /vm/actor /tmp/as-root
chmod 4755 /tmp/as-root
cp /vm/actor /tmp/as-bob
chown 1001 /tmp/as-bob
chmod 4755 /tmp/as-bob

# each NAME: everybody does the same
each() {
	$actor do mkdir $place/"$1"-root , run /vm/tiny || die "root"
	for uid in 1000 1001 1999 2000; do
		$actor do as $uid mkdir $place/"$1"-$uid , run /vm/tiny || die "user $uid"
	done
	# Real 1000, effective 0.
	$actor do as 1000 via /tmp/as-root mkdir $place/"$1"-setuid , \
		chmod $place/"$1"-root , run /vm/tiny || die "set-user-ID"
	$actor do as 1000 via /tmp/as-bob mkdir $place/"$1"-bob , run /vm/tiny || die "both excluded"
	$actor do thread 1000 mkdir $place/"$1"-thread || die "thread"
	$actor do as 2000 chmod $place/"$1"-root || die "refused"
}

configure <<-END
	exclude all uid 1000-1999
END
begin --config /tmp/relayd.yaml
chosen
each range

choose <<-END
	include mkdir,exec uid alice
	exclude chmod,exit uid bob
	exclude fork,chmod uid root
END
each names

choose <<-END
	include all uid 2000
	include all uid 1-999
	exclude mkdir uid 1000-2000
END
each kinds
settle
