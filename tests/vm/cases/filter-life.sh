# Forks, execs and exits by what they run: their lines are left out, and the
# processes in all other lines stay whole.
place=/tmp/filter
mkdir $place
cp /vm/actor $place/renamed
mkdir $place/dir

life() {
	$actor do run /vm/tiny , mkdir $place/dir/new , rmdir $place/dir/new || die "actor"
	# Nobody has seen a line of those that its lineage is made of.
	$actor do as 1000 via $place/renamed run /vm/tiny , chmod $place/dir || die "renamed"
	$actor lineage
	$actor scripts
}

configure <<-END
	exclude fork,exec,exit path /vm/tiny
	exclude fork,exec,exit path $place/
END
begin --config /tmp/relayd.yaml
need_paths
chosen
life

choose <<-END
	exclude exec path $place/renamed
	exclude exec,exit path /tmp/scripts/option
	include rmdir path $place
END
life

choose "events: [exec, exit, mkdir, rmdir]" <<-END
	exclude exec,exit path /tmp
END
life

# Many at once, and gone before anybody could look.
choose <<-END
	exclude fork,exec path /vm/tiny
END
$actor short 500
settle
