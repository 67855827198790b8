// SPDX-License-Identifier: GPL-2.0
/*
 * Names that come, go and change: mkdir, rmdir, unlink, link, rename, by every
 * system call of these families and by io_uring.
 *
 * One function of the kernel serves each family, and its return tells how it
 * ended. In between the security modules are asked about paths: there the kernel
 * holds mount and names, before any permission of the files themselves is
 * checked. What is made or moved is looked at once more when it is there.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/path.h>
#include "compat/syscall.h"
#include "compat/vfs.h"
#include "event.h"
#include "file.h"
#include "hook.h"
#include "operation.h"

KS_RECORDS(mkdir);
KS_RECORDS(rmdir);
KS_RECORDS(unlink);
KS_RECORDS(link);
KS_RECORDS(rename);

#define ALL_NAMES (KS_BIT(KS_EVENT_mkdir) | KS_BIT(KS_EVENT_rmdir) | KS_BIT(KS_EVENT_unlink) | \
		   KS_BIT(KS_EVENT_link) | KS_BIT(KS_EVENT_rename))

/* dfd, name */
static int enter_with_path(struct ks_operation *operation, struct pt_regs *regs, void *data)
{
	if (!operation)
		return 1;
	ks_operation_requested_name(operation, 0, ks_argument(regs, 0), ks_argument(regs, 1));
	return ks_operation_until_return(operation, data);
}

/* do_mkdirat(dfd, name, mode) */
static int enter_mkdir(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_begin_event(mkdir);

	if (operation)
		ks_operation_event(operation, mkdir)->mode = (umode_t)ks_argument(regs, 2);
	return enter_with_path(operation, regs, data);
}

/* do_rmdir(dfd, name) */
static int enter_rmdir(struct pt_regs *regs, void *data)
{
	return enter_with_path(ks_operation_begin_event(rmdir), regs, data);
}

/* do_unlinkat(dfd, name) */
static int enter_unlink(struct pt_regs *regs, void *data)
{
	return enter_with_path(ks_operation_begin_event(unlink), regs, data);
}

/* dfd, name, new dfd, new name */
static int enter_with_paths(struct ks_operation *operation, struct pt_regs *regs, void *data)
{
	if (!operation)
		return 1;
	ks_operation_requested_name(operation, 1, ks_argument(regs, 2), ks_argument(regs, 3));
	return enter_with_path(operation, regs, data);
}

/* do_linkat(dfd, name, new dfd, new name, flags) */
static int enter_link(struct pt_regs *regs, void *data)
{
	return enter_with_paths(ks_operation_begin_event(link), regs, data);
}

/* do_renameat2(dfd, name, new dfd, new name, flags) */
static int enter_rename(struct pt_regs *regs, void *data)
{
	return enter_with_paths(ks_operation_begin_event(rename), regs, data);
}

/* An entry of a directory: the security modules are given the two apart. */
static struct path entry(const struct path *directory, unsigned long dentry)
{
	struct path path = { .mnt = directory->mnt, .dentry = (struct dentry *)dentry };

	return path;
}

/* The mode as the caller wrote it; the kernel's own has the umask taken off. */
static u32 asked_mode(unsigned long mode)
{
	struct ks_syscall call;

	ks_syscall(&call);
	switch (call.call) {
	case KS_CALL_MKDIR:
		return (umode_t)ks_syscall_argument(&call, 1);
	case KS_CALL_MKDIRAT:
		return (umode_t)ks_syscall_argument(&call, 2);
	default:
		return (umode_t)mode;
	}
}

/* security_path_mkdir(directory, dentry, mode) */
static int place_mkdir(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_reached_event(mkdir);
	struct path path = entry((const void *)ks_argument(regs, 0), ks_argument(regs, 1));

	if (!operation)
		return 0;
	if (!ks_results)
		ks_operation_event(operation, mkdir)->mode = asked_mode(ks_argument(regs, 2));
	ks_operation_note(operation, path.dentry);
	ks_operation_file(operation, &ks_operation_event(operation, mkdir)->file, &path, false);
	ks_operation_told(operation);
	return 0;
}

/* rmdir and unlink are the same as far as this goes. */
static void note_removal(struct ks_operation *operation, const struct path *path)
{
	ks_operation_note(operation, path->dentry);
	ks_operation_file(operation, &ks_operation_event(operation, unlink)->file, path, true);
}

/* directory, dentry */
static int place_removal(struct ks_operation *operation, struct pt_regs *regs)
{
	struct path path = entry((const void *)ks_argument(regs, 0), ks_argument(regs, 1));

	if (!operation)
		return 0;
	note_removal(operation, &path);
	ks_operation_told(operation);
	return 0;
}

/* security_path_rmdir(directory, dentry) */
static int place_rmdir(struct pt_regs *regs, void *data)
{
	return place_removal(ks_operation_reached_event(rmdir), regs);
}

/* security_path_unlink(directory, dentry) */
static int place_unlink(struct pt_regs *regs, void *data)
{
	return place_removal(ks_operation_reached_event(unlink), regs);
}

/* security_path_link(dentry, new directory, new dentry): both are on one mount */
static int place_link(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_reached_event(link);
	const struct path *directory = (const void *)ks_argument(regs, 1);
	struct path from = entry(directory, ks_argument(regs, 0));
	struct path to = entry(directory, ks_argument(regs, 2));
	struct ks_event_link *event;

	if (!operation)
		return 0;
	event = ks_operation_event(operation, link);
	ks_operation_note(operation, to.dentry);
	ks_operation_file(operation, &event->file, &from, true);
	ks_operation_file(operation, &event->destination, &to, false);
	ks_operation_told(operation);
	return 0;
}

/*
 * A rename between two names of one file succeeds and changes nothing: then the
 * destination is there already.
 */
static void note_rename(struct ks_operation *operation, const struct path *from,
			const struct path *to)
{
	struct ks_event_rename *event = ks_operation_event(operation, rename);
	bool same = from->dentry->d_inode && from->dentry->d_inode == to->dentry->d_inode;

	ks_operation_note(operation, from->dentry);
	ks_operation_file(operation, &event->file, from, true);
	ks_operation_file(operation, &event->destination, to, same);
}

/* security_path_rename(directory, dentry, new directory, new dentry, ...) */
static int place_rename(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_reached_event(rename);
	struct path from = entry((const void *)ks_argument(regs, 0), ks_argument(regs, 1));
	struct path to = entry((const void *)ks_argument(regs, 2), ks_argument(regs, 3));

	if (!operation)
		return 0;
	note_rename(operation, &from, &to);
	ks_operation_told(operation);
	return 0;
}

/*
 * Where security modules are not asked about paths (CONFIG_SECURITY_PATH=n): the
 * functions that do it have the names, and the mount is the one that the kernel
 * has asked to write to, just before.
 */
static int want_write(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_find(ALL_NAMES);

	if (operation && !operation->noted)
		operation->mount = (struct vfsmount *)ks_argument(regs, 0);
	return 0;
}

/* NULL: not asked for, or by an overlay for its layer. */
static struct ks_operation *without_place(u16 event)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(event));

	return operation && operation->mount && !operation->noted ? operation : NULL;
}

static struct path on_mount(const struct ks_operation *operation, const struct dentry *dentry)
{
	struct path path = { .mnt = operation->mount, .dentry = (struct dentry *)dentry };

	return path;
}

static int removing(u16 event, const struct dentry *dentry)
{
	struct ks_operation *operation = without_place(event);
	struct path path;

	if (!operation)
		return 0;
	path = on_mount(operation, dentry);
	note_removal(operation, &path);
	return 0;
}

/* vfs_rmdir([mapping,] directory, dentry) */
static int removing_directory(struct pt_regs *regs, void *data)
{
	return removing(KS_EVENT_rmdir, (const void *)ks_argument(regs, KS_MKDIR_DENTRY));
}

/* vfs_unlink([mapping,] directory, dentry, ...) */
static int removing_file(struct pt_regs *regs, void *data)
{
	return removing(KS_EVENT_unlink, (const void *)ks_argument(regs, KS_MKDIR_DENTRY));
}

/* vfs_rename(...) */
static int renaming(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = without_place(KS_EVENT_rename);
	const struct dentry *from_dentry, *to_dentry;
	struct path from, to;

	if (!operation)
		return 0;
	ks_rename_arguments(regs, &from_dentry, &to_dentry);
	from = on_mount(operation, from_dentry);
	to = on_mount(operation, to_dentry);
	note_rename(operation, &from, &to);
	return 0;
}

/* What the return of a function is to find: the entry that it makes. */
static int making(u16 event, const struct dentry *dentry, void *data)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(event));

	/* An overlay makes one in its upper layer, too. */
	if (!operation || operation->object != dentry)
		return 1;
	*(const struct dentry **)data = dentry;
	return 0;
}

/*
 * Of a directory that the filesystem has not shown to the kernel yet (kernfs)
 * nothing is known.
 */
static void made(struct ks_file *to, const struct dentry *dentry)
{
	const struct inode *inode = dentry ? READ_ONCE(dentry->d_inode) : NULL;

	if (inode)
		ks_file_metadata(to, dentry, inode);
}

/* vfs_mkdir([mapping,] directory, dentry, mode) */
static int making_directory(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = without_place(KS_EVENT_mkdir);
	const struct dentry *dentry = (const void *)ks_argument(regs, KS_MKDIR_DENTRY);
	struct path path;

	if (operation) {
		path = on_mount(operation, dentry);
		ks_operation_note(operation, dentry);
		ks_operation_file(operation, &ks_operation_event(operation, mkdir)->file, &path,
				  false);
	}
	return making(KS_EVENT_mkdir, dentry, data);
}

static void made_directory(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(KS_EVENT_mkdir));

	if (operation)
		made(&ks_operation_event(operation, mkdir)->file,
		     ks_mkdir_result(regs, *(const struct dentry **)data));
}

/* vfs_link(dentry, [mapping,] directory, new dentry, ...) */
static int making_link(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = without_place(KS_EVENT_link);
	const struct dentry *dentry = (const void *)ks_argument(regs, KS_LINK_DENTRY);
	struct ks_event_link *event;
	struct path path;

	if (operation) {
		event = ks_operation_event(operation, link);
		ks_operation_note(operation, dentry);
		path = on_mount(operation, (const void *)ks_argument(regs, 0));
		ks_operation_file(operation, &event->file, &path, true);
		path = on_mount(operation, dentry);
		ks_operation_file(operation, &event->destination, &path, false);
	}
	return making(KS_EVENT_link, dentry, data);
}

static void made_link(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(KS_EVENT_link));

	if (operation && !(int)regs_return_value(regs))
		made(&ks_operation_event(operation, link)->destination,
		     *(const struct dentry **)data);
}

/*
 * d_move(dentry, new dentry), d_exchange(dentry, new dentry): the filesystem has
 * renamed it. On an overlay its layer comes first, with dentries of its own.
 */
static int moved(struct pt_regs *regs, void *data)
{
	struct ks_operation *operation = ks_operation_find(KS_BIT(KS_EVENT_rename));
	const struct dentry *dentry = (const void *)ks_argument(regs, 0);
	const struct inode *inode = READ_ONCE(dentry->d_inode);

	if (operation && operation->object == dentry && inode)
		ks_file_metadata(&ks_operation_event(operation, rename)->destination, dentry, inode);
	return 0;
}

#define ENTRY(title, event, handler, what, ...)					\
	{									\
		.name = title,							\
		.how = KS_KRETPROBE,						\
		.symbols = { __VA_ARGS__ },					\
		.enter = handler,						\
		.leave = ks_operation_leave,					\
		.data_size = sizeof(struct ks_operation *),			\
		.results = KS_WITH_RESULTS,					\
		.events = KS_BIT(KS_EVENT_##event),				\
		.vital = true,							\
		.loss = what " is not recorded",				\
	}

#define WITHOUT_RESULT(title, event, handler)					\
	{									\
		.name = title ", without result",				\
		.how = KS_KPROBE,						\
		.symbols = { "security_path_" title },				\
		.enter = handler,						\
		.results = KS_WITHOUT_RESULTS,					\
		.events = KS_BIT(KS_EVENT_##event),				\
		.vital = true,							\
		.loss = title " is not recorded: with results=1 it would be",	\
	}

struct ks_hook ks_hooks_name[] = {
	ENTRY("mkdir", mkdir, enter_mkdir, "mkdir", "do_mkdirat", "filename_mkdirat", "sys_mkdirat"),
	ENTRY("rmdir", rmdir, enter_rmdir, "rmdir", "do_rmdir", "filename_rmdir"),
	ENTRY("unlink", unlink, enter_unlink, "unlink", "do_unlinkat", "filename_unlinkat"),
	ENTRY("link", link, enter_link, "link", "do_linkat", "filename_linkat", "sys_linkat"),
	ENTRY("rename", rename, enter_rename, "rename", "do_renameat2", "filename_renameat2",
	      "sys_renameat2"),
	{
		.name = "mkdir, place",
		.how = KS_KPROBE,
		.symbols = { "security_path_mkdir" },
		.optional = true,
		.enter = place_mkdir,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_mkdir),
		.loss = "new directories have the paths that were asked for",
	}, {
		.name = "rmdir, place",
		.how = KS_KPROBE,
		.symbols = { "security_path_rmdir" },
		.optional = true,
		.enter = place_rmdir,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_rmdir),
		.loss = "removed directories are paths only, as they were asked for",
	}, {
		.name = "unlink, place",
		.how = KS_FTRACE,
		.symbols = { "security_path_unlink" },
		.optional = true,
		.enter = place_unlink,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_unlink),
		.loss = "unlinked files are paths only, as they were asked for",
	}, {
		.name = "link, place",
		.how = KS_KPROBE,
		.symbols = { "security_path_link" },
		.optional = true,
		.enter = place_link,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_link),
		.loss = "linked files are paths only, as they were asked for",
	}, {
		.name = "rename, place",
		.how = KS_KPROBE,
		.symbols = { "security_path_rename" },
		.optional = true,
		.enter = place_rename,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_rename),
		.loss = "renamed files are paths only, as they were asked for",
	},
	WITHOUT_RESULT("mkdir", mkdir, place_mkdir),
	WITHOUT_RESULT("rmdir", rmdir, place_rmdir),
	WITHOUT_RESULT("unlink", unlink, place_unlink),
	WITHOUT_RESULT("link", link, place_link),
	WITHOUT_RESULT("rename", rename, place_rename),
	{
		.name = "write access, for names",
		.instead = "unlink, place",
		.how = KS_FTRACE,
		.symbols = { "mnt_want_write" },
		.enter = want_write,
		.results = KS_WITH_RESULTS,
		.events = ALL_NAMES,
		.loss = "names that come, go and change are paths only, as they were asked for",
	}, {
		.name = "rmdir, itself",
		.instead = "rmdir, place",
		.how = KS_KPROBE,
		.symbols = { "vfs_rmdir" },
		.enter = removing_directory,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_rmdir),
		.loss = "removed directories are paths only, as they were asked for",
	}, {
		.name = "unlink, itself",
		.instead = "unlink, place",
		.how = KS_KPROBE,
		.symbols = { "vfs_unlink" },
		.enter = removing_file,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_unlink),
		.loss = "unlinked files are paths only, as they were asked for",
	}, {
		.name = "rename, itself",
		.instead = "rename, place",
		.how = KS_KPROBE,
		.symbols = { "vfs_rename" },
		.enter = renaming,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_rename),
		.loss = "renamed files are paths only, as they were asked for",
	}, {
		.name = "mkdir, made",
		.how = KS_KRETPROBE,
		.symbols = { "vfs_mkdir" },
		.enter = making_directory,
		.leave = made_directory,
		.data_size = sizeof(struct dentry *),
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_mkdir),
		.loss = "new directories are paths only",
	}, {
		.name = "link, made",
		.how = KS_KRETPROBE,
		.symbols = { "vfs_link" },
		.enter = making_link,
		.leave = made_link,
		.data_size = sizeof(struct dentry *),
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_link),
		.loss = "new links are paths only",
	}, {
		.name = "moved",
		.how = KS_KPROBE,
		.symbols = { "d_move" },
		.enter = moved,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_rename),
		.loss = "the destination of a rename is a path only",
	}, {
		.name = "exchanged",
		.how = KS_KPROBE,
		.symbols = { "d_exchange" },
		.enter = moved,
		.results = KS_WITH_RESULTS,
		.events = KS_BIT(KS_EVENT_rename),
		.loss = "the destination of an exchange is a path only",
	},
};

const unsigned int ks_hooks_name_count = ARRAY_SIZE(ks_hooks_name);
