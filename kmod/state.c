// SPDX-License-Identifier: GPL-2.0
/*
 * The walk over all processes.
 *
 * It does not go through the channel, which a reader that comes late may find
 * full. The numbers of all processes are collected at once; each step looks a
 * few of them up and describes those that still live. A process that is born
 * meanwhile has a fork record of its own: the hooks are placed before.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "cgroup.h"
#include "compat/kernel.h"
#include "facts.h"
#include "record.h"
#include "scratch.h"
#include "state.h"
#include "task.h"

static u32 *numbers;
static size_t count;
/* Not one of a CPU: here locks are taken, which sleep on PREEMPT_RT. */
static struct ks_scratch scratch;

static size_t count_processes(u32 *to, size_t room)
{
	struct task_struct *task;
	size_t n = 0;

	rcu_read_lock();
	for_each_process(task) {
		if (n < room)
			to[n] = task->tgid;
		n++;
	}
	rcu_read_unlock();
	return n;
}

/**
 * ks_state_begin() - collect who is there
 *
 * Process context; the caller has the walk to itself. Return: 0 or -ENOMEM.
 */
int ks_state_begin(void)
{
	size_t room;

	ks_state_end();
	/* Those that are born between counting and collecting have fork records. */
	room = count_processes(NULL, 0) + 64;
	numbers = vmalloc(room * sizeof(*numbers));
	scratch.size = KS_RECORD_MAX;
	scratch.record = vmalloc(KS_RECORD_MAX + KS_SCRATCH_WORK);
	if (!numbers || !scratch.record) {
		ks_state_end();
		return -ENOMEM;
	}
	scratch.work = scratch.record + KS_RECORD_MAX;
	count = min(count_processes(numbers, room), room);
	return 0;
}

/**
 * ks_state_end() - forget the collection
 *
 * Process context.
 */
void ks_state_end(void)
{
	vfree(numbers);
	vfree(scratch.record);
	numbers = NULL;
	memset(&scratch, 0, sizeof(scratch));
	count = 0;
}

static size_t append(void *to, size_t used, size_t size, const struct ks_record *record)
{
	if (used + record->header->length > size)
		return 0;
	memcpy(to + used, record->header, record->header->length);
	return record->header->length;
}

/* Appends what there is to say about a process. Return: false if it does not fit. */
static bool describe(struct task_struct *task, void *to, size_t *used, size_t size)
{
	struct ks_record record;
	size_t before = *used, length;

	if (ks_cgroup_record(&record, scratch.record, scratch.size, task, scratch.work)) {
		record.header->flags = KS_STATE;
		record.header->time = ks_boottime();
		ks_identity(record.header, task);
		length = append(to, *used, size, &record);
		if (!length)
			goto full;
		*used += length;
		ks_cgroup_told(&record);
	}
	ks_facts_state(&record, &scratch, task);
	length = append(to, *used, size, &record);
	if (!length)
		goto full;
	*used += length;
	return true;
full:
	/* One that is too long even alone would stop the walk: it is left out. */
	return !before && *used == before;
}

/**
 * ks_state_step() - describe some more processes
 * @position:	where to go on; set to where the next step goes on, 0 at the end
 * @to:		for the records
 * @size:	bytes at @to
 *
 * Process context. Return: bytes at @to.
 */
size_t ks_state_step(u64 *position, void *to, size_t size)
{
	size_t used = 0, i = *position;

	for (; i < count; i++) {
		struct task_struct *task;
		bool fits = true;

		rcu_read_lock();
		task = pid_task(find_pid_ns(numbers[i], &init_pid_ns), PIDTYPE_PID);
		if (task && thread_group_leader(task))
			fits = describe(task, to, &used, size);
		rcu_read_unlock();
		if (!fits)
			break;
	}
	*position = i < count ? i : 0;
	return used;
}
