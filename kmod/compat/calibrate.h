/* SPDX-License-Identifier: GPL-2.0 */
/* Private structures of the kernel, whose layout is found by looking. */
#ifndef KS_COMPAT_CALIBRATE_H
#define KS_COMPAT_CALIBRATE_H

#include <linux/types.h>
#include "netlink.h"

struct dentry;
struct vfsmount;

enum ks_layout {
	KS_LAYOUT_MOUNT_ID,
	KS_LAYOUT_MOUNT_PARENT,
	KS_LAYOUT_MOUNT_MOUNTPOINT,
	KS_LAYOUT_MOUNT_NAMESPACE,
	KS_LAYOUT_OVERLAY_UPPER,
	KS_LAYOUT_OPEN_FLAGS,
	KS_LAYOUT_OPEN_MODE,
	KS_LAYOUTS
};

void ks_calibrate_mounts(const struct ks_mount_pair *pairs, unsigned int count);
void ks_calibrate_overlays(const struct ks_overlay_pair *pairs, unsigned int count);
void ks_calibrate_open(const void *open_flags, u32 flags, u16 mode);
const char *ks_layout_name(enum ks_layout layout);
const char *ks_layout_state(enum ks_layout layout, char *to, size_t size);

bool ks_layout_mounts(void);
bool ks_mount_id(const struct vfsmount *mount, u32 *id);
bool ks_mount_parent(const struct vfsmount *mount, const struct vfsmount **parent,
		     const struct dentry **mountpoint);
bool ks_mount_detached(const struct vfsmount *mount);
bool ks_open_flags(const void *open_flags, u64 *flags, u64 *mode);
bool ks_overlay_upper(const struct dentry *dentry, bool *upper);

#endif
