/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_MOUNT_H
#define SHIM_LINUX_MOUNT_H

#define MNT_INTERNAL	0x4000

struct dentry;

struct vfsmount {
	struct dentry *mnt_root;
	int mnt_flags;
};

#endif
