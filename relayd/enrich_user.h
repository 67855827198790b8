/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of users and groups, from the databases of the host, also for
 * containers: a container's own could call anybody root.
 */
#ifndef RELAYD_ENRICH_USER_H
#define RELAYD_ENRICH_USER_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "host.h"
#include "text.h"

struct text enrich_user(__u32 uid);
struct text enrich_group(__u32 gid);
void enrich_user_put(enum host_database kind, __u32 id, const char *name, size_t length);
bool enrich_user_check(bool *forget);
void enrich_user_renew(bool forget_all);
unsigned int enrich_user_generation(void);

#endif
