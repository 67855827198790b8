# What "make demo" shows: ordinary things on an ordinary system.
# shellcheck disable=SC2016 # for the script
printf '#!/bin/sh\necho "a script greets $1"\n' >/tmp/greet
chmod 755 /tmp/greet
echo 'not for everyone' >/tmp/secret
chmod 600 /tmp/secret
begin
/bin/ls -l /etc
/bin/cat /etc/passwd
/tmp/greet world
/bin/su -s /bin/sh nobody -c '/bin/cat /tmp/secret'
/bin/sh -c 'kill -SEGV $$'
/bin/touch /tmp/new
