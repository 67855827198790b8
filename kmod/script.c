// SPDX-License-Identifier: GPL-2.0
/*
 * The file that an exec began with.
 *
 * When sched_process_exec tells that an exec succeeded, the kernel has replaced
 * the script by its interpreter and dropped it. So the first file is noted when
 * the kernel looks at it, under the task's name, in a table of fixed size; the
 * exec takes it out, or the next one overwrites it, or the task's end forgets
 * it. What an exec that failed left behind may be taken over after a while.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "compat/kernel.h"
#include "file.h"
#include "hash.h"
#include "script.h"

#define BITS	8
#define PROBES	8

/* An exec is over by then, or has failed: its note may be taken by another. */
#define STALE_NS	(10ULL * NSEC_PER_SEC)

/**
 * struct note - the first file of one exec
 * @owner:	the task, FREE, or TAKEN while somebody reads or writes the rest
 * @exec:	tells one exec of the task from the next
 * @time:	boottime in ns
 * @file:	its facts; string offsets are those of @bytes
 * @bytes:	path and filesystem
 */
struct note {
	const void *owner;
	const void *exec;
	u64 time;
	struct ks_file file;
	char bytes[KS_PATH_MAX + 64];
};

#define FREE	NULL
#define TAKEN	((const void *)1)

static struct note *notes;

int ks_script_init(void)
{
	notes = vzalloc(sizeof(*notes) << BITS);
	return notes ? 0 : -ENOMEM;
}

void ks_script_exit(void)
{
	vfree(notes);
}

static bool take(struct note *note, const void *owner)
{
	return cmpxchg(&note->owner, owner, TAKEN) == owner;
}

static void give(struct note *note, const void *owner)
{
	smp_store_release(&note->owner, owner);
}

static struct note *place(unsigned int i)
{
	return &notes[(ks_hash((unsigned long)current, BITS) + i) & ((1 << BITS) - 1)];
}

/* The current task's note, taken; NULL if it has none. */
static struct note *take_own(void)
{
	unsigned int i;

	for (i = 0; i < PROBES; i++)
		if (READ_ONCE(place(i)->owner) == current)
			return take(place(i), current) ? place(i) : NULL;
	return NULL;
}

/* A note that nobody needs, taken; NULL if all are in use. */
static struct note *take_any(u64 now)
{
	unsigned int i;

	for (i = 0; i < PROBES; i++)
		if (!READ_ONCE(place(i)->owner) && take(place(i), FREE))
			return place(i);
	for (i = 0; i < PROBES; i++) {
		const void *owner = READ_ONCE(place(i)->owner);

		if (owner != TAKEN && READ_ONCE(place(i)->time) + STALE_NS < now &&
		    take(place(i), owner))
			return place(i);
	}
	return NULL;
}

/**
 * ks_script_note() - remember the file that the current task begins to execute
 * @exec:	of this exec alone
 * @file:	that it begins with
 * @scratch:	a record of any type that may be overwritten
 * @work:	KS_SCRATCH_WORK bytes
 *
 * If there is no room the exec goes without, and its record says so. Task
 * context, under rcu_read_lock().
 */
void ks_script_note(const void *exec, const struct file *file, struct ks_record *scratch,
		    char *work)
{
	u64 now = ks_boottime();
	struct note *note = take_own() ?: take_any(now);
	u16 fixed = scratch->used;
	const char *strings = (const char *)scratch->header + fixed;

	if (!note)
		return;
	note->exec = exec;
	note->time = now;
	memset(&note->file, 0, sizeof(note->file));
	ks_file(scratch, &note->file, &file->f_path, file_inode(file), work);
	memcpy(note->bytes, strings, min_t(size_t, scratch->used - fixed, sizeof(note->bytes)));
	note->file.path.offset -= fixed;
	note->file.filesystem.offset -= fixed;
	give(note, current);
}

/**
 * ks_script_recall() - put the noted file into a record, and forget it
 * @exec:	of this exec alone
 * @record:	being built; gets the strings
 * @to:		member of its fixed part
 *
 * Task context. Return: false if nothing was noted.
 */
bool ks_script_recall(const void *exec, struct ks_record *record, struct ks_file *to)
{
	struct note *note = take_own();
	bool found;

	if (!note)
		return false;
	found = note->exec == exec;
	if (found) {
		*to = note->file;
		ks_record_string(record, &to->path, note->bytes + note->file.path.offset,
				 note->file.path.length);
		ks_record_string(record, &to->filesystem,
				 note->bytes + note->file.filesystem.offset,
				 note->file.filesystem.length);
	}
	give(note, FREE);
	return found;
}

/**
 * ks_script_forget() - the current task ends
 *
 * Any context of the task.
 */
void ks_script_forget(void)
{
	struct note *note = take_own();

	if (note)
		give(note, FREE);
}
