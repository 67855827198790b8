/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What relayd asks of the machine that it runs on, beside the module. A capture
 * holds the answers, so that nobody is asked at its replay.
 */
#ifndef RELAYD_HOST_H
#define RELAYD_HOST_H

#include <linux/types.h>
#include <stdbool.h>

#include "facts.h"
#include "packages.h"
#include "text.h"

enum host_database { HOST_USERS, HOST_GROUPS };

/**
 * struct host - who answers
 * @name:	sets @name to what an id is called, to be freed, or to NULL; false
 *		if the database cannot say now
 * @scan:	arguments and environment of a running process; see proc_scan()
 * @package:	who owns a path, NULL if nobody does; @first is set if nobody has
 *		asked for that path since INTAKE_PACKAGES
 * @gone:	is there no process of this number any more?
 */
struct host {
	bool (*name)(enum host_database database, __u32 id, char **name);
	bool (*scan)(__u32 tgid, __u64 start, struct facts_lists *lists);
	bool (*gone)(__u32 tgid);
	const struct package *(*package)(struct text path, bool *first);
};

extern const struct host host_live;
extern const struct host *host;

#endif
