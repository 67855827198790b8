// SPDX-License-Identifier: GPL-2.0
#include <linux/cred.h>
#include <linux/rcupdate.h>
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
 * The lock also keeps the terminal from being freed. sighand is replaced by an
 * exec that unshares it, so the right one is locked only if it still belongs to
 * the task; its memory is type-stable under RCU.
 */
static void terminal(struct ks_record *record, struct ks_task *to, struct task_struct *task)
{
	struct sighand_struct *sighand;
	unsigned long flags;

	if (KS_REALTIME) {
		to->state |= KS_TASK_NO_TTY;
		return;
	}
	sighand = rcu_dereference(task->sighand);
	if (!sighand)
		return;
	spin_lock_irqsave(&sighand->siglock, flags);
	if (rcu_access_pointer(task->sighand) == sighand && task->signal->tty) {
		const char *name = task->signal->tty->name;

		ks_record_string(record, &to->tty, name, strnlen(name, 64));
	}
	spin_unlock_irqrestore(&sighand->siglock, flags);
}

/**
 * ks_task() - describe a process
 * @record:	being built; gets the strings
 * @to:		member of its fixed part
 * @task:	a thread of it
 *
 * Takes the task's siglock, so only where nothing of the task's signals is
 * locked: at the tracepoints of process life, in a system call's own context,
 * and in the walk. Under rcu_read_lock().
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
