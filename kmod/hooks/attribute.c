// SPDX-License-Identifier: GPL-2.0
/*
 * What a file is like: chmod, chown, utimes, and extended attributes, by every
 * system call of these families and by io_uring.
 *
 * The functions that all calls of a family end in have the file and the result.
 * What is refused on the way to the file is told by the functions that take a
 * path, around them: where both are hooked, the outer one waits for the return.
 * For chmod these are the system calls: kernels build the function below them into
 * some of its callers.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mount.h>
#include <linux/path.h>
#include <linux/stat.h>
#include <linux/string.h>
#include "compat/kernel.h"
#include "compat/syscall.h"
#include "compat/vfs.h"
#include "event.h"
#include "file.h"
#include "hook.h"
#include "operation.h"

KS_RECORDS(chmod);
KS_RECORDS(chown);
KS_RECORDS(utimes);
KS_RECORDS(setxattr);
KS_RECORDS(removexattr);

#define NAME_SIZE	(XATTR_NAME_MAX + 1)

/*
 * The operation of a function that has the file: that of the outer hook, or a
 * new one. Sets @outer if its return is watched there.
 */
static struct ks_operation *with_file(u16 event, size_t fixed, bool *outer)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(event));

	*outer = operation;
	if (!operation)
		return ks_operation_begin(event, fixed);
	return operation->unwanted ? NULL : operation;
}

/* Not 0: nobody waits for this return. */
static int leave_to(struct ks_operation *operation, bool outer, void *data)
{
	if (!ks_results)
		ks_operation_told(operation);
	else if (!outer)
		return ks_operation_until_return(operation, data);
	return 1;
}

/* A pipe is no file that anybody could find. */
static bool is_pipe(const struct path *path, u16 event)
{
	struct ks_operation *operation;

	if (!(path->mnt->mnt_flags & MNT_INTERNAL) || !path->dentry->d_inode ||
	    !S_ISFIFO(path->dentry->d_inode->i_mode))
		return false;
	operation = ks_operation_find(KS_BIT(event));
	if (operation)
		operation->unwanted = true;
	return true;
}

static int begin_chmod(unsigned long dfd, unsigned long name, unsigned long mode, void *data)
{
	struct ks_operation *operation = ks_operation_begin_outer_event(chmod);

	if (!operation)
		return 1;
	ks_operation_event(operation, chmod)->mode = mode & S_IALLUGO;
	ks_operation_requested(operation, 0, dfd, name);
	return ks_operation_until_return(operation, data);
}

/* sys_fchmodat(dfd, name, mode), which sys_chmod calls */
static int enter_chmod(struct pt_regs *regs, void *data)
{
	return begin_chmod(ks_argument(regs, 0), ks_argument(regs, 1), ks_argument(regs, 2), data);
}

/* The system call chmod, by the registers of the program. */
static int enter_chmod_call(struct pt_regs *regs, void *data)
{
	struct ks_syscall call;

	ks_syscall(&call);
	return begin_chmod(AT_FDCWD, ks_syscall_argument(&call, 0), ks_syscall_argument(&call, 1),
			   data);
}

/* The system calls fchmodat and fchmodat2, likewise. */
static int enter_fchmodat_call(struct pt_regs *regs, void *data)
{
	struct ks_syscall call;

	ks_syscall(&call);
	return begin_chmod(ks_syscall_argument(&call, 0), ks_syscall_argument(&call, 1),
			   ks_syscall_argument(&call, 2), data);
}

/* chmod_common(path, mode) */
static int chmod_file(struct pt_regs *regs, void *data)
{
	const struct path *path = (const void *)ks_argument(regs, 0);
	struct ks_operation *operation;
	struct ks_event_chmod *event;
	bool outer;

	if (is_pipe(path, KS_EVENT_chmod))
		return 1;
	operation = with_file(KS_EVENT_chmod, sizeof(*event), &outer);
	if (!operation)
		return 1;
	event = ks_operation_event(operation, chmod);
	event->mode = ks_argument(regs, 1) & S_IALLUGO;
	ks_operation_note(operation, path->dentry);
	ks_operation_file(operation, &event->file, path, true);
	return leave_to(operation, outer, data);
}

static int begin_chown(unsigned long dfd, unsigned long name, unsigned long uid, unsigned long gid,
		       void *data)
{
	struct ks_operation *operation = ks_operation_begin_outer_event(chown);

	if (!operation)
		return 1;
	ks_operation_event(operation, chown)->uid = uid;
	ks_operation_event(operation, chown)->gid = gid;
	ks_operation_requested(operation, 0, dfd, name);
	return ks_operation_until_return(operation, data);
}

/* do_fchownat(dfd, name, uid, gid, flags) */
static int enter_chownat(struct pt_regs *regs, void *data)
{
	return begin_chown(ks_argument(regs, 0), ks_argument(regs, 1), ks_argument(regs, 2),
			   ks_argument(regs, 3), data);
}

/* sys_chown(name, uid, gid), sys_lchown(name, uid, gid) */
static int enter_chown(struct pt_regs *regs, void *data)
{
	return begin_chown(AT_FDCWD, ks_argument(regs, 0), ks_argument(regs, 1),
			   ks_argument(regs, 2), data);
}

/* chown_common(path, uid, gid) */
static int chown_file(struct pt_regs *regs, void *data)
{
	const struct path *path = (const void *)ks_argument(regs, 0);
	struct ks_operation *operation;
	struct ks_event_chown *event;
	bool outer;

	if (is_pipe(path, KS_EVENT_chown))
		return 1;
	operation = with_file(KS_EVENT_chown, sizeof(*event), &outer);
	if (!operation)
		return 1;
	event = ks_operation_event(operation, chown);
	event->uid = ks_argument(regs, 1);
	event->gid = ks_argument(regs, 2);
	ks_operation_note(operation, path->dentry);
	ks_operation_file(operation, &event->file, path, true);
	return leave_to(operation, outer, data);
}

/* What is asked for: a time, the time of the change, or to leave it as it is. */
static void ask_time(struct ks_operation *operation, const void *times, int i, u32 bit,
		     struct ks_time *to)
{
	struct ks_event_utimes *event = ks_operation_event(operation, utimes);

	to->nanoseconds = UTIME_NOW;
	if (times)
		ks_asked_time(times, i, &to->seconds, &to->nanoseconds);
	if (to->nanoseconds == UTIME_NOW)
		operation->later |= bit;
	else if (to->nanoseconds != UTIME_OMIT)
		event->state |= bit;
}

static void ask_times(struct ks_operation *operation, const void *times)
{
	struct ks_event_utimes *event = ks_operation_event(operation, utimes);

	operation->later = 0;
	event->state = 0;
	ask_time(operation, times, 0, KS_TIMES_ACCESS, &event->access);
	ask_time(operation, times, 1, KS_TIMES_MODIFIED, &event->modified);
}

/* do_utimes(dfd, name, times, flags): without a name for the file of a descriptor */
static int enter_utimes(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_begin_outer_event(utimes);

	if (!operation)
		return 1;
	ask_times(operation, (const void *)ks_argument(regs, 2));
	ks_operation_requested(operation, 0, ks_argument(regs, 0), ks_argument(regs, 1));
	return ks_operation_until_return(operation, data);
}

/* vfs_utimes(path, times) */
static int utimes_file(struct pt_regs *regs, void *data)
{
	const struct path *path = (const void *)ks_argument(regs, 0);
	struct ks_operation *operation;
	struct ks_event_utimes *event;
	bool outer;

	if (is_pipe(path, KS_EVENT_utimes))
		return 1;
	operation = with_file(KS_EVENT_utimes, sizeof(*event), &outer);
	if (!operation)
		return 1;
	event = ks_operation_event(operation, utimes);
	ask_times(operation, (const void *)ks_argument(regs, 1));
	ks_operation_note(operation, path->dentry);
	ks_operation_file(operation, &event->file, path, true);
	return leave_to(operation, outer, data);
}

/* The operation that changes the times of this very file. */
static struct ks_operation *changing_times(const struct dentry *dentry)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(KS_EVENT_utimes));

	return operation && operation->noted && operation->object == dentry ? operation : NULL;
}

/* security_inode_post_setattr(mapping, dentry, what): the file has its times */
static int times_set(struct pt_regs *regs, void *data)
{
	const struct dentry *dentry = (const void *)ks_argument(regs, 1);
	struct ks_operation *operation = changing_times(dentry);
	struct ks_event_utimes *event;
	struct ks_time changed;

	if (!operation)
		return 0;
	event = ks_operation_event(operation, utimes);
	if (operation->later & KS_TIMES_ACCESS)
		ks_inode_access_time(dentry->d_inode, &event->access.seconds,
				     &event->access.nanoseconds);
	if (operation->later & KS_TIMES_MODIFIED)
		ks_inode_times(dentry->d_inode, &event->modified.seconds,
			       &event->modified.nanoseconds, &changed.seconds,
			       &changed.nanoseconds);
	event->state |= operation->later;
	return 0;
}

/* security_inode_setattr([mapping,] dentry, attributes): the times that it will get */
static int times_chosen(struct pt_regs *regs, void *data)
{
	const struct dentry *dentry = (const void *)ks_argument(regs, KS_SETATTR_DENTRY);
	const struct iattr *attributes = (const void *)ks_argument(regs, KS_SETATTR_DENTRY + 1);
	struct ks_operation *operation = changing_times(dentry);
	struct ks_event_utimes *event;

	if (!operation)
		return 0;
	event = ks_operation_event(operation, utimes);
	if (operation->later & KS_TIMES_ACCESS) {
		event->access.seconds = attributes->ia_atime.tv_sec;
		event->access.nanoseconds = attributes->ia_atime.tv_nsec;
	}
	if (operation->later & KS_TIMES_MODIFIED) {
		event->modified.seconds = attributes->ia_mtime.tv_sec;
		event->modified.nanoseconds = attributes->ia_mtime.tv_nsec;
	}
	event->state |= operation->later;
	return 0;
}

/* A time that was to be that of the change: there was no change. */
static void leave_utimes(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_at_return(data);

	if (operation && (int)regs_return_value(regs) < 0)
		ks_operation_event(operation, utimes)->state &= ~operation->later;
	ks_operation_leave(regs, data);
}

/*
 * Functions on extended attributes have a dentry only. The mount is the one that
 * the call has just asked to write to, and holds until it returns.
 */
#define BOTH_XATTR	(KS_BIT(KS_EVENT_setxattr) | KS_BIT(KS_EVENT_removexattr))

static void note_mount(struct vfsmount *mount)
{
	struct ks_operation *operation = ks_operation_find(BOTH_XATTR);

	/* An overlay asks again, for its upper layer. */
	if (operation && !operation->noted)
		operation->mount = mount;
}

/* mnt_want_write(mount) */
static int want_write(struct pt_regs *regs, void *data)
{
	note_mount((struct vfsmount *)ks_argument(regs, 0));
	return 0;
}

/* mnt_want_write_file(file) */
static int want_write_file(struct pt_regs *regs, void *data)
{
	note_mount(((const struct file *)ks_argument(regs, 0))->f_path.mnt);
	return 0;
}

/* The members of setxattr and removexattr are the same. */
static int begin_xattr(u16 event, unsigned long dfd, unsigned long path, unsigned long name,
		       void *data)
{
	struct ks_operation *operation =
		ks_operation_begin(event, sizeof(struct ks_event_setxattr));

	if (!operation)
		return 1;
	ks_operation_requested(operation, 0, dfd, path);
	operation->requested[1].user = (const char __user *)name;
	return ks_operation_until_return(operation, data);
}

/* path_setxattr(path, name, ...) */
static int enter_setxattr(struct pt_regs *regs, void *data)
{
	return begin_xattr(KS_EVENT_setxattr, AT_FDCWD, ks_argument(regs, 0),
			   ks_argument(regs, 1), data);
}

/* path_setxattrat(dfd, path, flags, name, ...) */
static int enter_setxattrat(struct pt_regs *regs, void *data)
{
	return begin_xattr(KS_EVENT_setxattr, ks_argument(regs, 0), ks_argument(regs, 1),
			   ks_argument(regs, 3), data);
}

/* path_removexattr(path, name, ...) */
static int enter_removexattr(struct pt_regs *regs, void *data)
{
	return begin_xattr(KS_EVENT_removexattr, AT_FDCWD, ks_argument(regs, 0),
			   ks_argument(regs, 1), data);
}

/* path_removexattrat(dfd, path, flags, name) */
static int enter_removexattrat(struct pt_regs *regs, void *data)
{
	return begin_xattr(KS_EVENT_removexattr, ks_argument(regs, 0), ks_argument(regs, 1),
			   ks_argument(regs, 3), data);
}

/* By a descriptor, or by a request of io_uring: there is no path on the way. */
static int enter_setxattr_file(struct pt_regs *regs, void *data)
{
	return begin_xattr(KS_EVENT_setxattr, AT_FDCWD, 0, 0, data);
}

static int enter_removexattr_file(struct pt_regs *regs, void *data)
{
	return begin_xattr(KS_EVENT_removexattr, AT_FDCWD, 0, 0, data);
}

/* The name is in user memory until the kernel has come to the file. */
static void leave_xattr(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_at_return(data);
	int result = regs_return_value(regs);
	char name[NAME_SIZE];
	long length;

	if (operation && !operation->noted && (result == -EACCES || result == -EPERM)) {
		length = ks_read_user_string(name, operation->requested[1].user, sizeof(name));
		if (length > 0)
			ks_record_string(&operation->record,
					 &ks_operation_event(operation, setxattr)->name, name,
					 length);
	}
	ks_operation_leave(regs, data);
}

/* What did not come to its file has nothing to show: neither path nor name. */
static void leave_xattr_file(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_at_return(data);

	if (operation && !operation->noted)
		operation->unwanted = true;
	ks_operation_leave(regs, data);
}

/* The function that io_uring calls has its result elsewhere; see xattr_changed(). */
static void leave_xattr_uring(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_at_return(data);

	if (!operation)
		return;
	operation->unwanted = !operation->noted;
	ks_operation_end(operation, operation->later);
}

static int xattr_file(u16 id, struct pt_regs *regs, void *data)
{
	/* Nobody's: the kernel does so for itself, too. */
	struct ks_operation *operation = ks_operation_find(KS_BIT(id));
	struct path path = { .dentry = (struct dentry *)ks_argument(regs, KS_XATTR_DENTRY) };
	const char *name = (const char *)ks_argument(regs, KS_XATTR_DENTRY + 1);
	struct ks_event_setxattr *event;

	/* An overlay comes again with the file of its upper layer. */
	if (!operation || operation->noted)
		return 1;
	event = ks_operation_event(operation, setxattr);
	ks_operation_note(operation, path.dentry);
	path.mnt = operation->mount;
	if (path.mnt) {
		ks_operation_file(operation, &event->file, &path, true);
	} else if (path.dentry->d_inode) {
		ks_file_metadata(&event->file, path.dentry, path.dentry->d_inode);
		event->file.error = KS_PATH_BUSY;
	}
	ks_record_string(&operation->record, &event->name, name, strnlen(name, XATTR_NAME_MAX));
	return operation->async ? ks_operation_until_return(operation, data) : 1;
}

/* vfs_setxattr([mapping,] dentry, name, ...) */
static int setxattr_file(struct pt_regs *regs, void *data)
{
	return xattr_file(KS_EVENT_setxattr, regs, data);
}

/* vfs_removexattr([mapping,] dentry, name) */
static int removexattr_file(struct pt_regs *regs, void *data)
{
	return xattr_file(KS_EVENT_removexattr, regs, data);
}

static void xattr_changed(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_at_return(data);

	if (operation)
		operation->later = regs_return_value(regs);
}

#define WAITS(handler)								\
	.how = KS_KRETPROBE,							\
	.enter = handler,							\
	.data_size = sizeof(struct ks_operation *),				\
	.results = KS_WITH_RESULTS

/* Whatever the parameter results says: these are rare, and told by their returns. */
#define WATCHES(handler)							\
	.how = KS_KRETPROBE,							\
	.enter = handler,							\
	.data_size = sizeof(struct ks_operation *)

#define NO_EARLY(what) what " that is refused on the way to its file is not recorded"

struct ks_hook ks_hooks_attribute[] = {
	{
		.name = "chmod",
		WAITS(chmod_file),
		.leave = ks_operation_leave,
		.symbols = { "chmod_common" },
		.events = KS_BIT(KS_EVENT_chmod),
		.vital = true,
		.loss = "chmod is not recorded",
	}, {
		.name = "chmod, by path",
		WAITS(enter_chmod_call),
		.leave = ks_operation_leave,
		.symbols = { "__x64_sys_chmod" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_chmod),
		.loss = NO_EARLY("a chmod"),
	}, {
		.name = "chmod, by path, before 4.17",
		WAITS(enter_chmod),
		.leave = ks_operation_leave,
		.symbols = { "sys_fchmodat" },
		.instead = "chmod, by path",
		.events = KS_BIT(KS_EVENT_chmod),
		.loss = NO_EARLY("a chmod"),
	}, {
		.name = "fchmodat",
		WAITS(enter_fchmodat_call),
		.leave = ks_operation_leave,
		.symbols = { "__x64_sys_fchmodat" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_chmod),
		.loss = NO_EARLY("a chmod"),
	}, {
		.name = "fchmodat2",
		WAITS(enter_fchmodat_call),
		.leave = ks_operation_leave,
		.symbols = { "__x64_sys_fchmodat2" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_chmod),
		.loss = NO_EARLY("a chmod"),
	}, {
		.name = "chmod, by path, 32-bit",
		WAITS(enter_chmod_call),
		.leave = ks_operation_leave,
		.symbols = { "__ia32_sys_chmod" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_chmod),
		.loss = NO_EARLY("a chmod"),
	}, {
		.name = "fchmodat, 32-bit",
		WAITS(enter_fchmodat_call),
		.leave = ks_operation_leave,
		.symbols = { "__ia32_sys_fchmodat" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_chmod),
		.loss = NO_EARLY("a chmod"),
	}, {
		.name = "fchmodat2, 32-bit",
		WAITS(enter_fchmodat_call),
		.leave = ks_operation_leave,
		.symbols = { "__ia32_sys_fchmodat2" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_chmod),
		.loss = NO_EARLY("a chmod"),
	}, {
		.name = "chmod, without result",
		.how = KS_KPROBE,
		.symbols = { "chmod_common" },
		.enter = chmod_file,
		.results = KS_WITHOUT_RESULTS,
		.events = KS_BIT(KS_EVENT_chmod),
		.vital = true,
		.loss = "chmod is not recorded",
	}, {
		.name = "chown",
		WAITS(chown_file),
		.leave = ks_operation_leave,
		.symbols = { "chown_common" },
		.events = KS_BIT(KS_EVENT_chown),
		.vital = true,
		.loss = "chown is not recorded",
	}, {
		.name = "chown, by path",
		WAITS(enter_chownat),
		.leave = ks_operation_leave,
		.symbols = { "do_fchownat", "sys_fchownat" },
		.events = KS_BIT(KS_EVENT_chown),
		.loss = NO_EARLY("a chown"),
	}, {
		.name = "chown, of its own",
		WAITS(enter_chown),
		.leave = ks_operation_leave,
		.symbols = { "sys_chown" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_chown),
		.loss = NO_EARLY("a chown"),
	}, {
		.name = "lchown, of its own",
		WAITS(enter_chown),
		.leave = ks_operation_leave,
		.symbols = { "sys_lchown" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_chown),
		.loss = NO_EARLY("a lchown"),
	}, {
		.name = "chown, without result",
		.how = KS_KPROBE,
		.symbols = { "chown_common" },
		.enter = chown_file,
		.results = KS_WITHOUT_RESULTS,
		.events = KS_BIT(KS_EVENT_chown),
		.vital = true,
		.loss = "chown is not recorded",
	}, {
		.name = "utimes",
		WAITS(utimes_file),
		.leave = leave_utimes,
		.symbols = { "vfs_utimes", "utimes_common" },
		.events = KS_BIT(KS_EVENT_utimes),
		.vital = true,
		.loss = "utimes is not recorded",
	}, {
		.name = "utimes, by path",
		WAITS(enter_utimes),
		.leave = leave_utimes,
		.symbols = { "do_utimes" },
		.events = KS_BIT(KS_EVENT_utimes),
		.loss = NO_EARLY("a utimes"),
	}, {
		.name = "utimes, without result",
		.how = KS_KPROBE,
		.symbols = { "vfs_utimes", "utimes_common" },
		.enter = utimes_file,
		.results = KS_WITHOUT_RESULTS,
		.events = KS_BIT(KS_EVENT_utimes),
		.vital = true,
		.loss = "utimes is not recorded",
	}, {
		.name = "times set",
		.how = KS_KPROBE,
		.symbols = { "security_inode_post_setattr" },
		.optional = true,
		.enter = times_set,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_utimes),
		.loss = "what time a file got that was to get the present one is unknown",
	}, {
		.name = "times chosen",
		.instead = "times set",
		.how = KS_KPROBE,
		.symbols = { "security_inode_setattr" },
		.enter = times_chosen,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_utimes),
		.loss = "what time a file got that was to get the present one is unknown",
	}, {
		.name = "setxattr, the file",
		WATCHES(setxattr_file),
		.leave = xattr_changed,
		.symbols = { "vfs_setxattr" },
		.events = KS_BIT(KS_EVENT_setxattr),
		.vital = true,
		.loss = "setxattr is not recorded",
	}, {
		.name = "setxattr, an access control list",
		WATCHES(setxattr_file),
		.leave = xattr_changed,
		.symbols = { "vfs_set_acl" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_setxattr),
		.loss = "setxattr of an access control list is not recorded",
	}, {
		.name = "setxattr",
		WATCHES(enter_setxattrat),
		.leave = leave_xattr,
		.symbols = { "path_setxattrat" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_setxattr),
		.loss = "setxattr is not recorded",
	}, {
		.name = "setxattr, before 6.13",
		WATCHES(enter_setxattr),
		.leave = leave_xattr,
		.symbols = { "path_setxattr", "sys_setxattr" },
		.instead = "setxattr",
		.events = KS_BIT(KS_EVENT_setxattr),
		.vital = true,
		.loss = "setxattr is not recorded",
	}, {
		.name = "lsetxattr, of its own",
		WATCHES(enter_setxattr),
		.leave = leave_xattr,
		.symbols = { "sys_lsetxattr" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_setxattr),
		.loss = "lsetxattr is not recorded",
	}, {
		.name = "fsetxattr, before 6.13",
		WATCHES(enter_setxattr_file),
		.leave = leave_xattr_file,
		.symbols = { "__x64_sys_fsetxattr", "sys_fsetxattr" },
		.instead = "setxattr",
		.events = KS_BIT(KS_EVENT_setxattr),
		.loss = "fsetxattr is not recorded",
	}, {
		.name = "fsetxattr, 32-bit, before 6.13",
		WATCHES(enter_setxattr_file),
		.leave = leave_xattr_file,
		.symbols = { "__ia32_sys_fsetxattr" },
		.optional = true,
		.instead = "setxattr",
		.events = KS_BIT(KS_EVENT_setxattr),
		.loss = "fsetxattr by the 32-bit entry is not recorded",
	}, {
		.name = "removexattr, the file",
		WATCHES(removexattr_file),
		.leave = xattr_changed,
		.symbols = { "vfs_removexattr" },
		.events = KS_BIT(KS_EVENT_removexattr),
		.vital = true,
		.loss = "removexattr is not recorded",
	}, {
		.name = "removexattr, an access control list",
		WATCHES(removexattr_file),
		.leave = xattr_changed,
		.symbols = { "vfs_remove_acl" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_removexattr),
		.loss = "removexattr of an access control list is not recorded",
	}, {
		.name = "removexattr",
		WATCHES(enter_removexattrat),
		.leave = leave_xattr,
		.symbols = { "path_removexattrat" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_removexattr),
		.loss = "removexattr is not recorded",
	}, {
		.name = "removexattr, before 6.13",
		WATCHES(enter_removexattr),
		.leave = leave_xattr,
		.symbols = { "path_removexattr", "sys_removexattr" },
		.instead = "removexattr",
		.events = KS_BIT(KS_EVENT_removexattr),
		.vital = true,
		.loss = "removexattr is not recorded",
	}, {
		.name = "lremovexattr, of its own",
		WATCHES(enter_removexattr),
		.leave = leave_xattr,
		.symbols = { "sys_lremovexattr" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_removexattr),
		.loss = "lremovexattr is not recorded",
	}, {
		.name = "fremovexattr, before 6.13",
		WATCHES(enter_removexattr_file),
		.leave = leave_xattr_file,
		.symbols = { "__x64_sys_fremovexattr", "sys_fremovexattr" },
		.instead = "removexattr",
		.events = KS_BIT(KS_EVENT_removexattr),
		.loss = "fremovexattr is not recorded",
	}, {
		.name = "fremovexattr, 32-bit, before 6.13",
		WATCHES(enter_removexattr_file),
		.leave = leave_xattr_file,
		.symbols = { "__ia32_sys_fremovexattr" },
		.optional = true,
		.instead = "removexattr",
		.events = KS_BIT(KS_EVENT_removexattr),
		.loss = "fremovexattr by the 32-bit entry is not recorded",
	}, {
		.name = "setxattr, by io_uring",
		WATCHES(enter_setxattr_file),
		.leave = leave_xattr_uring,
		.symbols = { "io_setxattr" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_setxattr),
		.loss = "setxattr by io_uring is not recorded",
	}, {
		.name = "fsetxattr, by io_uring",
		WATCHES(enter_setxattr_file),
		.leave = leave_xattr_uring,
		.symbols = { "io_fsetxattr" },
		.optional = true,
		.events = KS_BIT(KS_EVENT_setxattr),
		.loss = "fsetxattr by io_uring is not recorded",
	}, {
		.name = "write access",
		.how = KS_FTRACE,
		.symbols = { "mnt_want_write" },
		.enter = want_write,
		.events = BOTH_XATTR,
		.loss = "files whose extended attributes change have no paths",
	}, {
		.name = "write access, by descriptor of an overlay",
		.how = KS_KPROBE,
		.symbols = { "mnt_want_write_file_path" },
		.optional = true,
		.enter = want_write_file,
		.events = BOTH_XATTR,
		.loss = "files whose extended attributes change by descriptor have no paths",
	}, {
		.name = "write access, by descriptor",
		.instead = "write access, by descriptor of an overlay",
		.how = KS_KPROBE,
		.symbols = { "mnt_want_write_file" },
		.enter = want_write_file,
		.events = BOTH_XATTR,
		.loss = "files whose extended attributes change by descriptor have no paths",
	},
};

const unsigned int ks_hooks_attribute_count = ARRAY_SIZE(ks_hooks_attribute);
