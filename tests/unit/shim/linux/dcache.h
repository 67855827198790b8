/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_DCACHE_H
#define SHIM_LINUX_DCACHE_H

struct inode;

struct dentry {
	struct inode *d_inode;
	void *d_fsdata;
};

#endif
