// SPDX-License-Identifier: GPL-2.0
#include "enrich_container.h"

#include <ctype.h>

#include "memory.h"

#define SLOTS	4096	/* a power of two */

/**
 * struct group - one control group
 * @known:	its path has been told
 * @asked:	somebody wanted it before that
 * @first:	exec_time of the first process seen in it before that
 */
struct group {
	struct group *next;
	__u64 id;
	bool known;
	bool asked;
	__s64 first;
	struct container *container;
};

static struct group *groups[SLOTS];
static struct container *containers[SLOTS];
static unsigned int generation;

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

static struct group *find_group(__u64 id)
{
	struct group *group, **slot = &groups[(id ^ id >> 32) & (SLOTS - 1)];

	for (group = *slot; group; group = group->next)
		if (group->id == id)
			return group;
	group = memory_zeroed(sizeof(*group));
	group->id = id;
	group->next = *slot;
	*slot = group;
	return group;
}

static struct container *find_container(const char *id)
{
	struct container *container, **slot;
	size_t hash = 0, i;

	for (i = 0; i < 16; i++)
		hash = hash * 31 + (unsigned char)id[i];
	slot = &containers[hash & (SLOTS - 1)];
	for (container = *slot; container; container = container->next)
		if (!memcmp(container->id, id, CONTAINER_ID_LENGTH))
			return container;
	container = memory_zeroed(sizeof(*container));
	memcpy(container->id, id, CONTAINER_ID_LENGTH);
	container->next = *slot;
	*slot = container;
	return container;
}

/**
 * enrich_container_learn() - the path of a control group
 *
 * May come after records that carry the number: two CPUs can be the first.
 */
void enrich_container_learn(__u64 cgroup, struct text path)
{
	struct group *group = find_group(cgroup);
	char id[CONTAINER_ID_LENGTH];

	group->container = enrich_container_id(path, id) ? find_container(id) : NULL;
	group->known = true;
	if (!group->container)
		return;
	if (!group->container->created)
		group->container->created = group->first;
	if (group->asked)
		generation++;
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
 * enrich_container_generation() - changes when a container that was shown has become better known
 */
unsigned int enrich_container_generation(void)
{
	return generation;
}
