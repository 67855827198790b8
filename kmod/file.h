/* SPDX-License-Identifier: GPL-2.0 */
/* What a record says about a file. */
#ifndef KSCRIBE_FILE_H
#define KSCRIBE_FILE_H

#include "record.h"

struct dentry;
struct inode;
struct path;

void ks_file_metadata(struct ks_file *to, const struct dentry *dentry, const struct inode *inode);
void ks_file_filesystem(struct ks_record *record, struct ks_file *to, const struct dentry *dentry);
void ks_file_place(struct ks_record *record, struct ks_file *to, const struct path *path,
		   char *work);
void ks_file(struct ks_record *record, struct ks_file *to, const struct path *path,
	     const struct inode *inode, char *work);

#endif
