// SPDX-License-Identifier: GPL-2.0
/*
 * The file that an exec began with.
 *
 * When sched_process_exec tells that an exec succeeded, the kernel has replaced
 * the script by its interpreter and dropped it. So the first file is noted when
 * the kernel looks at it, under the task's name, in a table of fixed size; the
 * exec takes it out, or the next one overwrites it, or the task's end forgets
 * it. Only the task itself touches its entry.
 */
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "file.h"
#include "script.h"

#define BITS	8
#define PROBES	8

/**
 * struct note - the first file of one exec
 * @owner:	the task, NULL: free
 * @file:	its facts; string offsets are those of @bytes
 * @bytes:	path and filesystem
 */
struct note {
	struct task_struct *owner;
	struct ks_file file;
	char bytes[KS_PATH_MAX + 64];
};

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

static struct note *find(bool claim)
{
	unsigned int first = hash_ptr(current, BITS), i;
	struct note *vacant = NULL;

	for (i = 0; i < PROBES; i++) {
		struct note *note = &notes[(first + i) & ((1 << BITS) - 1)];
		struct task_struct *owner = READ_ONCE(note->owner);

		if (owner == current)
			return note;
		if (!owner && !vacant)
			vacant = note;
	}
	if (!claim || !vacant)
		return NULL;
	/* If another task was faster this exec goes without: the record says so. */
	return cmpxchg(&vacant->owner, NULL, current) ? NULL : vacant;
}

/**
 * ks_script_note() - remember the file that the current task begins to execute
 * @path:	of it
 * @scratch:	a record of any type that may be overwritten
 * @work:	KS_SCRATCH_WORK bytes
 *
 * Task context, under rcu_read_lock().
 */
void ks_script_note(const struct path *path, struct ks_record *scratch, char *work)
{
	struct note *note = find(true);
	const char *strings;
	u16 fixed;

	if (!note)
		return;
	fixed = scratch->used;
	strings = (const char *)scratch->header + fixed;
	memset(&note->file, 0, sizeof(note->file));
	ks_file(scratch, &note->file, path, work);
	memcpy(note->bytes, strings, min_t(size_t, scratch->used - fixed, sizeof(note->bytes)));
	note->file.path.offset -= fixed;
	note->file.filesystem.offset -= fixed;
}

/**
 * ks_script_recall() - put the noted file into a record, and forget it
 * @record:	being built; gets the strings
 * @to:		member of its fixed part
 *
 * Task context. Return: false if nothing was noted.
 */
bool ks_script_recall(struct ks_record *record, struct ks_file *to)
{
	struct note *note = find(false);

	if (!note)
		return false;
	*to = note->file;
	ks_record_string(record, &to->path, note->bytes + note->file.path.offset,
			 note->file.path.length);
	ks_record_string(record, &to->filesystem, note->bytes + note->file.filesystem.offset,
			 note->file.filesystem.length);
	smp_store_release(&note->owner, NULL);
	return true;
}

/**
 * ks_script_forget() - the current task ends
 *
 * Any context of the task.
 */
void ks_script_forget(void)
{
	struct note *note = find(false);

	if (note)
		smp_store_release(&note->owner, NULL);
}
