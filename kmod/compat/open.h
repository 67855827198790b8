/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KS_COMPAT_OPEN_H
#define KS_COMPAT_OPEN_H

#include <linux/fs.h>
#include "answers.h"

/**
 * ks_open_directory() - open a directory again, the way open_by_handle_at does
 * @path:	of it
 *
 * Process context. Return: the file, or an error pointer.
 */
static inline struct file *ks_open_directory(const struct path *path)
{
#if KS_HAVE_FILE_OPEN_ROOT_BY_PATH
	return file_open_root(path, "", O_PATH | O_DIRECTORY, 0);
#elif KS_HAVE_FILE_OPEN_ROOT_WITHOUT_MODE
	return file_open_root(path->dentry, path->mnt, "", O_PATH | O_DIRECTORY);
#else
	return file_open_root(path->dentry, path->mnt, "", O_PATH | O_DIRECTORY, 0);
#endif
}

/* Is it a file that another one stands for, opened together with that one? */
static inline bool ks_file_is_hidden(const struct file *file)
{
#ifdef FMODE_NOACCOUNT
	return file->f_mode & FMODE_NOACCOUNT;
#else
	return false;
#endif
}

#endif
