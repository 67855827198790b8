/* SPDX-License-Identifier: GPL-2.0 */
/* Control groups of a task, over cgroup v1, v2 and hybrids of both. */
#ifndef KS_COMPAT_CGROUP_H
#define KS_COMPAT_CGROUP_H

#include <linux/sched.h>
#include <linux/types.h>
#include "answers.h"

struct cgroup;

/* Do the tracepoints of control groups bring the path? */
#define KS_CGROUP_TRACEPOINT_PATH KS_HAVE_CGROUP_TRACEPOINT_PATH

u64 ks_cgroup_number(const struct cgroup *group);
u64 ks_task_cgroup(struct task_struct *task, struct cgroup **group);
int ks_cgroup_path(struct cgroup *group, char *to, int size);

#endif
