// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tty.h>
#include <linux/uidgid.h>
#include "compat/cgroup.h"
#include "compat/kernel.h"
#include "task.h"

/**
 * ks_group_start() - when the thread group of a task began
 * @task:	kept by the caller, or read under rcu_read_lock()
 *
 * Under rcu_read_lock(), any context. Return: CLOCK_BOOTTIME in ns.
 */
u64 ks_group_start(const struct task_struct *task)
{
	return ks_start_time(READ_ONCE(task->group_leader));
}

/**
 * ks_identity() - say whose record this is
 * @header:	of the record
 * @task:	the thread that acts
 *
 * Under rcu_read_lock(), any context.
 */
void ks_identity(struct ks_header *header, const struct task_struct *task)
{
	header->tgid = task->tgid;
	header->tid = task->pid;
	header->start = ks_group_start(task);
}

/**
 * ks_credentials() - describe credentials
 * @to:		member of a record
 * @cred:	kept by the caller, or read under rcu_read_lock()
 *
 * A kuid is the number that the initial user namespace shows. Any context.
 */
void ks_credentials(struct ks_credentials *to, const struct cred *cred)
{
	to->uid = __kuid_val(cred->uid);
	to->gid = __kgid_val(cred->gid);
	to->euid = __kuid_val(cred->euid);
	to->egid = __kgid_val(cred->egid);
	to->fsuid = __kuid_val(cred->fsuid);
	to->fsgid = __kgid_val(cred->fsgid);
	to->cap_effective = ks_capabilities(&cred->cap_effective);
	to->cap_permitted = ks_capabilities(&cred->cap_permitted);
}

/*
 * The lock of the terminal is one that a handler may not take: on PREEMPT_RT it
 * sleeps. The process counts the terminal that it points to, so if it still
 * points to it after the name was read, the name is that one's. If not, the
 * memory may have gone meanwhile, and the read must not fault.
 */
static void terminal(struct ks_record *record, struct ks_task *to, const struct task_struct *task)
{
	const struct tty_struct *tty = READ_ONCE(task->signal->tty);
	char name[sizeof(tty->name)];

	if (!tty || ks_read_kernel(name, tty->name, sizeof(name)))
		return;
	smp_rmb();
	if (READ_ONCE(task->signal->tty) == tty)
		ks_record_string(record, &to->tty, name, strnlen(name, sizeof(name)));
}

/**
 * ks_task() - describe a process
 * @record:	being built; gets the strings
 * @to:		member of its fixed part
 * @task:	a thread of it
 *
 * Under rcu_read_lock(), any context.
 */
void ks_task(struct ks_record *record, struct ks_task *to, struct task_struct *task)
{
	const struct task_struct *parent = rcu_dereference(task->real_parent);
	struct cgroup *group;

	ks_credentials(&to->credentials, __task_cred(task));
	to->cgroup = ks_task_cgroup(task, &group);
	to->parent_tgid = parent->tgid;
	to->parent_start = ks_group_start(parent);
	if (task->flags & PF_KTHREAD)
		to->state |= KS_TASK_KERNEL;
	ks_record_string(record, &to->comm, task->comm, strnlen(task->comm, KS_COMM_MAX));
	terminal(record, to, task);
}
