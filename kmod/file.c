// SPDX-License-Identifier: GPL-2.0
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <asm/word-at-a-time.h>
#include "compat/calibrate.h"
#include "compat/kernel.h"
#include "file.h"
#include "path.h"
#include "scratch.h"

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

/* Most are shorter than a word, and this runs for every file. */
static size_t name_length(const char *name)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	/* What of the word lies behind the name may lie on a page that is not there. */
	unsigned long word = load_unaligned_zeropad(name), bits;

	if (!has_zero(word, &bits, &constants))
		return strnlen(name, 64);
	bits = prep_zero_mask(word, bits, &constants);
	return find_zero(create_zero_mask(bits));
}

static void metadata(struct ks_record *record, struct ks_file *to, const struct dentry *dentry,
		     const struct inode *inode)
{
	const struct inode *real = real_inode(to, dentry, inode);
	const char *filesystem = dentry->d_sb->s_type->name;

	to->device = dentry->d_sb->s_dev;
	to->mode = real->i_mode;
	to->uid = __kuid_val(real->i_uid);
	to->gid = __kgid_val(real->i_gid);
	ks_inode_times(real, &to->modified.seconds, &to->modified.nanoseconds,
		       &to->changed.seconds, &to->changed.nanoseconds);
	ks_record_string(record, &to->filesystem, filesystem, name_length(filesystem));
	to->state |= KS_FILE_KNOWN;
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
	char *begin;
	size_t length;

	if (!inode)
		inode = READ_ONCE(path->dentry->d_inode);
	if (!inode) {
		to->error = KS_PATH_ABSENT;
		return;
	}
	metadata(record, to, path->dentry, inode);
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
