// SPDX-License-Identifier: GPL-2.0
/*
 * Mounts, where the kernel attaches them: by mount(2), a new one, a bind or a
 * move, and by move_mount(2).
 *
 * One call may attach many, copies in peer groups among them; the one that was
 * asked for is what attach_recursive_mnt() is given. When that returns, the
 * kernel has all that mountinfo would show, and its caller has the lock without
 * which nobody takes a mount away.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/path.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "channel.h"
#include "compat/calibrate.h"
#include "compat/syscall.h"
#include "event.h"
#include "file.h"
#include "filter.h"
#include "hook.h"
#include "operation.h"
#include "path.h"
#include "scratch.h"

KS_RECORDS(mount);

/* MS_BIND, which headers have in different places. */
#define BIND	0x1000

/* ks_operation.later: a bind mount was asked for, and what it shows is to come. */
#define SOURCE_WANTED	1

static int begin_mount(bool bind, void *data)
{
	struct ks_operation *operation = ks_operation_begin_event(mount);

	if (!operation)
		return 1;
	operation->later = bind ? SOURCE_WANTED : 0;
	return ks_operation_until_return(operation, data);
}

/* path_mount(device, path, type, flags, ...), do_mount(the same) */
static int enter_mount(struct pt_regs *regs, void *data)
{
	return begin_mount(ks_argument(regs, 3) & BIND, data);
}

/* The system call move_mount. */
static int enter_move_mount(struct pt_regs *regs, void *data)
{
	return begin_mount(false, data);
}

/* clone_mnt(mount, root, ...): the first one of a bind mount is of what it shows. */
static int cloning(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(KS_EVENT_mount));
	struct path source;
	struct ks_event_mount *event;
	struct ks_scratch *scratch;
	char *begin;
	size_t length;

	if (!operation || !(operation->later & SOURCE_WANTED) ||
	    !ks_layout_mounts())
		return 0;
	scratch = ks_scratch_get();
	if (!scratch)
		return 0;
	operation->later = 0;
	event = ks_operation_event(operation, mount);
	source.mnt = ks_mount_public((void *)ks_argument(regs, 0));
	source.dentry = (struct dentry *)ks_argument(regs, 1);
	rcu_read_lock();
	event->source_error = ks_path(&source, scratch->work, &begin, &length);
	ks_record_string(&operation->record, &event->source, begin, length);
	if (ks_mount_id(source.mnt, &event->source_id))
		event->state |= KS_MOUNT_BIND;
	rcu_read_unlock();
	ks_scratch_put(scratch);
	return 0;
}

/*
 * attach_recursive_mnt(mount, ...): the last one of a call is the one that was
 * asked for; on the way to it others may have been mounted by themselves.
 */
static int attaching(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(KS_EVENT_mount));

	if (!operation)
		return 1;
	operation->object = (const void *)ks_argument(regs, 0);
	return 0;
}

/* By where it is attached. */
static bool is_wanted(const struct ks_event_mount *event)
{
	struct ks_filtered path = {
		.path = &event->path,
		.known = event->path_error == KS_PATH_OK && event->point.state & KS_FILE_INITIAL,
	};

	return !ks_filter_by_path(KS_EVENT_mount) || ks_filter_judge(&event->header, &path, 1);
}

/* The return of the entries. */
static void leave_mount(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_at_return(data);
	int result = regs_return_value(regs);

	if (!operation)
		return;
	if (operation->noted && !result)
		operation->unwanted = !is_wanted(ks_operation_event(operation, mount));
	ks_operation_end(operation, result);
}

/* A file, with the path that it has inside its mount or its filesystem. */
static void describe(struct ks_record *record, struct ks_file *to, const struct vfsmount *mount,
		     const struct dentry *dentry, const struct dentry *root, char *work)
{
	const struct inode *inode = READ_ONCE(dentry->d_inode);
	char *begin;
	size_t length;

	if (inode)
		ks_file_metadata(to, dentry, inode);
	ks_file_filesystem(record, to, dentry);
	if (ks_mount_id(mount, &to->mount_id))
		to->state |= KS_FILE_MOUNT;
	to->error = ks_path_inside(dentry, root, work, &begin, &length);
	if (!ks_record_string(record, &to->path, begin, length))
		to->error = KS_PATH_TRUNCATED;
}

/* Forgets what was noted of one that was mounted by itself; the source stays. */
static void start_over(struct ks_operation *operation)
{
	struct ks_event_mount *event = ks_operation_event(operation, mount);

	operation->record.used = event->source.length ?
				 event->source.offset + event->source.length :
				 event->header.fixed;
	memset(&event->root, 0, sizeof(event->root));
	memset(&event->point, 0, sizeof(event->point));
}

static void attached(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(KS_EVENT_mount));
	const struct vfsmount *mount, *parent;
	const struct dentry *mountpoint;
	struct path path;
	struct ks_event_mount *event;
	struct ks_record *record;
	struct ks_scratch *scratch;
	char *begin;
	size_t length;

	if (!operation || (int)regs_return_value(regs))
		return;
	if (!ks_layout_mounts()) {
		ks_channel_refuse(KS_EVENT_mount, KS_REFUSED_BUSY);
		return;
	}
	mount = ks_mount_public(operation->object);
	if (!ks_mount_parent(mount, &parent, &mountpoint))
		return;
	scratch = ks_scratch_get();
	if (!scratch) {
		ks_channel_refuse(KS_EVENT_mount, KS_REFUSED_BUSY);
		return;
	}
	event = ks_operation_event(operation, mount);
	record = &operation->record;
	if (operation->noted)
		start_over(operation);
	ks_operation_note(operation, operation->object);
	rcu_read_lock();
	describe(record, &event->root, mount, mount->mnt_root, NULL, scratch->work);
	describe(record, &event->point, parent, mountpoint, parent->mnt_root, scratch->work);
	if (ks_mount_is_initial(parent))
		event->point.state |= KS_FILE_INITIAL;
	if (ks_mount_group(mount, &event->group_id))
		event->state |= KS_MOUNT_GROUP;
	path.mnt = (struct vfsmount *)parent;
	path.dentry = (struct dentry *)mountpoint;
	event->path_error = ks_path(&path, scratch->work, &begin, &length);
	if (!ks_record_string(record, &event->path, begin, length))
		event->path_error = KS_PATH_TRUNCATED;
	rcu_read_unlock();
	ks_scratch_put(scratch);
}

#define MOUNT_ENTRY(title, handler, ...)					\
	.name = title,								\
	.how = KS_KRETPROBE,							\
	.symbols = { __VA_ARGS__ },						\
	.enter = handler,							\
	.leave = leave_mount,							\
	.data_size = sizeof(struct ks_operation *),				\
	.events = KS_BIT(KS_EVENT_mount)

struct ks_hook ks_hooks_mount[] = {
	{
		MOUNT_ENTRY("mount", enter_mount, "path_mount", "do_mount"),
		.vital = true,
		.loss = "mounts are not recorded",
	}, {
		MOUNT_ENTRY("move_mount", enter_move_mount, "__x64_sys_move_mount"),
		.optional = true,
		.loss = "mounts by move_mount are not recorded",
	}, {
		MOUNT_ENTRY("move_mount, 32-bit", enter_move_mount, "__ia32_sys_move_mount"),
		.optional = true,
		.loss = "mounts by the 32-bit move_mount are not recorded",
	}, {
		.name = "mount, source",
		.how = KS_KPROBE,
		.symbols = { "clone_mnt" },
		.enter = cloning,
		.events = KS_BIT(KS_EVENT_mount),
		.loss = "bind mounts have no source",
	}, {
		.name = "mount, attached",
		.how = KS_KRETPROBE,
		.symbols = { "attach_recursive_mnt", "attach_recursive_mnt.isra.0" },
		.enter = attaching,
		.leave = attached,
		.events = KS_BIT(KS_EVENT_mount),
		.vital = true,
		.loss = "mounts are not recorded",
	},
};

const unsigned int ks_hooks_mount_count = ARRAY_SIZE(ks_hooks_mount);
