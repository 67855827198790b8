# Hooks on entries only: opens without an outcome, and none that was refused.
load results=0
start
$actor calls
$actor openat2
$actor create
$actor refused
$actor handle
$actor overlay
