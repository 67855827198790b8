// SPDX-License-Identifier: GPL-2.0
/*
 * Paths of control groups.
 *
 * A path costs more than most records, so records carry a number and the path
 * goes out once. Which numbers the reader knows is kept in a direct-mapped
 * table: two groups that fall on one place are told again and again, which is
 * only slow.
 */
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "cgroup.h"
#include "compat/cgroup.h"
#include "compat/kernel.h"
#include "event.h"
#include "scratch.h"

KS_RECORDS(cgroup);

#define BITS	10

static u64 told[1 << BITS];

/**
 * ks_cgroup_record() - build the record that tells a task's group, if it is news
 * @record:	built, if so
 * @space:	for it
 * @size:	bytes at @space
 * @task:	kept by the caller
 * @work:	KS_SCRATCH_WORK bytes
 *
 * Under rcu_read_lock(), at the tracepoints of process life and in process
 * context. Not on PREEMPT_RT, where the path takes a lock that sleeps: there
 * the daemon looks the group up by itself.
 *
 * Return: true if @record is to be written; then call ks_cgroup_told().
 */
bool ks_cgroup_record(struct ks_record *record, void *space, size_t size,
		      struct task_struct *task, char *work)
{
	struct ks_event_cgroup *event;
	struct cgroup *group;
	u64 id = ks_task_cgroup(task, &group);
	int length;

	if (!id || KS_REALTIME || READ_ONCE(told[hash_64(id, BITS)]) == id)
		return false;
	length = ks_cgroup_path(group, work, KS_SCRATCH_WORK);
	if (length < 0)
		return false;
	event = ks_record_begin_event(record, space, size, cgroup);
	event->id = id;
	ks_record_string(record, &event->path, work, length);
	ks_record_end(record);
	return true;
}

/**
 * ks_cgroup_told() - the record got through
 * @record:	from ks_cgroup_record()
 *
 * After it was written: a record of another CPU that relies on it is younger.
 */
void ks_cgroup_told(const struct ks_record *record)
{
	const struct ks_event_cgroup *event = (const void *)record->header;

	WRITE_ONCE(told[hash_64(event->id, BITS)], event->id);
}

/**
 * ks_cgroup_forget() - a new reader knows nothing
 *
 * Process context.
 */
void ks_cgroup_forget(void)
{
	memset(told, 0, sizeof(told));
}
