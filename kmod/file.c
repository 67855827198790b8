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
#include "text.h"

#define OVERLAY_MAGIC	0x794c7630

/* The inode that has the truth about a file, and its number. */
static const struct inode *real_inode(struct ks_file *to, const struct dentry *dentry,
				      const struct inode *inode)
{
	struct ks_layers layers;

	if (likely(dentry->d_sb->s_magic != OVERLAY_MAGIC) ||
	    !ks_overlay(dentry, inode, &layers)) {
		to->inode = inode->i_ino;
		return inode;
	}
	to->inode = layers.number;
	to->state |= KS_FILE_LAYER | (layers.upper ? KS_FILE_UPPER : 0);
	return layers.inode;
}

/* These three are for every file, and alone for few: they are part of ks_file(). */
static __always_inline void metadata(struct ks_file *to, const struct dentry *dentry,
				     const struct inode *inode)
{
	const struct inode *real = real_inode(to, dentry, inode);

	to->mode = real->i_mode;
	to->uid = __kuid_val(real->i_uid);
	to->gid = __kgid_val(real->i_gid);
	ks_inode_times(real, &to->modified.seconds, &to->modified.nanoseconds,
		       &to->changed.seconds, &to->changed.nanoseconds);
	to->state |= KS_FILE_KNOWN;
}

static __always_inline void filesystem(struct ks_record *record, struct ks_file *to,
				       const struct dentry *dentry)
{
	const char *name = dentry->d_sb->s_type->name;

	to->device = dentry->d_sb->s_dev;
	ks_record_string(record, &to->filesystem, name, ks_text_length(name, 64));
}

static __always_inline void place(struct ks_record *record, struct ks_file *to,
				  const struct path *path, char *work)
{
	char *begin;
	size_t length;

	filesystem(record, to, path->dentry);
	if (ks_mount_id(path->mnt, &to->mount_id))
		to->state |= KS_FILE_MOUNT;

	/* memfd, pipes, sockets: the name is all there is. */
	if (unlikely(path->mnt->mnt_flags & MNT_INTERNAL)) {
		const struct qstr *name = &path->dentry->d_name;

		to->state |= KS_FILE_PRIVATE;
		ks_record_string(record, &to->path, name->name, strnlen(name->name, name->len));
		return;
	}
	if (likely(ks_mount_is_host(path->mnt)))
		to->state |= KS_FILE_HOST | KS_FILE_INITIAL;
	else if (ks_mount_is_initial(path->mnt))
		to->state |= KS_FILE_INITIAL;
	to->error = ks_path(path, work, &begin, &length);
	if (!ks_record_string(record, &to->path, begin, length))
		to->error = KS_PATH_TRUNCATED;
}

/**
 * ks_file_metadata() - describe what is there, not where
 * @to:		member of a record's fixed part
 * @dentry:	held by the caller, or read under rcu_read_lock()
 * @inode:	of it, or of the open file
 *
 * Any context, any locks held.
 */
void ks_file_metadata(struct ks_file *to, const struct dentry *dentry, const struct inode *inode)
{
	metadata(to, dentry, inode);
}

/**
 * ks_file_filesystem() - describe what a file is part of
 * @record:	being built; gets the string
 * @to:		member of its fixed part
 * @dentry:	held by the caller, or read under rcu_read_lock()
 *
 * Any context, any locks held.
 */
void ks_file_filesystem(struct ks_record *record, struct ks_file *to, const struct dentry *dentry)
{
	filesystem(record, to, dentry);
}

/**
 * ks_file_place() - describe where a file is, or is to be
 * @record:	being built; gets the strings
 * @to:		member of its fixed part
 * @path:	kept by the caller, or read under rcu_read_lock()
 * @work:	KS_SCRATCH_WORK bytes
 *
 * Under rcu_read_lock(), task context, any locks held.
 */
void ks_file_place(struct ks_record *record, struct ks_file *to, const struct path *path,
		   char *work)
{
	place(record, to, path, work);
}

/**
 * ks_file() - describe a file
 * @record:	being built; gets the strings
 * @to:		member of its fixed part
 * @path:	of the file; kept by the caller, or read under rcu_read_lock()
 * @inode:	of the open file, NULL if it is not open
 * @work:	KS_SCRATCH_WORK bytes
 *
 * Under rcu_read_lock(), task context, any locks held.
 */
void ks_file(struct ks_record *record, struct ks_file *to, const struct path *path,
	     const struct inode *inode, char *work)
{
	if (!inode)
		inode = READ_ONCE(path->dentry->d_inode);
	if (!inode) {
		to->error = KS_PATH_ABSENT;
		return;
	}
	metadata(to, path->dentry, inode);
	place(record, to, path, work);
}
