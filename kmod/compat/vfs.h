/* SPDX-License-Identifier: GPL-2.0 */
/* Where functions on names and attributes have their arguments. */
#ifndef KS_COMPAT_VFS_H
#define KS_COMPAT_VFS_H

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/ptrace.h>
#include "answers.h"
#include "syscall.h"

/* Of vfs_mkdir, vfs_rmdir and vfs_unlink: the entry; of vfs_link: the new one. */
#define KS_MKDIR_DENTRY	(1 + !KS_HAVE_VFS_WITHOUT_MAPPING)
#define KS_LINK_DENTRY	(2 + !KS_HAVE_VFS_WITHOUT_MAPPING)

/* Of vfs_setxattr and its like: the dentry; the name is the next one. */
#define KS_XATTR_DENTRY	(!KS_HAVE_VFS_WITHOUT_MAPPING)

/* Of security_inode_setattr: the dentry; the attributes are the next one. */
#define KS_SETATTR_DENTRY	(!KS_HAVE_SETATTR_WITHOUT_MAPPING)

/**
 * ks_mkdir_result() - what vfs_mkdir has made
 * @regs:	at its return
 * @dentry:	that it was given
 *
 * It returns 0 or an error, and since 6.15 the new directory, which need not be
 * the one it was given, or an error as a pointer. Any context.
 *
 * Return: a dentry that the caller of vfs_mkdir holds, NULL if it failed.
 */
static inline const struct dentry *ks_mkdir_result(struct pt_regs *regs,
						   const struct dentry *dentry)
{
	unsigned long result = regs_return_value(regs);

	if (!result)
		return dentry;
	return IS_ERR_VALUE(result) || !(result >> 32) ? NULL : (const struct dentry *)result;
}

/**
 * ks_rename_arguments() - the entries that vfs_rename was given
 * @regs:	at its entry
 * @from:	set to the old one
 * @to:		set to the new one
 *
 * Any context.
 */
static inline void ks_rename_arguments(const struct pt_regs *regs, const struct dentry **from,
				       const struct dentry **to)
{
#if KS_HAVE_VFS_WITHOUT_MAPPING
	*from = (const void *)ks_argument(regs, 1);
	*to = (const void *)ks_argument(regs, 3);
#else
	const struct renamedata *names = (const void *)ks_argument(regs, 0);

	*from = names->old_dentry;
	*to = names->new_dentry;
#endif
}

/**
 * ks_asked_time() - one of the times that utimes was given
 * @times:	array that a hooked function has, in kernel memory
 * @i:		0: access, 1: modification
 * @seconds:	set
 * @nanoseconds:	set; may be UTIME_NOW or UTIME_OMIT
 *
 * struct timespec and timespec64 are the same here. Any context.
 */
static inline void ks_asked_time(const void *times, int i, s64 *seconds, u32 *nanoseconds)
{
	const struct { long seconds, nanoseconds; } *time = times;

	*seconds = time[i].seconds;
	*nanoseconds = time[i].nanoseconds;
}

#endif
