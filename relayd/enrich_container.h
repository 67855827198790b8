/* SPDX-License-Identifier: GPL-2.0 */
/* From a control group's number to the container that it is. */
#ifndef RELAYD_ENRICH_CONTAINER_H
#define RELAYD_ENRICH_CONTAINER_H

#include <linux/types.h>
#include <stdbool.h>

#include "text.h"

#define CONTAINER_ID_LENGTH 64

/* Control groups that are remembered. */
#define ENRICH_PLAIN_MAX	16384	/* those that are no container, or not known to be */
#define ENRICH_CONTAINERS_MAX	65536	/* those that are */
#define ENRICH_PATHS_MAX	(16 * 1024 * 1024)	/* bytes of the paths of each kind */

/**
 * struct container - one container
 * @groups:	control groups that are it
 * @created:	ns since 1970: exec_time of the first process seen in it, 0 if unknown
 *
 * Valid as long as enrich_container_generation() does not change.
 */
struct container {
	struct container *next;
	unsigned int groups;
	char id[CONTAINER_ID_LENGTH];
	__s64 created;
};

bool enrich_container_id(struct text path, char *id);
void enrich_container_learn(__u64 cgroup, struct text path);
void enrich_container_enter(__u64 cgroup, __s64 exec_time);
const struct container *enrich_container(__u64 cgroup);
struct text enrich_container_path(__u64 cgroup);
unsigned int enrich_container_generation(void);
void enrich_container_exit(void);

#endif
