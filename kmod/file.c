// SPDX-License-Identifier: GPL-2.0
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include "compat/calibrate.h"
#include "compat/kernel.h"
#include "file.h"
#include "path.h"
#include "scratch.h"

#define OVERLAY_MAGIC	0x794c7630

static void metadata(struct ks_record *record, struct ks_file *to, const struct path *path,
		     struct inode *inode)
{
	const char *filesystem = inode->i_sb->s_type->name;
	bool upper;

	to->inode = inode->i_ino;
	to->mode = inode->i_mode;
	to->uid = __kuid_val(inode->i_uid);
	to->gid = __kgid_val(inode->i_gid);
	to->device = inode->i_sb->s_dev;
	ks_inode_times(inode, &to->modified.seconds, &to->modified.nanoseconds,
		       &to->changed.seconds, &to->changed.nanoseconds);
	ks_record_string(record, &to->filesystem, filesystem, strnlen(filesystem, 64));
	to->state |= KS_FILE_KNOWN;

	if (inode->i_sb->s_magic == OVERLAY_MAGIC && ks_overlay_upper(path->dentry, &upper))
		to->state |= KS_FILE_LAYER | (upper ? KS_FILE_UPPER : 0);
}

/**
 * ks_file() - describe a file
 * @record:	being built; gets the strings
 * @to:		member of its fixed part
 * @path:	of the file; kept by the caller, or read under rcu_read_lock()
 * @work:	KS_SCRATCH_WORK bytes
 *
 * Under rcu_read_lock(), task context, any locks held.
 */
void ks_file(struct ks_record *record, struct ks_file *to, const struct path *path, char *work)
{
	struct inode *inode = READ_ONCE(path->dentry->d_inode);
	char *begin;
	size_t length;

	if (!inode) {
		to->error = KS_PATH_ABSENT;
		return;
	}
	metadata(record, to, path, inode);
	if (ks_mount_id(path->mnt, &to->mount_id))
		to->state |= KS_FILE_MOUNT;

	/* memfd, pipes, sockets: the name is all there is. */
	if (path->mnt->mnt_flags & MNT_INTERNAL) {
		const struct qstr *name = &path->dentry->d_name;

		to->state |= KS_FILE_PRIVATE;
		ks_record_string(record, &to->path, name->name, strnlen(name->name, name->len));
		return;
	}
	to->error = ks_path(path, work, &begin, &length);
	if (!ks_record_string(record, &to->path, begin, length))
		to->error = KS_PATH_TRUNCATED;
}
