// SPDX-License-Identifier: GPL-2.0
/*
 * Operations on files that take several hooks to tell.
 *
 * The return of unlinkat() tells how it ended, but by then the file is gone; the
 * place in between where the kernel holds it does not know the end yet; and one
 * that is refused on the way never gets there. So the entry claims room for the
 * operation, under the name of its task; the place in between lays out the
 * record there; and the return, which has the room by its address, completes it.
 *
 * Only the owner touches what it has claimed. Its return may never be shown to
 * us, because the hook was removed meanwhile: when hooks are removed all earlier
 * claims become void, and are taken back. Or the task dies on the way (an
 * oops): then whoever has its address next takes over.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "channel.h"
#include "compat/kernel.h"
#include "compat/syscall.h"
#include "facts.h"
#include "file.h"
#include "filter.h"
#include "hash.h"
#include "hook.h"
#include "operation.h"
#include "path.h"
#include "scratch.h"
#include "task.h"
#include "text.h"
#include "uring.h"

#define PROBES	8
#define COUNT_MAX	1024

/*
 * An owner is the address of a task, with the generation of the claim in the
 * low bits, which are 0 in the address: one word, so that it changes hands at
 * once. They stand apart from what they own: a search touches a cache line or two.
 */
#define GENERATIONS	16

static unsigned long *owners;
static struct ks_operation *operations;
static unsigned int bits;
static unsigned long generation;

/* Where an event's record has what all operations have. */
static const struct shape {
	u16 result;	/* 0: only a success is reported, and where its files are noted */
	u16 file;
	u8 files;	/* so many, one after the other */
	bool errors;	/* are reported, too */
} shapes[KS_EVENT_LIMIT] = {
#define SHAPE(name, files, ...)						\
	[KS_EVENT_##name] = { offsetof(struct ks_event_##name, result),	\
			      offsetof(struct ks_event_##name, file), files, ##__VA_ARGS__ }
	SHAPE(mkdir, 1),
	SHAPE(rmdir, 1),
	SHAPE(unlink, 1),
	SHAPE(link, 2),
	SHAPE(rename, 2),
	SHAPE(chmod, 1),
	SHAPE(chown, 1),
	SHAPE(utimes, 1),
	SHAPE(setxattr, 1),
	SHAPE(removexattr, 1),
	SHAPE(splice, 1, true),
#undef SHAPE
};

/**
 * ks_operations_init() - make room
 * @count:	how many operations may be under way at once
 *
 * Process context. Return: 0 or a negative errno.
 */
int ks_operations_init(unsigned int count)
{
	bits = ilog2(roundup_pow_of_two(clamp_t(unsigned int, count, 2 * PROBES, COUNT_MAX)));
	owners = vzalloc(sizeof(*owners) << bits);
	operations = vzalloc(sizeof(*operations) << bits);
	if (owners && operations)
		return 0;
	ks_operations_exit();
	return -ENOMEM;
}

void ks_operations_exit(void)
{
	vfree(owners);
	vfree(operations);
	owners = NULL;
	operations = NULL;
}

/**
 * ks_operations_renew() - take back all claims so far
 *
 * Hooks have been removed. What was under way is lost, and counted. One caller at
 * a time, process context.
 */
void ks_operations_renew(void)
{
	unsigned int i;

	WRITE_ONCE(generation, (generation + 1) % GENERATIONS);
	/* Until nobody is in a handler with a claim that is void now. */
	ks_synchronize_handlers();
	for (i = 0; i < 1U << bits; i++) {
		unsigned long owner = READ_ONCE(owners[i]);

		if (!owner || (owner & (GENERATIONS - 1)) == generation)
			continue;
		ks_channel_refuse(operations[i].event, KS_REFUSED_BUSY);
		WRITE_ONCE(owners[i], 0);
	}
}

/* Where the current task may have its claim: PROBES places, of one cache line. */
static unsigned long *places(void)
{
	return &owners[PROBES * ks_hash((unsigned long)current, bits - ilog2(PROBES))];
}

static unsigned long myself(void)
{
	return (unsigned long)current | READ_ONCE(generation);
}

/* Where the owner of an operation stands. */
static unsigned long *owner_of(const struct ks_operation *operation)
{
	return &owners[operation - operations];
}

static void release(const struct ks_operation *operation)
{
	smp_store_release(owner_of(operation), 0);
}

/* What the current task has under way; NULL: nothing. */
static struct ks_operation *own(void)
{
	const unsigned long *place = places(), *end = place + PROBES;
	unsigned long me = myself();

	for (; place < end; place++) {
		struct ks_operation *operation;

		if (READ_ONCE(*place) != me)
			continue;
		operation = &operations[place - owners];
		if (likely(operation->start == ks_start_time(current)))
			return operation;
		/* It died on the way, and we have its address. */
		release(operation);
	}
	return NULL;
}

static struct ks_operation *claim(void)
{
	unsigned long *place = places(), *end = place + PROBES;

	for (; place < end; place++)
		if (!READ_ONCE(*place) && !cmpxchg(place, 0, myself())) {
			operations[place - owners].start = ks_start_time(current);
			return &operations[place - owners];
		}
	return NULL;
}

static struct ks_operation *begin(u16 event, size_t fixed, bool anyway)
{
	struct ks_operation *operation;
	bool wanted;

	if (!current->mm || current->flags & PF_DUMPCORE || own())
		return NULL;
	ks_facts_introduce();
	wanted = ks_filter_wants(event);
	if (unlikely(!wanted && !anyway))
		return NULL;
	operation = claim();
	if (unlikely(!operation)) {
		if (wanted)
			ks_channel_refuse(event, KS_REFUSED_BUSY);
		return NULL;
	}
	operation->event = event;
	operation->async = ks_uring_acts();
	operation->noted = false;
	operation->unwanted = !wanted;
	operation->mount = NULL;
	operation->object = NULL;
	operation->later = 0;
	operation->requested[0].length = 0;
	operation->requested[0].user = NULL;
	operation->requested[1].length = 0;
	operation->requested[1].user = NULL;
	ks_record_begin(&operation->record, operation->space, sizeof(operation->space), event,
			fixed);
	return operation;
}

/**
 * ks_operation_begin() - at its entry
 * @event:	id of the list
 * @fixed:	bytes of its record without strings
 *
 * Not for what the kernel does for itself, as when it dumps a core, nor for what
 * nobody wants, nor inside another operation: an overlay carries each out on its
 * upper layer as well. Task context.
 *
 * Return: NULL if it is not to be recorded, or there is no room, which is counted.
 */
struct ks_operation *ks_operation_begin(u16 event, size_t fixed)
{
	return begin(event, fixed, false);
}

/**
 * ks_operation_begin_outer() - the same, where other hooks inside would begin one, too
 * @event:	id of the list
 * @fixed:	bytes of its record without strings
 *
 * Return: as ks_operation_begin(). What nobody wants is begun as @unwanted, to be
 * counted once.
 */
struct ks_operation *ks_operation_begin_outer(u16 event, size_t fixed)
{
	return begin(event, fixed, true);
}

/**
 * ks_operation_find() - between entry and return
 * @events:	bits of events
 *
 * Task context. Return: what the current task has under way, if it is one of
 * these.
 */
struct ks_operation *ks_operation_find(u64 events)
{
	struct ks_operation *operation = own();

	return operation && KS_BIT(operation->event) & events ? operation : NULL;
}

/* Where the text of a path argument is kept or read to, while its record is short. */
static char *text_of(struct ks_operation *operation, unsigned int which)
{
	return (char *)operation->space + KS_OPERATION_SIZE - (2 - which) * KS_PATH_MAX;
}

/**
 * ks_operation_requested() - a path argument, for the case that it is all there will be
 * @operation:	begun; none of its files is noted yet
 * @which:	0 or 1
 * @dfd:	directory that it starts from
 * @name:	in user memory, or wherever the user pleases
 *
 * Task context.
 */
void ks_operation_requested(struct ks_operation *operation, unsigned int which, int dfd,
			    unsigned long name)
{
	operation->requested[which].dfd = dfd;
	operation->requested[which].user = (const char __user *)name;
}

/* Is it what the system call was given? Then the user chose it, not the kernel. */
static bool is_raw(unsigned long value)
{
	struct ks_syscall call;

	ks_syscall_arguments(&call);
	return value == ks_syscall_argument(&call, 0) || value == ks_syscall_argument(&call, 1) ||
	       value == ks_syscall_argument(&call, 2) || value == ks_syscall_argument(&call, 3);
}

/**
 * ks_operation_requested_name() - the same, of a function that is given the path
 *				   as the user's pointer or as the kernel's copy
 * @operation:	begun; none of its files is noted yet
 * @which:	0 or 1
 * @dfd:	directory that it starts from
 * @name:	which of the two it is depends on the kernel. Pointers of the kernel
 *		lie in the upper half, but a user may pass such numbers, too
 *
 * The kernel's copy goes before the operation returns, so it is copied again.
 * Task context.
 */
void ks_operation_requested_name(struct ks_operation *operation, unsigned int which, int dfd,
				 unsigned long name)
{
	struct ks_argument_path *path = &operation->requested[which];
	const struct filename *copy = (const void *)name;

	path->dfd = dfd;
	if ((long)name >= 0 || unlikely(is_raw(name))) {
		path->user = (const char __user *)name;
	} else if (!IS_ERR(copy)) {
		path->length = ks_text_length(copy->name, KS_PATH_MAX);
		memcpy(text_of(operation, which), copy->name, path->length);
	}
}

/**
 * ks_operation_note() - the kernel has the files: their members may be filled in
 * @operation:	of the current task
 * @object:	by which a later hook will know them
 *
 * The kernel may come here twice, when it has found that a path leads to another
 * place by now: the later one counts.
 */
void ks_operation_note(struct ks_operation *operation, const void *object)
{
	const struct shape *shape = &shapes[operation->event];

	if (operation->noted && shape->files) {
		operation->record.used = operation->record.header->fixed;
		memset((char *)operation->space + shape->file, 0,
		       shape->files * sizeof(struct ks_file));
	}
	operation->noted = true;
	operation->object = object;
}

/**
 * ks_operation_file() - describe a file of an operation
 * @operation:	of the current task
 * @to:		member of its record
 * @path:	held by the kernel
 * @exists:	false: it is a place only, where a file is to be
 *
 * Task context, any locks held.
 */
void ks_operation_file(struct ks_operation *operation, struct ks_file *to,
		       const struct path *path, bool exists)
{
	struct ks_scratch *scratch = ks_scratch_get();

	if (unlikely(!scratch)) {
		to->error = KS_PATH_BUSY;
		return;
	}
	rcu_read_lock();
	if (exists)
		ks_file(&operation->record, to, path, NULL, scratch->work);
	else
		ks_file_place(&operation->record, to, path, scratch->work);
	rcu_read_unlock();
	ks_scratch_put(scratch);
}

/*
 * The path argument as text: NULL if it is not in memory. When the first one has
 * become a string of the record, that string still ends before the second.
 */
static const char *argument_text(struct ks_operation *operation, unsigned int which)
{
	struct ks_argument_path *path = &operation->requested[which];
	char *text = text_of(operation, which);
	long length;

	if (!path->user)
		return text;
	length = ks_read_user_string(text, path->user, KS_PATH_MAX);
	if (length < 0)
		return NULL;
	path->length = length;
	return text;
}

/* Refused on the way to its files, or no hook shows them on this kernel. */
static void describe_requested(struct ks_operation *operation, long result, char *work)
{
	const struct shape *shape = &shapes[operation->event];
	struct ks_file *files = (void *)((char *)operation->space + shape->file);
	unsigned int i;

	for (i = 0; i < shape->files; i++) {
		struct ks_argument_path *path = &operation->requested[i];
		const char *text = argument_text(operation, i);
		char *begin;
		size_t length;

		if (!text) {
			files[i].error = KS_PATH_UNREADABLE;
			continue;
		}
		files[i].error = ks_path_requested(path->dfd, false, text, path->length, work,
						   &begin, &length);
		if (files[i].error == KS_PATH_REFUSED && result >= 0)
			files[i].error = KS_PATH_UNRESOLVED;
		ks_record_string(&operation->record, &files[i].path, begin, length);
	}
}

static bool is_reported(const struct ks_operation *operation, long result)
{
	const struct shape *shape = &shapes[operation->event];

	if (operation->unwanted)
		return false;
	if (!shape->result)
		return operation->noted && !result;
	return ks_is_access(result) || shape->errors;
}

static void finish(struct ks_operation *operation, long result, u16 flags)
{
	const struct shape *shape = &shapes[operation->event];
	struct ks_header *header = operation->record.header;
	struct ks_scratch *scratch;

	if (unlikely(!operation->noted)) {
		scratch = ks_scratch_get();
		if (!scratch) {
			ks_channel_refuse(operation->event, KS_REFUSED_BUSY);
			return;
		}
		rcu_read_lock();
		describe_requested(operation, result, scratch->work);
		rcu_read_unlock();
		ks_scratch_put(scratch);
	}
	if (shape->files && !ks_filter_wants_files(header, (void *)header + shape->file, shape->files))
		return;
	if (shape->result)
		*(s32 *)((char *)header + shape->result) = result < 0 ? result : 0;
	header->flags |= flags;
	rcu_read_lock();
	ks_identity(header, current);
	if (unlikely(operation->async)) {
		header->flags |= KS_ASYNC;
		header->tid = ks_uring_asker();
	}
	ks_record_end(&operation->record);
	ks_channel_write(&operation->record);
	rcu_read_unlock();
}

/**
 * ks_operation_end() - at its return
 * @operation:	begun by the current task
 * @result:	0, more, or a negative errno
 *
 * Task context, any locks held.
 */
void ks_operation_end(struct ks_operation *operation, long result)
{
	if (is_reported(operation, result))
		finish(operation, result, 0);
	release(operation);
}

/**
 * ks_operation_reached() - where the kernel has the files of an operation
 * @event:	id of the list
 * @fixed:	bytes of its record without strings
 *
 * Without results this is all that is hooked, and the operation begins here.
 * Task context.
 *
 * Return: NULL if nobody asked for it. Else ks_operation_told() follows.
 */
struct ks_operation *ks_operation_reached(u16 event, size_t fixed)
{
	return ks_results ? ks_operation_find(KS_BIT(event)) : ks_operation_begin(event, fixed);
}

/**
 * ks_operation_told() - its files are noted
 * @operation:	from ks_operation_reached()
 *
 * Task context, any locks held.
 */
void ks_operation_told(struct ks_operation *operation)
{
	if (ks_results)
		return;
	finish(operation, 0, KS_NO_RESULT);
	release(operation);
}

/**
 * ks_operation_at_return() - the operation that an entry left to this return
 * @data:	begins with a pointer to it
 *
 * Task context. Return: NULL if it was taken back meanwhile.
 */
struct ks_operation *ks_operation_at_return(const void *data)
{
	struct ks_operation *operation = *(struct ks_operation *const *)data;

	return likely(READ_ONCE(*owner_of(operation)) == myself()) ? operation : NULL;
}

/**
 * ks_operation_leave() - the return of a hook whose entry left the operation in its data
 * @regs:	with the result in them
 * @data:	a pointer to the operation
 */
void ks_operation_leave(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_at_return(data);

	if (likely(operation))
		ks_operation_end(operation, (int)regs_return_value(regs));
}
