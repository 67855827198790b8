# A mount is a file and its destination there.
begin --schema v1
$actor attach
