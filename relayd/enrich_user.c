// SPDX-License-Identifier: GPL-2.0
#include "enrich_user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "json.h"
#include "memory.h"

#define SLOTS		1024	/* a power of two */
#define ENTRIES_MAX	65536	/* ids are free to choose for whoever may setuid() */
#define LOOKUP_MAX	(1024 * 1024)
#define ERROR_SECONDS	10	/* before a database that failed is asked again */

struct entry {
	struct entry *next;
	__u32 id;
	struct text name;	/* a JSON string; empty: the id has no name */
	time_t until;		/* ask again then; 0: this is the answer */
};

/**
 * struct database - ids of one kind
 * @path:	the file that tells of changes
 * @find:	asks the host; the name goes into @buffer
 */
struct database {
	const char *path;
	const char *(*find)(__u32 id, char *buffer, size_t size, int *error);
	struct entry *slots[SLOTS];
	size_t count;
	struct stat seen;
};

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

static struct database users = { .path = "/etc/passwd", .find = find_user };
static struct database groups = { .path = "/etc/group", .find = find_group };
static unsigned int generation = 1;
static time_t retry_at;		/* the first of the errors expires; 0: there is none */

static time_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void forget(struct database *database)
{
	size_t i;

	for (i = 0; i < SLOTS; i++) {
		struct entry *entry = database->slots[i];

		while (entry) {
			struct entry *next = entry->next;

			free((char *)entry->name.at);
			free(entry);
			entry = next;
		}
		database->slots[i] = NULL;
	}
	database->count = 0;
}

/* What the databases of different libraries say when all is well and there is no such id. */
static bool is_failure(int error)
{
	return error && error != ENOENT && error != ESRCH;
}

/*
 * A group may have more members than any buffer of a reasonable first size.
 * What is no answer (a directory server that is away) is none for long.
 */
static void ask(struct database *database, struct entry *entry)
{
	struct text name = { NULL, 0 };
	__u32 id = entry->id;
	size_t size = 4096;
	char *buffer = memory_resize(NULL, size);
	int error = 0;
	const char *found = database->find(id, buffer, size, &error);

	while (!found && error == ERANGE && size < LOOKUP_MAX) {
		size *= 4;
		buffer = memory_resize(buffer, size);
		found = database->find(id, buffer, size, &error);
	}
	if (found && found[0]) {
		struct json json = { 0 };

		json_string(&json, found, strlen(found));
		name.at = memory_copy(json.text, json.length);
		name.length = json.length;
		json_free(&json);
	}
	free(buffer);
	entry->name = name;
	entry->until = 0;
	if (!found && is_failure(error)) {
		entry->until = seconds() + ERROR_SECONDS;
		if (!retry_at)
			retry_at = entry->until;
	}
}

static struct text answer(struct database *database, struct entry *entry)
{
	if (entry->until && seconds() >= entry->until) {
		free((char *)entry->name.at);
		ask(database, entry);
	}
	return entry->name;
}

static struct text look_up(struct database *database, __u32 id)
{
	struct entry *entry, **slot = &database->slots[id & (SLOTS - 1)];

	for (entry = *slot; entry; entry = entry->next)
		if (entry->id == id)
			return answer(database, entry);
	if (database->count == ENTRIES_MAX)
		forget(database);
	entry = memory_zeroed(sizeof(*entry));
	entry->id = id;
	ask(database, entry);
	entry->next = *slot;
	*slot = entry;
	database->count++;
	return entry->name;
}

/**
 * enrich_user() - a user's name as a JSON string, empty if there is none
 *
 * Valid until the next call of any function here.
 */
struct text enrich_user(__u32 uid)
{
	return look_up(&users, uid);
}

/**
 * enrich_group() - the same for a group
 */
struct text enrich_group(__u32 gid)
{
	return look_up(&groups, gid);
}

static bool changed(struct database *database)
{
	struct stat now;

	memset(&now, 0, sizeof(now));
	if (stat(database->path, &now))
		memset(&now, 0, sizeof(now));
	if (now.st_ino == database->seen.st_ino && now.st_dev == database->seen.st_dev &&
	    now.st_size == database->seen.st_size &&
	    now.st_mtim.tv_sec == database->seen.st_mtim.tv_sec &&
	    now.st_mtim.tv_nsec == database->seen.st_mtim.tv_nsec)
		return false;
	database->seen = now;
	return true;
}

/**
 * enrich_user_check() - drop the names if a database has changed
 *
 * And let be rendered again what lacks a name because a database failed.
 *
 * Call it at most about once a second.
 */
void enrich_user_check(void)
{
	bool user = changed(&users), group = changed(&groups);

	if (retry_at && seconds() >= retry_at) {
		retry_at = 0;
		generation++;
	}
	if (!user && !group)
		return;
	forget(&users);
	forget(&groups);
	generation++;
}

/**
 * enrich_user_generation() - changes when names that were rendered may be wrong
 */
unsigned int enrich_user_generation(void)
{
	return generation;
}
