// SPDX-License-Identifier: GPL-2.0
/*
 * How the module finds members of private structures, with structures of our
 * own. A read outside of this memory fails, as it may in the kernel.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "test.h"

/* Instead of kmod/compat/kernel.h: all that is needed of it. */
#define KS_COMPAT_KERNEL_H
static long ks_read_kernel(void *to, const void *from, size_t size);

#include "../../kmod/compat/calibrate.c"

#define FILES 8

/* A mount as 6.15 and later have it. */
struct mount {
	long hash[2];
	struct mount *parent;
	struct dentry *mountpoint;
	struct vfsmount mnt;
	long list[6];
	void *ns;
	long point;
	void *prev_ns;
	int id, group;
};

/* A lower layer's entry in the list of them, and the list. */
struct layer {
	const void *layer;
	struct dentry *dentry;
};

struct list {
	unsigned int before;
	unsigned int count;
	struct layer layers[2];
};

struct overlay_inode {
	long before[4];
	struct inode inode;
	long number; /* no pointer, whatever it looks like */
	struct dentry *upper;
	const void *lower;
};

struct namespace {
	long before;
	struct user_namespace *owner;
};

static struct {
	long begin[64];
	struct mount mounts[FILES];
	struct dentry points[FILES];
	struct overlay_inode inodes[FILES];
	struct dentry dentries[FILES], uppers[FILES], lowers[FILES];
	struct inode upper_inodes[FILES], lower_inodes[FILES];
	void *fsdata[FILES][2];
	struct list lists[FILES];
	struct namespace namespace, other;
	long end[256];
} memory;

/* Descriptors: files of the overlay or on a mount, of the upper and of the lower layer. */
static struct file files[3 * FILES];
static struct nsproxy proxy = { &memory.namespace };
static struct task_struct task = { &proxy };
struct task_struct *current = &task;
struct pid_namespace init_pid_ns = { &task };
struct user_namespace init_user_ns;
static int held;
static bool strayed;

static bool inside(const void *pointer, size_t size)
{
	uintptr_t at = (uintptr_t)pointer, from = (uintptr_t)&memory;

	return at >= from && at + size <= from + sizeof(memory);
}

bool virt_addr_valid(const void *pointer)
{
	return inside(pointer, 1);
}

static long ks_read_kernel(void *to, const void *from, size_t size)
{
	/* A window may begin before what is ours and end behind it, no more. */
	if (!inside((const char *)from - INODE_TO, 1) && !inside((const char *)from + INODE_TO, 1))
		strayed = true;
	if (!inside(from, size))
		return -EFAULT;
	memcpy(to, from, size);
	return 0;
}

struct file *fget_raw(int fd)
{
	if (fd < 0 || fd >= 3 * FILES || !files[fd].f_path.dentry)
		return NULL;
	held++;
	return &files[fd];
}

void fput(struct file *file)
{
	held -= !!file;
}

void path_get(const struct path *path)
{
	held += !!path;
}

void path_put(const struct path *path)
{
	held -= !!path;
}

void task_lock(struct task_struct *task)
{
	held += !!task;
}

void task_unlock(struct task_struct *task)
{
	held -= !!task;
}

int follow_up(struct path *path)
{
	struct mount *mount = (struct mount *)((char *)path->mnt - offsetof(struct mount, mnt));

	if (mount->parent == mount)
		return 0;
	path->mnt = &mount->parent->mnt;
	path->dentry = mount->mountpoint;
	return 1;
}

/* As if the module had just been loaded. */
static void forget(void)
{
	int i;

	for (i = 0; i < KS_LAYOUTS; i++)
		layouts[i] = (struct layout){ .why = not_asked };
	memset(&ks_mount_layout, 0, sizeof(ks_mount_layout));
	memset(&memory, 0, sizeof(memory));
	memset(files, 0, sizeof(files));
	upper_in_fsdata = lower_is_dentry = strayed = false;
	lower_count = held = 0;
}

static const char *state(enum ks_layout layout)
{
	static char text[96];

	return ks_layout_state(layout, text, sizeof(text));
}

static int here(size_t member)
{
	return member - offsetof(struct mount, mnt);
}

/* Six mounts, each on the one before, and the kernel's own. */
static void make_mounts(struct ks_mount_pair *pairs)
{
	int i;

	forget();
	memory.namespace.owner = &init_user_ns;
	for (i = 0; i < 7; i++) {
		struct mount *mount = &memory.mounts[i];
		bool own = i == 6;

		mount->parent = i && !own ? mount - 1 : mount;
		mount->mountpoint = &memory.points[i];
		mount->mnt.mnt_root = i && !own ? &memory.dentries[i] : &memory.points[i];
		mount->mnt.mnt_flags = own ? MNT_INTERNAL : 0;
		mount->ns = own ? ERR_PTR(-EINVAL) : &memory.namespace;
		mount->id = 20 + i;
		files[i].f_path = (struct path){ &mount->mnt, mount->mnt.mnt_root };
		pairs[i] = (struct ks_mount_pair){ i, 20 + i };
	}
}

static void mounts(void)
{
	struct ks_mount_pair pairs[7];
	struct mount *mount = memory.mounts;
	unsigned int id = 0;
	int i;

	make_mounts(pairs);
	ks_calibrate_mounts(pairs, 3);
	CHECK_STRING(state(KS_LAYOUT_MOUNT_ID),
		     "unknown: fewer than four different cases were offered");
	CHECK(!ks_mount_id(&mount[1].mnt, &id) && !ks_layout_mounts());
	ks_calibrate_mounts(pairs, 7);
	CHECK_NUMBER(layouts[KS_LAYOUT_MOUNT_ID].offset, here(offsetof(struct mount, id)));
	CHECK_NUMBER(layouts[KS_LAYOUT_MOUNT_PARENT].offset, here(offsetof(struct mount, parent)));
	CHECK_NUMBER(layouts[KS_LAYOUT_MOUNT_PARENT].inside, offsetof(struct mount, mnt));
	CHECK_NUMBER(layouts[KS_LAYOUT_MOUNT_MOUNTPOINT].offset,
		     here(offsetof(struct mount, mountpoint)));
	CHECK_NUMBER(layouts[KS_LAYOUT_MOUNT_NAMESPACE].offset, here(offsetof(struct mount, ns)));
	CHECK(ks_mount_id(&mount[1].mnt, &id) && id == 21 && ks_layout_mounts());
	CHECK(ks_mount_is_host(&mount[1].mnt) && !ks_mount_detached(&mount[1].mnt));
	CHECK(!ks_mount_is_host(&mount[6].mnt) && ks_mount_detached(&mount[6].mnt));
	CHECK(ks_mount_is_initial(&mount[1].mnt) && !ks_mount_is_initial(&mount[6].mnt));
	mount[1].ns = &memory.other;
	CHECK(!ks_mount_is_host(&mount[1].mnt) && !ks_mount_detached(&mount[1].mnt));
	CHECK(!ks_mount_is_initial(&mount[1].mnt));
	memory.other.owner = &init_user_ns;
	CHECK(ks_mount_is_initial(&mount[1].mnt));
	CHECK_NUMBER(held, 0);

	/* A number that is not true of one of them. */
	make_mounts(pairs);
	pairs[2].mount_id++;
	ks_calibrate_mounts(pairs, 6);
	CHECK_STRING(state(KS_LAYOUT_MOUNT_ID), "unknown: found at no offset");
	CHECK(!ks_mount_id(&mount[1].mnt, &id));

	/* Two members that say the same of all of them, unless the kernel's own is offered. */
	make_mounts(pairs);
	for (i = 0; i < 6; i++)
		mount[i].prev_ns = mount[i].ns;
	ks_calibrate_mounts(pairs, 6);
	CHECK_STRING(state(KS_LAYOUT_MOUNT_NAMESPACE), "unknown: found at more than one offset");
	CHECK(!ks_mount_is_host(&mount[1].mnt) && !ks_mount_detached(&mount[6].mnt));
	ks_calibrate_mounts(pairs, 7);
	CHECK_NUMBER(layouts[KS_LAYOUT_MOUNT_NAMESPACE].offset, here(offsetof(struct mount, ns)));
	mount[1].ns = NULL;
	CHECK(!ks_mount_is_host(&mount[1].mnt) && ks_mount_detached(&mount[1].mnt));
	CHECK(ks_mount_is_host(&mount[2].mnt) && !ks_mount_detached(&mount[2].mnt));
	CHECK_NUMBER(held, 0);
	CHECK(!strayed);
}

enum { LOWER_NOWHERE, LOWER_INODE, LOWER_DENTRY, LOWER_LIST };

/* Two files below only, one new, one copied up, as relayd makes them. */
static void make_overlay(struct ks_overlay_pair *pairs, int lower, bool fsdata)
{
	static const bool above[] = { false, false, true, true };
	static const bool below[] = { true, true, false, true };
	int i;

	forget();
	for (i = 0; i < 4; i++) {
		struct overlay_inode *inode = &memory.inodes[i];
		const void *lowers[] = {
			[LOWER_NOWHERE] = NULL,
			[LOWER_INODE] = &memory.lower_inodes[i],
			[LOWER_DENTRY] = &memory.lowers[i],
			[LOWER_LIST] = &memory.lists[i],
		};

		memory.upper_inodes[i].i_ino = 100 + i;
		memory.lower_inodes[i].i_ino = 200 + i;
		memory.uppers[i].d_inode = &memory.upper_inodes[i];
		memory.lowers[i].d_inode = &memory.lower_inodes[i];
		memory.dentries[i].d_inode = &inode->inode;
		memory.dentries[i].d_fsdata = memory.fsdata[i];
		memory.lists[i] = (struct list){ 0, 1, { { &memory.other, &memory.lowers[i] } } };
		inode->inode.i_ino = 300 + i;
		inode->number = 0x1234567812345678;
		if (above[i] && fsdata)
			memory.fsdata[i][1] = &memory.uppers[i];
		else if (above[i])
			inode->upper = &memory.uppers[i];
		if (below[i])
			inode->lower = lowers[lower];
		files[i].f_path.dentry = &memory.dentries[i];
		files[FILES + i].f_path.dentry = &memory.uppers[i];
		files[2 * FILES + i].f_path.dentry = &memory.lowers[i];
		pairs[i] = (struct ks_overlay_pair){ i, above[i] ? FILES + i : -1,
						     below[i] ? 2 * FILES + i : -1 };
	}
}

static bool is(int file, bool upper, unsigned long number)
{
	struct ks_layers layers = { 0 };

	return ks_overlay(&memory.dentries[file], &memory.inodes[file].inode, &layers) &&
	       layers.upper == upper && layers.number == number &&
	       layers.inode == (upper ? &memory.upper_inodes[file] : &memory.inodes[file].inode);
}

static void overlays(void)
{
	static const int kinds[] = { LOWER_INODE, LOWER_DENTRY, LOWER_LIST };
	struct ks_overlay_pair pairs[4];
	struct ks_layers layers;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		make_overlay(pairs, kinds[i], false);
		CHECK(!ks_overlay(&memory.dentries[0], &memory.inodes[0].inode, &layers));
		ks_calibrate_overlays(pairs, 4);
		CHECK_NUMBER(layouts[KS_LAYOUT_OVERLAY_LOWER].offset,
			     offsetof(struct overlay_inode, lower) -
				     offsetof(struct overlay_inode, inode));
		CHECK_STRING(state(KS_LAYOUT_OVERLAY_LOWER),
			     "known: offset 24, cases that agree: 4");
		CHECK(is(0, false, 200) && is(1, false, 201) && is(2, true, 102) &&
		      is(3, true, 203));
		CHECK_NUMBER(held, 0);
		CHECK(!strayed);
	}
	CHECK_NUMBER(layouts[KS_LAYOUT_OVERLAY_LOWER].inside,
		     offsetof(struct list, layers[0].dentry));
	CHECK_NUMBER(lower_count, offsetof(struct list, count));

	/* What lies behind an empty list is not of it. */
	memory.lists[3].count = 0;
	CHECK(is(3, true, 103));
	memory.lists[3].layers[0].dentry = (void *)8;
	CHECK(is(3, true, 103));
	memory.lists[1].count = 2;
	CHECK(is(1, false, 201));
	/* A layer may not have been looked up yet. */
	memory.lists[1].layers[0].dentry = NULL;
	CHECK(is(1, false, 301));
}

static void no_overlays(void)
{
	struct ks_overlay_pair pairs[4];
	struct ks_layers layers;
	int i;

	/* Without a number of layers nobody may look into a list. */
	make_overlay(pairs, LOWER_LIST, false);
	for (i = 0; i < 4; i++)
		memory.lists[i].count = 0;
	ks_calibrate_overlays(pairs, 4);
	CHECK_STRING(state(KS_LAYOUT_OVERLAY_LOWER), "unknown: found at no offset");
	CHECK_STRING(state(KS_LAYOUT_OVERLAY_UPPER), "known: offset 16, cases that agree: 4");
	CHECK(is(0, false, 300) && is(2, true, 302));

	make_overlay(pairs, LOWER_LIST, false);
	for (i = 0; i < 4; i++)
		memory.lists[i].before = 1;
	ks_calibrate_overlays(pairs, 4);
	CHECK_STRING(state(KS_LAYOUT_OVERLAY_LOWER), "unknown: found at more than one offset");
	CHECK(is(0, false, 300));

	/* One of the files is elsewhere than it was said to be. */
	make_overlay(pairs, LOWER_LIST, false);
	pairs[0].lower = 2 * FILES + 1;
	ks_calibrate_overlays(pairs, 4);
	CHECK_STRING(state(KS_LAYOUT_OVERLAY_LOWER), "unknown: found at no offset");

	/* A member that has a copy. */
	make_overlay(pairs, LOWER_LIST, false);
	for (i = 0; i < 4; i++)
		memory.inodes[i].number = (long)memory.inodes[i].upper;
	ks_calibrate_overlays(pairs, 4);
	CHECK_STRING(state(KS_LAYOUT_OVERLAY_UPPER), "unknown: found at more than one offset");
	CHECK(!ks_overlay(&memory.dentries[0], &memory.inodes[0].inode, &layers));

	/* As before 4.13. */
	make_overlay(pairs, LOWER_NOWHERE, true);
	ks_calibrate_overlays(pairs, 4);
	CHECK_STRING(state(KS_LAYOUT_OVERLAY_UPPER), "known: offset 8, cases that agree: 4");
	CHECK_STRING(state(KS_LAYOUT_OVERLAY_LOWER), "unknown: found at no offset");
	CHECK(is(0, false, 300) && is(2, true, 102) && is(3, true, 103));

	make_overlay(pairs, LOWER_INODE, false);
	ks_calibrate_overlays(pairs, 3);
	CHECK_STRING(state(KS_LAYOUT_OVERLAY_UPPER),
		     "unknown: fewer than four different cases were offered");
	CHECK_NUMBER(held, 0);
	CHECK(!strayed);
}

void test_calibrate(void)
{
	mounts();
	overlays();
	no_overlays();
}
