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
 * ks_facts_before() - repeat the facts of the current process if they are owed
 * @scratch:	claimed; nothing is being built in it
 *
 * Before each record of the process. Task context where no lock of the task's
 * signals is held; under rcu_read_lock().
 */
void ks_facts_before(struct ks_scratch *scratch)
{
	struct ks_event_process *event;
	struct ks_record record;
	u64 start;

	if (!ks_owed_any())
		return;
	start = ks_group_start(current);
	if (!ks_owed_take(current->tgid, start))
		return;
	ks_facts_cgroup(scratch, current);
	event = ks_record_begin_event(&record, scratch->record, scratch->size, process);
	event->header.flags = KS_REFRESHED;
	ks_identity(&event->header, current);
	ks_task(&record, &event->task, current);
	ks_image_executable(&record, &event->image, current->mm, scratch->work);
	ks_image_strings(&record, &event->image, scratch->work);
	ks_record_end(&record);
	if (!ks_channel_write(&record))
		ks_owed_add(current->tgid, start);
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

	/* Keeps the task's memory from going, not from changing its executable. */
	if (KS_REALTIME) {
		event->image.executable.error = KS_PATH_ABSENT;
	} else {
		task_lock(task);
		ks_image_executable(record, &event->image,
				    task->flags & PF_KTHREAD ? NULL : task->mm, scratch->work);
		task_unlock(task);
	}
	ks_record_end(record);
}
