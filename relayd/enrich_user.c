// SPDX-License-Identifier: GPL-2.0
#include "enrich_user.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "json.h"
#include "memory.h"

#define SLOTS		1024	/* a power of two */
#define ENTRIES_MAX	65536	/* before all are forgotten: whoever may setuid() has any id */
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
 */
struct database {
	const char *path;
	struct entry *slots[SLOTS];
	size_t count;
	struct stat seen;
};

static struct database databases[] = {
	[HOST_USERS]	= { .path = "/etc/passwd" },
	[HOST_GROUPS]	= { .path = "/etc/group" },
};
static unsigned int generation = 1;
static time_t now;		/* as of the last check: between two, answers do not change */
static time_t retry_at;		/* the first of the errors expires; 0: there is none */

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

static void set_name(struct entry *entry, const char *name, size_t length)
{
	struct json json = { 0 };

	free((char *)entry->name.at);
	entry->name.at = NULL;
	entry->name.length = 0;
	if (!length)
		return;
	json_string(&json, name, length);
	entry->name.at = memory_copy(json.text, json.length);
	entry->name.length = json.length;
	json_free(&json);
}

/* What is no answer (a directory server that is away) is none for long. */
static void ask(enum host_database kind, struct entry *entry)
{
	char *name;
	bool answered = host->name(kind, entry->id, &name);

	set_name(entry, name, name ? strlen(name) : 0);
	free(name);
	entry->until = answered ? 0 : now + ERROR_SECONDS;
	if (!answered && !retry_at)
		retry_at = entry->until;
}

static struct entry *find(struct database *database, __u32 id)
{
	struct entry *entry = database->slots[id & (SLOTS - 1)];

	while (entry && entry->id != id)
		entry = entry->next;
	return entry;
}

static struct entry *add(struct database *database, __u32 id)
{
	struct entry *entry = memory_zeroed(sizeof(*entry)), **slot;

	slot = &database->slots[id & (SLOTS - 1)];
	entry->id = id;
	entry->next = *slot;
	*slot = entry;
	database->count++;
	return entry;
}

static struct text look_up(enum host_database kind, __u32 id)
{
	struct database *database = &databases[kind];
	struct entry *entry = find(database, id);

	if (!entry) {
		entry = add(database, id);
		ask(kind, entry);
	} else if (entry->until && now >= entry->until) {
		ask(kind, entry);
	}
	return entry->name;
}

/**
 * enrich_user() - a user's name as a JSON string, empty if there is none
 *
 * Valid until the next call of any function here.
 */
struct text enrich_user(__u32 uid)
{
	return look_up(HOST_USERS, uid);
}

/**
 * enrich_group() - the same for a group
 */
struct text enrich_group(__u32 gid)
{
	return look_up(HOST_GROUPS, gid);
}

/**
 * enrich_user_put() - a name from a capture; @length 0: the id has none
 */
void enrich_user_put(enum host_database kind, __u32 id, const char *name, size_t length)
{
	struct entry *entry = find(&databases[kind], id);

	if (!entry)
		entry = add(&databases[kind], id);
	set_name(entry, name, length);
}

static bool changed(struct database *database)
{
	struct stat seen;

	memset(&seen, 0, sizeof(seen));
	if (stat(database->path, &seen))
		memset(&seen, 0, sizeof(seen));
	if (seen.st_ino == database->seen.st_ino && seen.st_dev == database->seen.st_dev &&
	    seen.st_size == database->seen.st_size &&
	    seen.st_mtim.tv_sec == database->seen.st_mtim.tv_sec &&
	    seen.st_mtim.tv_nsec == database->seen.st_mtim.tv_nsec)
		return false;
	database->seen = seen;
	return true;
}

/**
 * enrich_user_check() - is enrich_user_renew() due?
 * @forget:	for enrich_user_renew()
 *
 * It is when a database has changed, when there are too many names, and when
 * one that has failed is to be asked again. Call it about once a second, and
 * not while lines are made: in between everybody keeps the name that he has.
 */
bool enrich_user_check(bool *forget)
{
	struct timespec time;
	size_t i;

	clock_gettime(CLOCK_MONOTONIC, &time);
	now = time.tv_sec;
	*forget = false;
	for (i = 0; i < COUNT(databases); i++)
		if (changed(&databases[i]) || databases[i].count > ENTRIES_MAX)
			*forget = true;
	return *forget || (retry_at && now >= retry_at);
}

/**
 * enrich_user_renew() - let everything be rendered again that shows a name
 * @forget_all:	and all names be asked for again
 */
void enrich_user_renew(bool forget_all)
{
	size_t i;

	generation++;
	retry_at = 0;
	for (i = 0; i < COUNT(databases) && forget_all; i++)
		forget(&databases[i]);
}

/**
 * enrich_user_generation() - changes when names that were rendered may be wrong
 */
unsigned int enrich_user_generation(void)
{
	return generation;
}
