// SPDX-License-Identifier: GPL-2.0
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include "cgroup.h"
#include "channel.h"
#include "compat/kernel.h"
#include "event.h"
#include "facts.h"
#include "image.h"
#include "owed.h"
#include "task.h"

KS_RECORDS(process);

/**
 * ks_facts_cgroup() - tell the path of a task's control group, if it is news
 * @scratch:	claimed; nothing is being built in it
 * @task:	kept by the caller
 *
 * As ks_cgroup_record(). If it is refused, the next record of the group tries
 * again.
 */
void ks_facts_cgroup(struct ks_scratch *scratch, struct task_struct *task)
{
	struct ks_record record;

	if (ks_cgroup_record(&record, scratch->record, scratch->size, task, scratch->work)) {
		ks_identity(record.header, task);
		if (ks_channel_write(&record))
			ks_cgroup_told(&record);
	}
}

/**
 * ks_facts_owe() - a record with facts of the current process was refused
 * @debt:	as for ks_owed_add()
 *
 * Any context of the task.
 */
void ks_facts_owe(unsigned int debt)
{
	ks_owed_add(current->tgid, ks_group_start(current), debt);
}

/**
 * ks_facts_before() - repeat the facts of the current process if they are owed
 * @scratch:	claimed; nothing is being built in it
 *
 * Before each record of the process. Task context where no lock of the kernel's
 * probes is held, as in the return of a kretprobe before 5.11: that one is
 * shared by all probes of the host. Under rcu_read_lock().
 */
void ks_facts_before(struct ks_scratch *scratch)
{
	struct ks_event_process *event;
	struct ks_record record;
	unsigned int debt;

	if (!ks_owed_any())
		return;
	debt = ks_owed_take(current->tgid, ks_group_start(current));
	if (!debt)
		return;
	ks_facts_cgroup(scratch, current);
	event = ks_record_begin_event(&record, scratch->record, scratch->size, process);
	event->header.flags = KS_REFRESHED | (debt & KS_OWED_EXEC ? KS_EXECUTED : 0);
	ks_identity(&event->header, current);
	/* The process, not the thread that happens to act. */
	ks_task(&record, &event->task, current->group_leader);
	ks_image_executable(&record, &event->image, current->mm, scratch->work);
	ks_image_strings(&record, &event->image, scratch->work);
	ks_record_end(&record);
	/* Whoever is on the way out will not come again. */
	if (!ks_channel_write(&record) && !(current->flags & PF_EXITING))
		ks_facts_owe(debt);
}

/**
 * ks_facts_introduce_now() - ks_facts_introduce(), where some are owed
 *
 * Task context.
 */
void ks_facts_introduce_now(void)
{
	struct ks_scratch *scratch = ks_scratch_get();

	if (!scratch)
		return;
	rcu_read_lock();
	ks_facts_before(scratch);
	rcu_read_unlock();
	ks_scratch_put(scratch);
}

/*
 * By the first thread that still has memory: a leader may have left before the
 * others. The lock keeps the memory from going.
 */
static void executable(struct ks_record *record, struct ks_image *to, struct task_struct *leader,
		       char *work)
{
	struct task_struct *thread;

	to->executable.error = KS_PATH_ABSENT;
	if (leader->flags & PF_KTHREAD)
		return;
	for_each_thread(leader, thread) {
		bool has = false;

		task_lock(thread);
		if (thread->mm) {
			has = true;
			to->executable.error = KS_PATH_OK;
			ks_image_executable(record, to, thread->mm, work);
		}
		task_unlock(thread);
		if (has)
			return;
	}
}

/**
 * ks_facts_state() - describe a process to a reader that asks about all
 * @record:	built in @scratch
 * @scratch:	claimed
 * @task:	leader of the process, kept by the caller
 *
 * Arguments and environment are in another process's memory, which cannot be
 * read here: the daemon takes them from /proc. Process context, under
 * rcu_read_lock().
 */
void ks_facts_state(struct ks_record *record, struct ks_scratch *scratch,
		    struct task_struct *task)
{
	struct ks_event_process *event;

	event = ks_record_begin_event(record, scratch->record, scratch->size, process);
	event->header.flags = KS_STATE;
	event->header.time = ks_boottime();
	ks_identity(&event->header, task);
	ks_task(record, &event->task, task);
	event->image.state = KS_IMAGE_ARGS_UNREAD | KS_IMAGE_ENVS_UNREAD;

	if (!atomic_read(&task->signal->live))
		event->task.state |= KS_TASK_ENDED;
	executable(record, &event->image, task, scratch->work);
	ks_record_end(record);
}
