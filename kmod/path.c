// SPDX-License-Identifier: GPL-2.0
/*
 * Paths as they are in the mount namespace: from a file up to the root of its
 * topmost mount, whatever root directory a task has.
 *
 * d_path() cannot serve: it shows the way from the caller's root directory,
 * and on PREEMPT_RT it takes locks that sleep. This walk takes none. It runs
 * under RCU, which keeps dentries, their names and mounts from being freed,
 * and it is believed only if no rename happened meanwhile and every mount that
 * it crossed is still where it was.
 */
#include <linux/dcache.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/mount.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "compat/calibrate.h"
#include "compat/kernel.h"
#include "path.h"

#define ATTEMPTS	8
#define CROSSINGS_MAX	16	/* mounts between a file and the topmost one */

/* Text that grows towards its beginning. */
struct backwards {
	char *limit;
	char *begin;
};

/*
 * Puts "/name". A rename replaces name and length one after the other: unless
 * its counter stood still while both were read, they may not belong together,
 * and as many bytes need not be there.
 */
static __always_inline enum ks_path_error put_name(struct backwards *text, const struct dentry *dentry,
				   unsigned int sequence)
{
	const char *name = (const char *)READ_ONCE(dentry->d_name.name);
	size_t length = READ_ONCE(dentry->d_name.len);

	smp_rmb();
	if (unlikely(sequence != ks_rename_sequence()))
		return KS_PATH_BUSY;
	if (unlikely(text->begin - text->limit < length + 1))
		return KS_PATH_TRUNCATED;
	text->begin -= length;
	memcpy(text->begin, name, length);
	*--text->begin = '/';
	return KS_PATH_OK;
}

struct crossing {
	const struct vfsmount *mount;
	const struct vfsmount *parent;
	const struct dentry *mountpoint;
};

static __always_inline enum ks_path_error walk(const struct path *path, struct backwards *text,
			       unsigned int sequence, struct crossing *crossings, int *crossed)
{
	const struct vfsmount *mount = path->mnt;
	const struct dentry *dentry = path->dentry;
	const struct dentry *parent;
	bool calibrated = ks_layout_mounts();
	enum ks_path_error error;
	int n = 0;

	for (;;) {
		if (dentry == READ_ONCE(mount->mnt_root)) {
			struct crossing *crossing = &crossings[n];

			*crossed = n;
			if (!calibrated)
				return KS_PATH_UNCALIBRATED;
			crossing->mount = mount;
			if (!ks_mount_parent(mount, &crossing->parent, &crossing->mountpoint))
				return KS_PATH_OK;
			/* More are not checked again, so they are not believed. */
			if (n++ == CROSSINGS_MAX)
				return KS_PATH_TRUNCATED;
			mount = crossing->parent;
			dentry = crossing->mountpoint;
			continue;
		}
		parent = READ_ONCE(dentry->d_parent);
		/* Not below what is mounted: moved out of a bind mount, or nowhere. */
		if (parent == dentry) {
			*crossed = n;
			return KS_PATH_DETACHED;
		}
		error = put_name(text, dentry, sequence);
		if (unlikely(error)) {
			*crossed = n;
			return error;
		}
		dentry = parent;
	}
}

static bool moved(const struct crossing *crossings, int crossed)
{
	int i;

	for (i = 0; i < crossed; i++) {
		const struct vfsmount *parent;
		const struct dentry *mountpoint;

		if (!ks_mount_parent(crossings[i].mount, &parent, &mountpoint) ||
		    parent != crossings[i].parent || mountpoint != crossings[i].mountpoint)
			return true;
	}
	return false;
}

/**
 * ks_path() - path of a file in its mount namespace
 * @path:	kept by the caller, or read under rcu_read_lock()
 * @to:		KS_PATH_MAX bytes
 * @begin:	set to the path, which ends at the end of @to, without terminator
 * @length:	set to its bytes
 *
 * An unlinked file has the path that it had last. Under rcu_read_lock(), any
 * context.
 *
 * Return: KS_PATH_OK, or why the path is less than that.
 */
enum ks_path_error ks_path(const struct path *path, char *to, char **begin, size_t *length)
{
	struct crossing crossings[CROSSINGS_MAX + 1] KS_UNINITIALIZED;
	enum ks_path_error error = KS_PATH_BUSY;
	struct backwards text = { .limit = to, .begin = to + KS_PATH_MAX };
	int attempt, crossed;

	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		unsigned int sequence = ks_rename_sequence();

		smp_rmb();
		/* A rename runs: names and lengths do not belong together now. */
		if (unlikely(sequence & 1)) {
			cpu_relax();
			continue;
		}
		text.begin = to + KS_PATH_MAX;
		error = walk(path, &text, sequence, crossings, &crossed);
		smp_rmb();
		if (likely(sequence == ks_rename_sequence() && !moved(crossings, crossed)))
			break;
		error = KS_PATH_BUSY;
		text.begin = to + KS_PATH_MAX;
	}
	if (text.begin == to + KS_PATH_MAX)
		*--text.begin = '/';
	*begin = text.begin;
	*length = to + KS_PATH_MAX - text.begin;
	if (error == KS_PATH_OK && ks_mount_detached(path->mnt))
		error = KS_PATH_DETACHED;
	return error;
}

/* Up to a root, whatever is mounted on the way. */
static enum ks_path_error climb(const struct dentry *dentry, const struct dentry *root,
				struct backwards *text, unsigned int sequence)
{
	while (dentry != root) {
		const struct dentry *parent = READ_ONCE(dentry->d_parent);
		enum ks_path_error error;

		if (parent == dentry)
			return root ? KS_PATH_DETACHED : KS_PATH_OK;
		error = put_name(text, dentry, sequence);
		if (error)
			return error;
		dentry = parent;
	}
	return KS_PATH_OK;
}

/**
 * ks_path_inside() - path of a file inside its filesystem
 * @dentry:	kept by the caller, or read under rcu_read_lock()
 * @root:	above it, where the path begins; NULL: the root of the filesystem
 * @to:		KS_PATH_MAX bytes
 * @begin:	set to the path, which ends at the end of @to, without terminator
 * @length:	set to its bytes
 *
 * Under rcu_read_lock(), any context.
 *
 * Return: KS_PATH_OK, or why the path is less than that.
 */
enum ks_path_error ks_path_inside(const struct dentry *dentry, const struct dentry *root, char *to,
				  char **begin, size_t *length)
{
	enum ks_path_error error = KS_PATH_BUSY;
	struct backwards text = { .limit = to, .begin = to + KS_PATH_MAX };
	int attempt;

	for (attempt = 0; attempt < ATTEMPTS && error == KS_PATH_BUSY; attempt++) {
		unsigned int sequence = ks_rename_sequence();

		smp_rmb();
		text.begin = to + KS_PATH_MAX;
		if (!(sequence & 1))
			error = climb(dentry, root, &text, sequence);
		smp_rmb();
		if (sequence != ks_rename_sequence())
			error = KS_PATH_BUSY;
	}
	if (error == KS_PATH_BUSY)
		text.begin = to + KS_PATH_MAX;
	if (text.begin == to + KS_PATH_MAX)
		*--text.begin = '/';
	*begin = text.begin;
	*length = to + KS_PATH_MAX - text.begin;
	return error;
}

/*
 * The root or working directory, which another thread may be changing: mount
 * and dentry belong together if the counter stood still.
 */
static bool stable(struct path *path, const struct path *where)
{
	int attempt;

	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		unsigned int sequence = ks_fs_sequence(current->fs);

		smp_rmb();
		path->mnt = READ_ONCE(where->mnt);
		path->dentry = READ_ONCE(where->dentry);
		smp_rmb();
		if (!(sequence & 1) && sequence == ks_fs_sequence(current->fs))
			return true;
		cpu_relax();
	}
	return false;
}

/**
 * ks_path_requested() - a path argument made absolute
 * @dfd:	directory that a relative path starts from, or AT_FDCWD
 * @below:	an absolute path starts from there too
 * @text:	the argument
 * @argument:	its bytes
 * @to:		KS_PATH_MAX bytes
 * @begin:	set to the path, which ends at the end of @to, without terminator
 * @length:	set to its bytes
 *
 * Symbolic links and ".." stay as they are: nobody followed them. Task context,
 * under rcu_read_lock().
 *
 * Return: KS_PATH_REFUSED, or why the path is less than what was asked for.
 */
enum ks_path_error ks_path_requested(int dfd, bool below, const char *text, size_t argument,
				     char *to, char **begin, size_t *length)
{
	struct path base;
	struct file *file = NULL;
	enum ks_path_error error;
	char *tail = to + KS_PATH_MAX;
	bool absolute = argument && text[0] == '/';
	size_t prefix;

	*begin = tail;
	*length = 0;
	if (!current->fs)
		return KS_PATH_UNREADABLE;
	if (dfd == AT_FDCWD || (absolute && !below)) {
		if (!stable(&base, absolute && !below ? &current->fs->root : &current->fs->pwd))
			return KS_PATH_BUSY;
	} else {
		file = fget_raw(dfd);
		if (!file)
			return KS_PATH_UNREADABLE;
		base = file->f_path;
	}
	error = ks_path(&base, to, begin, &prefix);
	/* The count that fget took: if it is the last one, task work drops it. */
	if (file)
		fput(file);

	/* The directory itself, by its descriptor. */
	if (!argument) {
		*length = prefix;
		return error == KS_PATH_OK ? KS_PATH_REFUSED : error;
	}
	/* Base and argument are two texts at the end of one buffer: move the first. */
	if (prefix == 1)
		prefix = 0;
	if (prefix + 1 + argument > KS_PATH_MAX) {
		if (argument > KS_PATH_MAX)
			argument = KS_PATH_MAX;
		memcpy(tail - argument, text, argument);
		*begin = tail - argument;
		*length = argument;
		return KS_PATH_TRUNCATED;
	}
	*length = prefix + !absolute + argument;
	*begin = tail - *length;
	memmove(*begin, tail - prefix, prefix);
	if (!absolute)
		(*begin)[prefix] = '/';
	memcpy(tail - argument, text, argument);
	return error == KS_PATH_OK ? KS_PATH_REFUSED : error;
}
