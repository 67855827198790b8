# A shell that forks, and one that becomes another program itself.
begin
/bin/sh -c '/vm/actor image $$; /vm/actor lineage; :'
/bin/sh -c '/vm/actor image $$; exec /vm/actor lineage middle'
