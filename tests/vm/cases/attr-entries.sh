# Hooks on entries only: chmod, chown and utimes without an outcome. Extended attributes,
# splices and mounts are told by their returns all the same.
load results=0
start
for act in chmod chown utimes setxattr removexattr attr-refused attr-place attr-overlay splice \
	attach; do
	$actor "$act" || die "the actor $act failed"
	rm -rf /tmp/attribute
done
