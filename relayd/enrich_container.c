// SPDX-License-Identifier: GPL-2.0
#include "enrich_container.h"

#include <ctype.h>
#include <stdlib.h>

#include "memory.h"

#define SLOTS	4096	/* a power of two */

/**
 * struct group - one control group
 * @newer, @older: neighbours in its list
 * @known:	its path has been told
 * @asked:	somebody wanted it before that
 * @first:	exec_time of the first process seen in it before that
 * @path:	owned; the first one that was told, empty before that
 */
struct group {
	struct group *next;
	struct group *newer;
	struct group *older;
	__u64 id;
	bool known;
	bool asked;
	__s64 first;
	struct text path;
	struct container *container;
};

/**
 * struct list - groups of one kind, by when they were last told or used
 * @bytes:	of their paths
 */
struct list {
	struct group *newest;
	struct group *oldest;
	size_t count;
	size_t max;
	size_t bytes;
};

static struct group *groups[SLOTS];
static struct container *containers[SLOTS];
static unsigned int generation;

/*
 * Every session and every service that starts is a new group, and nobody tells
 * when one goes. The oldest are forgotten when there are too many.
 *
 * A group that is no container and one that we do not know are shown the same,
 * so nothing is lost with the first kind. One that is a container is only
 * forgotten when ENRICH_CONTAINERS_MAX others have been told or used since.
 * The module remembers what it told in a much smaller table (kmod/cgroup.c), so
 * that it has forgotten the group as well and tells it again with the next fork
 * or exec in there; until then its older processes are shown without it, and
 * afterwards its created_at is when it was seen again.
 */
static struct list plain = { .max = ENRICH_PLAIN_MAX };
static struct list contained = { .max = ENRICH_CONTAINERS_MAX };
static bool forgot_asked;	/* a group that was shown before it was known */

static bool strip(struct text *text, const char *prefix)
{
	size_t length = strlen(prefix);

	if (text->length < length || memcmp(text->at, prefix, length))
		return false;
	text->at += length;
	text->length -= length;
	return true;
}

static bool component_id(struct text text, char *id)
{
	static const char *const prefixes[] = {
		"docker-", "crio-", "libpod-", "cri-containerd-",
	};
	static const char scope[] = ".scope";
	size_t i;

	/* containerd with the systemd driver writes SLICE:PREFIX:ID where systemd is not used */
	for (i = text.length; i > 0; i--) {
		if (text.at[i - 1] == ':') {
			text.at += i;
			text.length -= i;
			break;
		}
	}
	for (i = 0; i < COUNT(prefixes); i++)
		if (strip(&text, prefixes[i]))
			break;
	if (text.length != CONTAINER_ID_LENGTH &&
	    (text.length != CONTAINER_ID_LENGTH + sizeof(scope) - 1 ||
	     memcmp(text.at + CONTAINER_ID_LENGTH, scope, sizeof(scope) - 1)))
		return false;
	for (i = 0; i < CONTAINER_ID_LENGTH; i++)
		if (!isxdigit((unsigned char)text.at[i]))
			return false;
	memcpy(id, text.at, CONTAINER_ID_LENGTH);
	return true;
}

/**
 * enrich_container_id() - the container id in a control group's path
 * @id:	room for CONTAINER_ID_LENGTH bytes
 *
 * Containers nest: the innermost one is the process's own.
 */
bool enrich_container_id(struct text path, char *id)
{
	size_t end = path.length, start;

	while (end) {
		for (start = end; start && path.at[start - 1] != '/'; start--)
			;
		if (end > start) {
			struct text component = { path.at + start, end - start };

			if (component_id(component, id))
				return true;
		}
		end = start ? start - 1 : 0;
	}
	return false;
}

static struct list *list_of(const struct group *group)
{
	return group->container ? &contained : &plain;
}

static void unlink_group(struct group *group)
{
	struct list *list = list_of(group);

	*(group->newer ? &group->newer->older : &list->newest) = group->older;
	*(group->older ? &group->older->newer : &list->oldest) = group->newer;
	list->count--;
	list->bytes -= group->path.length;
}

static void link_group(struct group *group)
{
	struct list *list = list_of(group);

	group->newer = NULL;
	group->older = list->newest;
	*(group->older ? &group->older->newer : &list->oldest) = group;
	list->newest = group;
	list->count++;
	list->bytes += group->path.length;
}

static struct group **group_slot(__u64 id)
{
	return &groups[(id ^ id >> 32) & (SLOTS - 1)];
}

static struct container **container_slot(const char *id)
{
	size_t hash = 0, i;

	for (i = 0; i < CONTAINER_ID_LENGTH; i++)
		hash = hash * 31 + (unsigned char)id[i];
	return &containers[(hash ^ hash >> 16) & (SLOTS - 1)];
}

static void put_container(struct container *container)
{
	struct container **at;

	if (!container || --container->groups)
		return;
	for (at = container_slot(container->id); *at != container; at = &(*at)->next)
		;
	*at = container->next;
	free(container);
	generation++;		/* whoever shows it must not look at it again */
}

static void forget(struct group *group)
{
	struct group **at;

	forgot_asked |= group->asked;
	for (at = group_slot(group->id); *at != group; at = &(*at)->next)
		;
	*at = group->next;
	unlink_group(group);
	put_container(group->container);
	free((char *)group->path.at);
	free(group);
}

/* Some at once: the loss of a container makes everybody be rendered again. */
static void bound(struct list *list)
{
	const size_t paths = ENRICH_PATHS_MAX;

	if (list->count <= list->max && list->bytes <= paths)
		return;
	while (list->count > list->max - list->max / 16 || list->bytes > paths - paths / 16)
		forget(list->oldest);
}

/* May forget other groups, never the one that it returns. */
static struct group *find_group(__u64 id)
{
	struct group *group, **slot = group_slot(id);

	for (group = *slot; group; group = group->next) {
		if (group->id != id)
			continue;
		if (group->newer) {
			unlink_group(group);
			link_group(group);
		}
		return group;
	}
	group = memory_zeroed(sizeof(*group));
	group->id = id;
	group->asked = forgot_asked;
	group->next = *slot;
	*slot = group;
	link_group(group);
	bound(&plain);
	return group;
}

static struct container *get_container(const char *id)
{
	struct container *container, **slot = container_slot(id);

	for (container = *slot; container; container = container->next)
		if (!memcmp(container->id, id, CONTAINER_ID_LENGTH))
			break;
	if (!container) {
		container = memory_zeroed(sizeof(*container));
		memcpy(container->id, id, CONTAINER_ID_LENGTH);
		container->next = *slot;
		*slot = container;
	}
	container->groups++;
	return container;
}

/**
 * enrich_container_learn() - the path of a control group
 *
 * May come after records that carry the number: two CPUs can be the first. And
 * may come again and again.
 */
void enrich_container_learn(__u64 cgroup, struct text path)
{
	struct group *group = find_group(cgroup);
	struct container *before = group->container, *now = NULL;
	char id[CONTAINER_ID_LENGTH];

	if (enrich_container_id(path, id))
		now = get_container(id);
	if (now && !now->created)
		now->created = group->first;
	if (now != before && (before || group->asked))
		generation++;
	unlink_group(group);
	group->container = now;
	if (!group->path.at) {
		group->path.at = memory_copy(path.at, path.length);
		group->path.length = path.length;
	}
	link_group(group);
	bound(&contained);
	bound(&plain);
	put_container(before);
	group->known = true;
	group->asked = false;
}

/**
 * enrich_container_enter() - a process was seen in this control group
 */
void enrich_container_enter(__u64 cgroup, __s64 exec_time)
{
	struct group *group;

	if (!cgroup || !exec_time)
		return;
	group = find_group(cgroup);
	if (!group->first)
		group->first = exec_time;
	if (group->container && !group->container->created) {
		group->container->created = exec_time;
		generation++;
	}
}

/**
 * enrich_container() - the container of a control group, NULL for none or unknown
 */
const struct container *enrich_container(__u64 cgroup)
{
	struct group *group;

	if (!cgroup)
		return NULL;
	group = find_group(cgroup);
	if (!group->known)
		group->asked = true;
	return group->container;
}

/**
 * enrich_container_path() - the path that a control group had first, empty if it is not known
 *
 * Valid until the next call.
 */
struct text enrich_container_path(__u64 cgroup)
{
	static const struct text none;

	return cgroup ? find_group(cgroup)->path : none;
}

/**
 * enrich_container_generation() - changes when a container that was shown has become better known
 */
unsigned int enrich_container_generation(void)
{
	return generation;
}

/**
 * enrich_container_exit() - forget all of them
 */
void enrich_container_exit(void)
{
	while (plain.oldest)
		forget(plain.oldest);
	while (contained.oldest)
		forget(contained.oldest);
	forgot_asked = false;
}
