# Filters by path: every event of files, files that have two, where a path begins
# and ends, and what has no path to judge.
place=/tmp/filter
mkdir -p $place/out $place/outer $place/in $place/closed
chmod 700 $place/closed
echo text >$place/closed/file
for one in out outer in; do
	echo text >$place/$one/file
	echo text >$place/$one/other
	mkdir $place/$one/mount
done

# every DIRECTORY: each kind of event of one file in there, and a link and a rename inside it
every() {
	$actor do open "$1/file" , mkdir "$1/new" , rmdir "$1/new" , chmod "$1/file" , \
		chown "$1/file" , utimes "$1/file" , setxattr "$1/file" , removexattr "$1/file" , \
		splice "$1/file" , splice-pipes , mount "$1/mount" , link "$1/file" "$1/link" , \
		rename "$1/link" "$1/moved" , unlink "$1/moved" || die "every $1"
}

# across FROM TO: from one to the other, which lies in another directory
across() {
	$actor do link "$1/file" "$2/across" , rename "$2/across" "$1/across" , \
		unlink "$1/across" || die "across $1 $2"
}

all() {
	every $place/out
	every $place/outer
	every $place/in
	across $place/out $place/in
	across $place/in $place/out
	across $place/outer $place/in
	# Refused there: the path is known. Refused on the way: it is not.
	$actor do as 1000 chmod $place/out/file , chmod $place/in/file , \
		blind open $place/closed/file , blind unlink $place/closed/file , \
		blind mkdir $place/closed/new || die "refused"
}

configure <<-END
	exclude all path $place/out
END
begin --config /tmp/relayd.yaml
need_paths
chosen
all

choose <<-END
	include open,mkdir,rmdir,unlink,link,rename,chmod,chown,utimes,setxattr,removexattr,splice,mount path $place/out/
END
all

# An exclusion beats an inclusion, also that of the file itself; others are not touched.
choose <<-END
	exclude chmod,open,splice,rename path $place/in/file
	include chmod,open,chown path $place/in
	include chmod,open path $place/outer
	exclude open,mount path $place/outer/mount
	exclude mkdir,utimes path $place/ou
END
all

# The root is everything that has a path.
choose <<-END
	exclude chmod,unlink,mount,splice,rename,mkdir path /
	include open,rmdir,link path /
	include chown,utimes path /
	exclude chown path /
END
all

choose </dev/null
every $place/out
settle
