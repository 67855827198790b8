/* SPDX-License-Identifier: GPL-2.0 */
/* Private structures of the kernel, whose layout is found by looking. */
#ifndef KS_COMPAT_CALIBRATE_H
#define KS_COMPAT_CALIBRATE_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include "netlink.h"

struct dentry;
struct inode;
struct vfsmount;

/**
 * struct ks_layers - a file of an overlay
 * @upper:	it is in the upper layer
 * @number:	its inode number: that of the lower layer if it is there as well
 * @inode:	the inode whose mode, owner and times are true
 */
struct ks_layers {
	bool upper;
	u64 number;
	const struct inode *inode;
};

enum ks_layout {
	KS_LAYOUT_MOUNT_ID,
	KS_LAYOUT_MOUNT_PARENT,
	KS_LAYOUT_MOUNT_MOUNTPOINT,
	KS_LAYOUT_MOUNT_NAMESPACE,
	KS_LAYOUT_MOUNT_GROUP,
	KS_LAYOUT_NAMESPACE_OWNER,
	KS_LAYOUT_OVERLAY_UPPER,
	KS_LAYOUT_OVERLAY_LOWER,
	KS_LAYOUT_OPEN_FLAGS,
	KS_LAYOUT_OPEN_MODE,
	KS_LAYOUTS
};

void ks_calibrate_mounts(const struct ks_mount_pair *pairs, unsigned int count);
void ks_calibrate_groups(const struct ks_group_pair *pairs, unsigned int count);
void ks_calibrate_overlays(const struct ks_overlay_pair *pairs, unsigned int count);
void ks_calibrate_open(const void *open_flags, u32 flags, u16 mode);
const char *ks_layout_name(enum ks_layout layout);
const char *ks_layout_state(enum ks_layout layout, char *to, size_t size);

bool ks_open_flags(const void *open_flags, u64 *flags, u64 *mode);
bool ks_mount_is_initial(const struct vfsmount *mount);
bool ks_overlay(const struct dentry *dentry, const struct inode *inode, struct ks_layers *layers);

/*
 * The members of struct mount as plain offsets from its public part, since
 * every path needs them. An offset of 0, where the public part itself begins,
 * says that the member is unknown; parent and mountpoint are known together.
 */
extern struct ks_mount_layout {
	int parent;
	int inside;	/* public part of the parent, from the pointer to it */
	int mountpoint;
	int namespace;
	int id;
	int group;
	int owner;	/* of a mount namespace, from its beginning */
	const void *host;	/* mount namespace of pid 1; only compared */
} ks_mount_layout;

/**
 * ks_layout_mounts() - can paths cross mounts?
 *
 * Any context.
 */
static inline bool ks_layout_mounts(void)
{
	return smp_load_acquire(&ks_mount_layout.parent);
}

/**
 * ks_mount_parent() - where a mount is mounted
 * @mount:	kept by the caller, or read under RCU
 * @parent:	set to the mount below it
 * @mountpoint:	set to the directory there
 *
 * Any context; ks_layout_mounts() has answered yes. Return: false if it is the
 * topmost.
 */
static inline bool ks_mount_parent(const struct vfsmount *mount, const struct vfsmount **parent,
				   const struct dentry **mountpoint)
{
	const char *base = (const char *)mount;

	*parent = (const void *)(READ_ONCE(*(const char **)(base + ks_mount_layout.parent)) +
				 ks_mount_layout.inside);
	*mountpoint = READ_ONCE(*(const struct dentry **)(base + ks_mount_layout.mountpoint));
	return *parent != mount;
}

/**
 * ks_mount_detached() - is a mount in no namespace any more?
 * @mount:	kept by the caller, or read under RCU
 *
 * Any context. Return: true only if that is certain.
 */
static inline bool ks_mount_detached(const struct vfsmount *mount)
{
	int offset = READ_ONCE(ks_mount_layout.namespace);

	return offset && IS_ERR_OR_NULL(READ_ONCE(*(void **)((char *)mount + offset)));
}

/**
 * ks_mount_is_host() - is a mount in the mount namespace of the host?
 * @mount:	kept by the caller, or read under RCU
 *
 * Any context. Return: true only if that is certain.
 */
static inline bool ks_mount_is_host(const struct vfsmount *mount)
{
	int offset = READ_ONCE(ks_mount_layout.namespace);

	return offset && READ_ONCE(*(void **)((char *)mount + offset)) ==
			 READ_ONCE(ks_mount_layout.host);
}

/**
 * ks_mount_id() - the number of a mount, as mountinfo has it
 * @mount:	kept by the caller, or read under RCU
 * @id:		set if it is known
 *
 * Any context. Return: false if the layout is unknown.
 */
static inline bool ks_mount_id(const struct vfsmount *mount, u32 *id)
{
	int offset = READ_ONCE(ks_mount_layout.id);

	if (offset)
		*id = *(const u32 *)((const char *)mount + offset);
	return offset;
}

/**
 * ks_mount_group() - the peer group of a mount, as mountinfo has it
 * @mount:	kept by the caller, or read under RCU
 * @group:	set if it is known; 0: none
 *
 * Any context. Return: false if the layout is unknown.
 */
static inline bool ks_mount_group(const struct vfsmount *mount, u32 *group)
{
	int offset = READ_ONCE(ks_mount_layout.group);

	if (offset)
		*group = *(const u32 *)((const char *)mount + offset);
	return offset;
}

/**
 * ks_mount_public() - the public part of a mount
 * @mount:	a struct mount, as functions of the kernel pass it on
 *
 * Any context; ks_layout_mounts() has answered yes.
 */
static inline struct vfsmount *ks_mount_public(const void *mount)
{
	return (struct vfsmount *)((char *)mount + ks_mount_layout.inside);
}

#endif
