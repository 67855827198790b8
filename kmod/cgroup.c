// SPDX-License-Identifier: GPL-2.0
/*
 * Paths of control groups.
 *
 * A path costs more than most records, so records carry a number and the path
 * goes out once. Which numbers the reader knows is kept in a direct-mapped
 * table: two groups that fall on one place are told again and again, which is
 * only slow.
 */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "cgroup.h"
#include "compat/cgroup.h"
#include "compat/kernel.h"
#include "event.h"
#include "hash.h"
#include "owed.h"
#include "scratch.h"

KS_RECORDS(cgroup);

#define BITS	10

static u64 told[1 << BITS];
static u64 missed[1 << BITS];	/* for which a walk was asked for */

/**
 * ks_cgroup_may_ask() - may the path of a group be asked for here?
 *
 * On PREEMPT_RT it takes a lock that sleeps: there hooks/cgroup.c tells it when a
 * group is made. Where ks_cgroup_path() may be called, before anything is claimed.
 */
bool ks_cgroup_may_ask(void)
{
	return !KS_REALTIME || preemptible();
}

static bool is_news(u64 id)
{
	return id && READ_ONCE(told[ks_hash(id, BITS)]) != id;
}

static void build(struct ks_record *record, void *space, size_t size, u64 id, const char *path,
		  size_t length)
{
	struct ks_event_cgroup *event = ks_record_begin_event(record, space, size, cgroup);

	event->id = id;
	ks_record_string(record, &event->path, path, length);
	ks_record_end(record);
}

/**
 * ks_cgroup_record() - build the record that tells a task's group, if it is news
 * @record:	built, if so
 * @space:	for it
 * @size:	bytes at @space
 * @task:	kept by the caller
 * @work:	KS_SCRATCH_WORK bytes
 *
 * Under rcu_read_lock(), at the tracepoints of process life and in process
 * context.
 *
 * Return: true if @record is to be written; then call ks_cgroup_told().
 */
bool ks_cgroup_record(struct ks_record *record, void *space, size_t size,
		      struct task_struct *task, char *work)
{
	struct cgroup *group;
	u64 id = ks_task_cgroup(task, &group);
	int length;

	if (!is_news(id))
		return false;
	if (!ks_cgroup_may_ask()) {
		/* Nobody saw it made, or its record was refused: the walk may ask. */
		if (READ_ONCE(missed[ks_hash(id, BITS)]) != id) {
			WRITE_ONCE(missed[ks_hash(id, BITS)], id);
			ks_owed_resync_add();
		}
		return false;
	}
	length = ks_cgroup_path(group, work, KS_SCRATCH_WORK);
	if (length < 0)
		return false;
	build(record, space, size, id, work, length);
	return true;
}

/**
 * ks_cgroup_path_record() - the same for a group whose path is known
 * @record:	built, if it is news
 * @space:	for it
 * @size:	bytes at @space
 * @id:		of the group
 * @path:	within its hierarchy
 * @length:	bytes
 *
 * Any context.
 *
 * Return: true if @record is to be written; then call ks_cgroup_told().
 */
bool ks_cgroup_path_record(struct ks_record *record, void *space, size_t size, u64 id,
			   const char *path, size_t length)
{
	if (!is_news(id))
		return false;
	build(record, space, size, id, path, length);
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

	WRITE_ONCE(told[ks_hash(event->id, BITS)], event->id);
}

/**
 * ks_cgroup_forget() - a new reader knows nothing
 *
 * Process context.
 */
void ks_cgroup_forget(void)
{
	memset(told, 0, sizeof(told));
	memset(missed, 0, sizeof(missed));
}
