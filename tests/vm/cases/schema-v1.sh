# The same values in the older schema's fields.
begin --schema v1
$actor scripts
$actor calls
$actor rename
$actor name-refused /tmp/refused
$actor splice
