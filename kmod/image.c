// SPDX-License-Identifier: GPL-2.0
/*
 * Executable, arguments and environment.
 *
 * The strings are read from the stack of the new image, where the kernel has
 * just put them, so they are in memory unless it is very short; then the record
 * goes out without them, marked. Of the environment only names leave the
 * kernel, and the values of a short list of variables: the rest are secrets.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/word-at-a-time.h>
#include "compat/kernel.h"
#include "file.h"
#include "image.h"
#include "scratch.h"

/*
 * Bytes of an environment that are looked through. A process can point at an
 * environment of any size, and nothing else runs on this CPU meanwhile.
 */
#define ENVIRONMENT_MAX	(128 << 10)

/**
 * ks_image_executable() - the file that a process runs
 * @record:	being built; gets the strings
 * @to:		member of its fixed part
 * @mm:		of the process; NULL if it has gone
 * @work:	KS_SCRATCH_WORK bytes
 *
 * The binary: which script it may have been started for is known only while
 * the exec runs. Under rcu_read_lock(). prctl may replace the file meanwhile, so
 * it is counted; if ours becomes the last count, task work drops it.
 */
void ks_image_executable(struct ks_record *record, struct ks_image *to,
			 struct mm_struct *mm, char *work)
{
	struct file *file = mm ? ks_get_exe_file(mm) : NULL;

	if (!file) {
		to->executable.error = KS_PATH_ABSENT;
		return;
	}
	ks_file(record, &to->executable, &file->f_path, file_inode(file), work);
	to->state |= KS_IMAGE_KNOWN;
	fput(file);
}

/* Arguments go from the stack into the record as they are. */
static void arguments(struct ks_record *record, struct ks_image *to, const struct mm_struct *mm,
		      size_t *budget)
{
	unsigned long start = READ_ONCE(mm->arg_start), end = READ_ONCE(mm->arg_end);
	unsigned long length = end - start, left;
	size_t room;
	char *space = ks_record_space(record, &room);

	if (end <= start)
		return;
	if (room > *budget)
		room = *budget;
	if (length > room) {
		length = room;
		to->state |= KS_IMAGE_ARGS_CUT;
	}
	left = ks_read_user(space, (const void __user *)start, length);
	if (left)
		to->state |= KS_IMAGE_ARGS_UNREAD;
	ks_record_take(record, &to->arguments, length - left);
	*budget -= length - left;
}

/* Variables whose value is worth as much as their name. */
static bool value_wanted(const char *name, size_t length)
{
#define IS(variable) (length == sizeof(variable) - 1 && !memcmp(name, variable, length))
	return IS("PATH") || IS("LD_PRELOAD") || IS("LD_LIBRARY_PATH") || IS("HISTSIZE") ||
	       IS("HISTFILESIZE");
#undef IS
}

/*
 * Distance to the first byte of a value, or @length; a word at a time, because
 * environments are long and most of one is passed over. The last word is read
 * whole: what lies behind @length must be memory of ours as well.
 */
static __always_inline size_t find(const char *from, size_t length, unsigned char byte)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	const unsigned long pattern = REPEAT_BYTE(byte);
	size_t i;

	for (i = 0; i < length; i += sizeof(long)) {
		unsigned long word, bits;

		memcpy(&word, from + i, sizeof(word));
		word ^= pattern;
		if (has_zero(word, &bits, &constants)) {
			bits = prep_zero_mask(word, bits, &constants);
			i += find_zero(create_zero_mask(bits));
			return i < length ? i : length;
		}
	}
	return length;
}

/**
 * struct variables - the environment on its way into the record
 * @to:		where the next byte goes
 * @room:	bytes there
 * @begin:	of the variable that is being written
 * @skip:	the value of the variable is not wanted
 * @named:	the = has been seen
 */
struct variables {
	char *to;
	size_t room;
	char *begin;
	bool skip;
	bool named;
};

static bool append(struct variables *variables, const char *bytes, size_t length)
{
	if (length > variables->room)
		return false;
	memcpy(variables->to, bytes, length);
	variables->to += length;
	variables->room -= length;
	return true;
}

/* Takes the next bytes of one variable, without its terminator. */
static bool piece(struct variables *variables, const char *bytes, size_t length)
{
	size_t name;

	if (variables->skip)
		return true;
	if (variables->named)
		return append(variables, bytes, length);

	name = find(bytes, length, '=');
	if (!append(variables, bytes, name))
		return false;
	if (name == length)
		return true;
	variables->named = true;
	if (!value_wanted(variables->begin, variables->to - variables->begin)) {
		variables->skip = true;
		return true;
	}
	return append(variables, bytes + name, length - name);
}

static bool terminate(struct variables *variables)
{
	if (!append(variables, "", 1))
		return false;
	variables->begin = variables->to;
	variables->skip = false;
	variables->named = false;
	return true;
}

static void environment(struct ks_record *record, struct ks_image *to, const struct mm_struct *mm,
			size_t budget, char *work)
{
	unsigned long at = READ_ONCE(mm->env_start), end = READ_ONCE(mm->env_end);
	struct variables variables = { 0 };
	size_t room;
	char *space = ks_record_space(record, &room);

	variables.to = space;
	variables.begin = space;
	variables.room = room < budget ? room : budget;

	if (end > at && end - at > ENVIRONMENT_MAX) {
		end = at + ENVIRONMENT_MAX;
		to->state |= KS_IMAGE_ENVS_CUT;
	}
	while (at < end) {
		/* a word less than there is room for: see find() */
		size_t length = min_t(unsigned long, end - at, KS_SCRATCH_WORK - sizeof(long)), i = 0;

		if (ks_read_user(work, (const void __user *)at, length)) {
			to->state |= KS_IMAGE_ENVS_UNREAD;
			break;
		}
		while (i < length) {
			size_t step = find(work + i, length - i, 0);

			if (!piece(&variables, work + i, step)) {
				to->state |= KS_IMAGE_ENVS_CUT;
				goto out;
			}
			i += step;
			if (i == length)
				break;
			if (!terminate(&variables)) {
				to->state |= KS_IMAGE_ENVS_CUT;
				goto out;
			}
			i++;
		}
		at += length;
	}
out:
	/* A variable that was cut short is left out: half a name is a wrong name. */
	ks_record_take(record, &to->environment, variables.begin - space);
}

/**
 * ks_image_strings() - arguments and environment of the current task
 * @record:	being built; gets the strings
 * @to:		member of its fixed part
 * @work:	KS_SCRATCH_WORK bytes
 *
 * Task context of a process that has memory; nothing faults.
 */
void ks_image_strings(struct ks_record *record, struct ks_image *to, char *work)
{
	const struct mm_struct *mm = current->mm;
	size_t budget = KS_ARGUMENTS_MAX;

	if (!mm) {
		to->state |= KS_IMAGE_ARGS_UNREAD | KS_IMAGE_ENVS_UNREAD;
		return;
	}
	arguments(record, to, mm, &budget);
	environment(record, to, mm, budget, work);
}
