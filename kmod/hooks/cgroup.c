// SPDX-License-Identifier: GPL-2.0
/*
 * Control groups, where a handler may not ask for the path of one.
 *
 * On PREEMPT_RT the kernel's lock for that sleeps. These tracepoints bring the
 * path with them, before any process is in the group; the groups that were
 * there before are told by the walk, which may sleep.
 */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "cgroup.h"
#include "channel.h"
#include "compat/cgroup.h"
#include "compat/kernel.h"
#include "filter.h"
#include "hook.h"
#include "owed.h"
#include "scratch.h"
#include "task.h"

/* Bytes that the kernel's tracepoints have for a path, terminator included. */
#define PATH_SIZE	1024

static void tell(struct cgroup *group, const char *path)
{
	size_t length = strlen(path);
	struct ks_scratch *scratch;
	struct ks_record record;
	u64 id;

	/* The kernel may have cut it: then the walk tells it. */
	if (length >= PATH_SIZE - 1)
		return;
	rcu_read_lock();
	id = ks_cgroup_number(group);
	rcu_read_unlock();
	ks_filter_group(id, path, length);
	scratch = ks_scratch_get();
	if (!scratch) {
		ks_channel_refuse(KS_EVENT_cgroup, KS_REFUSED_BUSY);
		ks_owed_resync_add();
		return;
	}
	rcu_read_lock();
	if (ks_cgroup_path_record(&record, scratch->record, scratch->size, id, path, length)) {
		ks_identity(record.header, current);
		if (ks_channel_write(&record))
			ks_cgroup_told(&record);
		else
			ks_owed_resync_add();
	}
	rcu_read_unlock();
	ks_scratch_put(scratch);
}

static void made(void *hook, struct cgroup *group, const char *path)
{
	ks_hook_hit(hook);
	tell(group, path);
}

static void entered(void *hook, struct cgroup *group, const char *path, struct task_struct *task,
		    bool whole_process)
{
	ks_hook_hit(hook);
	tell(group, path);
}

struct ks_hook ks_hooks_cgroup[] = {
	{
		.name = "control group made",
		.how = KS_TRACEPOINT,
		.symbols = { "cgroup_mkdir" },
		.probe = made,
		.events = ~0ULL,
		.loss = "processes in groups made from now on have no container",
	}, {
		.name = "control group entered",
		.how = KS_TRACEPOINT,
		.symbols = { "cgroup_attach_task" },
		.probe = entered,
		.events = ~0ULL,
		.loss = "processes in groups that were empty at the start have no container",
	},
};

/* Elsewhere the first record that names a group is preceded by its path. */
const unsigned int ks_hooks_cgroup_count =
	KS_REALTIME && KS_CGROUP_TRACEPOINT_PATH ? ARRAY_SIZE(ks_hooks_cgroup) : 0;
