// SPDX-License-Identifier: GPL-2.0
#include "host.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "enrich_package.h"
#include "memory.h"
#include "proc_scan.h"

#define LOOKUP_MAX	(1024 * 1024)

static const char *find_user(__u32 id, char *buffer, size_t size, int *error)
{
	struct passwd room, *found = NULL;

	*error = getpwuid_r(id, &room, buffer, size, &found);
	return found ? found->pw_name : NULL;
}

static const char *find_group(__u32 id, char *buffer, size_t size, int *error)
{
	struct group room, *found = NULL;

	*error = getgrgid_r(id, &room, buffer, size, &found);
	return found ? found->gr_name : NULL;
}

/* What the databases of different libraries say when all is well and there is no such id. */
static bool is_failure(int error)
{
	return error && error != ENOENT && error != ESRCH;
}

/* A group may have more members than any buffer of a reasonable first size. */
static bool name(enum host_database database, __u32 id, char **name)
{
	const char *(*find)(__u32 id, char *buffer, size_t size, int *error) =
		database == HOST_USERS ? find_user : find_group;
	size_t size = 4096;
	char *buffer = memory_resize(NULL, size);
	int error = 0;
	const char *found = find(id, buffer, size, &error);

	while (!found && error == ERANGE && size < LOOKUP_MAX) {
		size *= 4;
		buffer = memory_resize(buffer, size);
		found = find(id, buffer, size, &error);
	}
	*name = found && found[0] ? memory_copy(found, strlen(found)) : NULL;
	free(buffer);
	return found || !is_failure(error);
}

static bool gone(__u32 tgid)
{
	return kill(tgid, 0) && errno == ESRCH;
}

const struct host host_live = {
	.name	= name,
	.scan	= proc_scan,
	.gone	= gone,
	.package = enrich_package_look_up,
};

const struct host *host = &host_live;
