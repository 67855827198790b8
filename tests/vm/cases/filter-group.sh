# Filters by control group: of the unified hierarchy, and of version 1.
place=/tmp/filter
mkdir $place

# groups DIRECTORY: the same in some groups below it, and outside
groups() {
	for one in noisy noisy/inner noisier; do
		mkdir -p "$1/$one"
		$actor do in "$1/$one" mkdir $place/new , rmdir $place/new , run /vm/tiny , \
			chmod $place || die "in $1/$one"
	done
	$actor do mkdir $place/new , rmdir $place/new , run /vm/tiny , chmod $place || die "outside"
}

everywhere() {
	if [ -n "$unified" ]; then
		groups $unified
	fi
	groups $v1
}

unified=/sys/fs/cgroup/unified
mkdir -p $unified
mount -t cgroup2 cgroup2 $unified || unified=
v1=/sys/fs/cgroup/freezer
mkdir -p $v1
mount -t cgroup -o freezer cgroup $v1 || die "no freezer"

configure <<-END
	exclude all cgroup /noisy
END
begin --config /tmp/relayd.yaml
chosen
everywhere

choose <<-END
	include mkdir,fork,exit cgroup /noisy/
	exclude mkdir,fork cgroup /noisy/inner
	exclude chmod cgroup /
	include rmdir cgroup /
	exclude exec cgroup /noisie
END
everywhere

# Groups that nobody has seen before.
choose <<-END
	exclude mkdir,rmdir cgroup /later/3
	include chmod cgroup /later/4
	include exec,exit cgroup /later
END
for number in 1 2 3 4 5; do
	mkdir -p $v1/later/$number
	$actor do in $v1/later/$number mkdir $place/new , rmdir $place/new , run /vm/tiny , \
		chmod $place || die "later"
done
settle
stop
rmdir $v1/later/? $v1/later $v1/noisy/inner $v1/noisy $v1/noisier
umount $v1
[ -z "$unified" ] || umount $unified
