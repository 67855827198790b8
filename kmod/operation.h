/* SPDX-License-Identifier: GPL-2.0 */
/* Operations on files that take several hooks to tell. */
#ifndef KSCRIBE_OPERATION_H
#define KSCRIBE_OPERATION_H

#include <linux/types.h>
#include "event.h"
#include "record.h"

struct dentry;
struct path;
struct pt_regs;
struct vfsmount;

/* Behind what a record has without strings, room for all paths of a bind mount. */
#define KS_OPERATION_SIZE	(1024 + 4 * KS_PATH_MAX)

/**
 * struct ks_argument_path - a path argument of a system call
 * @dfd:	directory that it starts from
 * @user:	in user memory, to be read when it is needed; NULL: see the copy
 * @length:	of the copy that we made of the kernel's
 */
struct ks_argument_path {
	int dfd;
	const char __user *user;
	u16 length;
};

/**
 * struct ks_operation - what is known of an operation so far
 * @start:	of the owner: its address may be another task's by now
 * @event:	id of the list
 * @async:	by io_uring
 * @noted:	the kernel has shown the files: the record has them
 * @unwanted:	none of ours, or filtered
 * @object:	of the hook that noted them, to know it again in later ones
 * @mount:	that the kernel has asked to write to, for it
 * @later:	of its event: what a later hook has to fill in
 * @requested:	the path arguments, for one that is refused before that
 * @record:	being built in @space
 */
struct ks_operation {
	u64 start;
	u16 event;
	bool async;
	bool noted;
	bool unwanted;
	const void *object;
	struct vfsmount *mount;
	s32 later;
	struct ks_argument_path requested[2];
	struct ks_record record;
	u64 space[KS_OPERATION_SIZE / sizeof(u64)];
};

int ks_operations_init(unsigned int count);
void ks_operations_exit(void);
void ks_operations_renew(void);

struct ks_operation *ks_operation_begin(u16 event, size_t fixed);
struct ks_operation *ks_operation_begin_outer(u16 event, size_t fixed);
struct ks_operation *ks_operation_find(u64 events);
struct ks_operation *ks_operation_reached(u16 event, size_t fixed);
void ks_operation_told(struct ks_operation *operation);
void ks_operation_requested(struct ks_operation *operation, unsigned int which, int dfd,
			    unsigned long name);
void ks_operation_requested_name(struct ks_operation *operation, unsigned int which, int dfd,
				 unsigned long name);
void ks_operation_note(struct ks_operation *operation, const void *object);
void ks_operation_file(struct ks_operation *operation, struct ks_file *to,
		       const struct path *path, bool exists);
void ks_operation_end(struct ks_operation *operation, long result);

/* For hooks whose entry leaves the operation, and nothing else, to the return. */
static inline int ks_operation_until_return(struct ks_operation *operation, void *data)
{
	*(struct ks_operation **)data = operation;
	return 0;
}

struct ks_operation *ks_operation_at_return(const void *data);
void ks_operation_leave(struct pt_regs *regs, void *data);

/* Begins an operation with the record of its event. */
#define ks_operation_begin_event(name) \
	ks_operation_begin(KS_EVENT_##name, sizeof(struct ks_event_##name))

#define ks_operation_begin_outer_event(name) \
	ks_operation_begin_outer(KS_EVENT_##name, sizeof(struct ks_event_##name))

#define ks_operation_reached_event(name) \
	ks_operation_reached(KS_EVENT_##name, sizeof(struct ks_event_##name))

/* The fixed part of its record. */
#define ks_operation_event(operation, name) \
	((struct ks_event_##name *)(operation)->space)

#endif
