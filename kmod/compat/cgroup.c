// SPDX-License-Identifier: GPL-2.0
#include <linux/cgroup.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "cgroup.h"
#include "answers.h"

#ifdef CONFIG_CGROUPS

static bool is_root(const struct cgroup *group)
{
#if KS_HAVE_CGROUP_SELF
	return !group->self.parent;
#else
	return !group->parent;
#endif
}

/**
 * ks_cgroup_number() - a number that is not given twice
 * @group:	valid while the caller's RCU read section lasts
 *
 * Serial numbers of all hierarchies come from one counter. Before there were
 * such, cgroupfs took its inode numbers from the counter of in-memory
 * filesystems. Any context. Return: 0 if the group has none yet.
 */
u64 ks_cgroup_number(const struct cgroup *group)
{
#if KS_HAVE_CGROUP_SELF
	return group->self.serial_nr;
#else
	const struct dentry *dentry = READ_ONCE(group->dentry);
	const struct inode *inode = dentry ? READ_ONCE(dentry->d_inode) : NULL;

	return inode ? inode->i_ino : 0;
#endif
}

static struct cgroup *pick(struct css_set *set)
{
	struct cgroup *group = NULL;
	int i;

#if KS_HAVE_CGROUP_DEFAULT_HIERARCHY
	group = set->dfl_cgrp;
	if (group && !is_root(group))
		return group;
#endif
	for (i = 0; i < CGROUP_SUBSYS_COUNT; i++) {
		struct cgroup_subsys_state *css = set->subsys[i];

		if (css && css->cgroup && !is_root(css->cgroup))
			return css->cgroup;
	}
	return group;
}

/**
 * ks_task_cgroup() - the control group that tells most about a task
 * @task:	kept from being freed by the caller
 * @group:	the group, valid while the caller's RCU read section lasts
 *
 * The group of the unified hierarchy; if that is its root, the first one of a
 * v1 controller that is not a root: runtimes put a container into all of them.
 * Under rcu_read_lock(), any context.
 *
 * Return: a number that no other group ever has, 0 if there is no group.
 */
u64 ks_task_cgroup(struct task_struct *task, struct cgroup **group)
{
	struct css_set *set = rcu_dereference(task->cgroups);

	*group = set ? pick(set) : NULL;
	return *group ? ks_cgroup_number(*group) : 0;
}

/**
 * ks_cgroup_path() - path of a group within its hierarchy
 * @group:	as from ks_task_cgroup()
 * @to:		for @size bytes
 *
 * Takes kernfs_rename_lock with interrupts off, so neither in a probe that may
 * hit under it (none of process life does) nor, where it sleeps, in an atomic
 * handler of PREEMPT_RT. Under rcu_read_lock().
 *
 * Return: length, or a negative errno.
 */
int ks_cgroup_path(struct cgroup *group, char *to, int size)
{
#if KS_HAVE_CGROUP_PATH_RETURNS_POINTER
	char *path = cgroup_path(group, to, size);
	int length;

	if (!path)
		return -ENAMETOOLONG;
	length = strlen(path);
	memmove(to, path, length + 1);
	return length;
#else
	int ret = cgroup_path(group, to, size);

	if (ret < 0)
		return ret;
	/* newer kernels tell what they wrote, not what they would have */
	if (ret >= size - 1)
		return -ENAMETOOLONG;
	return strlen(to);
#endif
}

#else

u64 ks_cgroup_number(const struct cgroup *group)
{
	return 0;
}

u64 ks_task_cgroup(struct task_struct *task, struct cgroup **group)
{
	*group = NULL;
	return 0;
}

int ks_cgroup_path(struct cgroup *group, char *to, int size)
{
	return -ENOENT;
}

#endif
