# Deaths with and without a core file.
mkdir -p /tmp/core
echo '/tmp/core/%p' >/proc/sys/kernel/core_pattern
begin
$actor core
