// SPDX-License-Identifier: GPL-2.0
/*
 * Finding members of private structures.
 *
 * struct mount and the inode of an overlay are private to the kernel, and their
 * layout depends on version, configuration and, where it is randomized, on the
 * build. The reader hands over files about which it knows the truth from
 * outside; this file looks around the public part of the structure, with reads
 * that may fail, for the one offset at which the truth stands in every single
 * case. No offset, or more than one: the layout stays unknown, with the reason,
 * and what depends on it is left out of the records.
 */
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/path.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include "calibrate.h"
#include "kernel.h"

#define CASES_MIN	4	/* two to find an offset, two more to confirm it */
#define CASES_MAX	32

/* Bytes around the public part that are looked at. */
#define MOUNT_FROM	(-128)
#define MOUNT_TO	768
#define INODE_FROM	(-256)
#define INODE_TO	1536
#define FSDATA_TO	64
#define LIST_TO		64
#define NAMESPACE_TO	512
#define OPEN_TO		16

/* struct vfsmount lies this far inside struct mount, at most. */
#define INSIDE_MAX	128

/**
 * struct layout - what is known about one member
 * @known:	it was found
 * @offset:	from the public structure
 * @inside:	for a pointer to another structure: where in that one the thing lies
 * @cases:	pairs that agreed
 * @why:	why it is not known
 */
struct layout {
	int known;
	int offset;
	int inside;
	unsigned int cases;
	const char *why;
};

static const char *const names[KS_LAYOUTS] = {
	[KS_LAYOUT_MOUNT_ID] = "mount.mnt_id",
	[KS_LAYOUT_MOUNT_PARENT] = "mount.mnt_parent",
	[KS_LAYOUT_MOUNT_MOUNTPOINT] = "mount.mnt_mountpoint",
	[KS_LAYOUT_MOUNT_NAMESPACE] = "mount.mnt_ns",
	[KS_LAYOUT_MOUNT_GROUP] = "mount.mnt_group_id",
	[KS_LAYOUT_NAMESPACE_OWNER] = "mnt_namespace.user_ns",
	[KS_LAYOUT_OVERLAY_UPPER] = "overlay upper dentry",
	[KS_LAYOUT_OVERLAY_LOWER] = "overlay lower inode",
	[KS_LAYOUT_OPEN_FLAGS] = "open_flags.open_flag",
	[KS_LAYOUT_OPEN_MODE] = "open_flags.mode",
};

static const char not_asked[] = "no reader has calibrated it yet";
static const char too_few[] = "fewer than four different cases were offered";
static const char not_found[] = "found at no offset";
static const char ambiguous[] = "found at more than one offset";

static struct layout layouts[KS_LAYOUTS] = {
	[0 ... KS_LAYOUTS - 1] = { .why = not_asked },
};

struct ks_mount_layout ks_mount_layout;

/* Overlay: the dentry's private data rather than the inode holds the pointer. */
static bool upper_in_fsdata;

/* Overlay: the inode leads to a dentry of the lower layer, not to its inode. */
static bool lower_is_dentry;

/* Overlay: where a list of lower layers says how many they are. */
static int lower_count;

static void set(enum ks_layout layout, int offset, int inside, unsigned int cases)
{
	struct layout *known = &layouts[layout];

	known->offset = offset;
	known->inside = inside;
	known->cases = cases;
	/* Handlers on other CPUs test it without a lock. */
	smp_store_release(&known->known, 1);
}

static void give_up(enum ks_layout layout, const char *why)
{
	layouts[layout].why = why;
}

/**
 * struct mount_case - a mount and the truth about it
 * @mount:	its public part
 * @id:		the number that the reader found in /proc
 * @parent:	what follow_up() says it is mounted on; itself at the top
 * @mountpoint:	the directory there
 */
struct mount_case {
	const struct vfsmount *mount;
	u32 id;
	const struct vfsmount *parent;
	const struct dentry *mountpoint;
};

/* Is @value at @offset of every case? The tests below share this loop. */
static bool everywhere(const struct mount_case *cases, unsigned int count, int offset, size_t size,
		       bool (*agrees)(const struct mount_case *one, unsigned long value, int inside),
		       int inside)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		unsigned long value = 0;

		if (ks_read_kernel(&value, (const char *)cases[i].mount + offset, size) ||
		    !agrees(&cases[i], value, inside))
			return false;
	}
	return true;
}

static bool is_id(const struct mount_case *one, unsigned long value, int inside)
{
	return (u32)value == one->id;
}

static bool is_mountpoint(const struct mount_case *one, unsigned long value, int inside)
{
	return value == (unsigned long)one->mountpoint;
}

static bool is_parent(const struct mount_case *one, unsigned long value, int inside)
{
	return value + inside == (unsigned long)one->parent;
}

/*
 * Since 6.15 a mount also has the namespace that was last told of it, which is
 * the same one. But the kernel's own mounts are marked as in no namespace, where
 * it would be, and nobody is told of them.
 */
static bool is_namespace(const struct mount_case *one, unsigned long value, int inside)
{
	if (one->mount->mnt_flags & MNT_INTERNAL)
		return IS_ERR((void *)value);
	return value == (unsigned long)current->nsproxy->mnt_ns;
}

static void find_mount(enum ks_layout layout, const struct mount_case *cases, unsigned int count,
		       size_t size, int inside_max,
		       bool (*agrees)(const struct mount_case *one, unsigned long value, int inside))
{
	int offset, inside, found = 0, found_at = 0, found_inside = 0;

	for (offset = MOUNT_FROM; offset < MOUNT_TO; offset += size) {
		/* Where the public part begins there is a public member. */
		if (!offset)
			continue;
		for (inside = 0; inside <= inside_max; inside += sizeof(long)) {
			if (!everywhere(cases, count, offset, size, agrees, inside))
				continue;
			found++;
			found_at = offset;
			found_inside = inside;
		}
	}
	if (found == 1)
		set(layout, found_at, found_inside, count);
	else
		give_up(layout, found ? ambiguous : not_found);
}

/* Fills a case from a descriptor of the reader; the counts are held until release(). */
static bool mount_case(struct mount_case *one, const struct ks_mount_pair *pair, struct path *above)
{
	struct file *file = fget_raw(pair->fd);

	if (!file)
		return false;
	one->mount = file->f_path.mnt;
	one->id = pair->mount_id;
	*above = file->f_path;
	path_get(above);
	if (follow_up(above)) {
		one->parent = above->mnt;
		one->mountpoint = above->dentry;
	} else {
		one->parent = one->mount;
		one->mountpoint = one->mount->mnt_root;
	}
	/* The reader keeps its descriptor open, and so the mount, until we answer. */
	fput(file);
	return true;
}

static bool seen_before(const struct mount_case *cases, unsigned int count, u32 id)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (cases[i].id == id)
			return true;
	return false;
}

static int offset_of(enum ks_layout layout)
{
	return layouts[layout].known ? layouts[layout].offset : 0;
}

/*
 * Where a mount namespace has the user namespace that it belongs to: that of
 * pid 1 belongs to the initial one. Others may lie behind it in memory.
 */
static void find_owner(const char *namespace)
{
	const struct user_namespace *owner;
	int offset;

	for (offset = 0; offset < NAMESPACE_TO; offset += sizeof(long))
		if (!ks_read_kernel(&owner, namespace + offset, sizeof(owner)) &&
		    owner == &init_user_ns) {
			set(KS_LAYOUT_NAMESPACE_OWNER, offset, 0, 1);
			return;
		}
	give_up(KS_LAYOUT_NAMESPACE_OWNER, not_found);
}

/* That of pid 1, which it may have changed since the last reader came. */
static const void *host_namespace(void)
{
	struct task_struct *init = init_pid_ns.child_reaper;
	const void *namespace;

	task_lock(init);
	namespace = init->nsproxy ? init->nsproxy->mnt_ns : NULL;
	if (namespace && !layouts[KS_LAYOUT_NAMESPACE_OWNER].known)
		find_owner(namespace);
	task_unlock(init);
	return namespace;
}

static void publish_mounts(void)
{
	WRITE_ONCE(ks_mount_layout.host, host_namespace());
	WRITE_ONCE(ks_mount_layout.owner, offset_of(KS_LAYOUT_NAMESPACE_OWNER));
	WRITE_ONCE(ks_mount_layout.id, offset_of(KS_LAYOUT_MOUNT_ID));
	WRITE_ONCE(ks_mount_layout.namespace, offset_of(KS_LAYOUT_MOUNT_NAMESPACE));
	if (!offset_of(KS_LAYOUT_MOUNT_PARENT) || !offset_of(KS_LAYOUT_MOUNT_MOUNTPOINT))
		return;
	ks_mount_layout.inside = layouts[KS_LAYOUT_MOUNT_PARENT].inside;
	ks_mount_layout.mountpoint = offset_of(KS_LAYOUT_MOUNT_MOUNTPOINT);
	/* Handlers on other CPUs test this one without a lock. */
	smp_store_release(&ks_mount_layout.parent, offset_of(KS_LAYOUT_MOUNT_PARENT));
}

/**
 * ks_calibrate_mounts() - learn the layout of struct mount
 * @pairs:	of the reader, which is the current task
 * @count:	how many
 *
 * What is known already stays: the layout cannot change while the kernel runs.
 * Process context.
 */
void ks_calibrate_mounts(const struct ks_mount_pair *pairs, unsigned int count)
{
	struct mount_case *cases;
	struct path *above;
	unsigned int i, n = 0;

	cases = kcalloc(CASES_MAX, sizeof(*cases), GFP_KERNEL);
	above = kcalloc(CASES_MAX, sizeof(*above), GFP_KERNEL);
	if (!cases || !above)
		goto free;

	for (i = 0; i < count && n < CASES_MAX; i++)
		if (!seen_before(cases, n, pairs[i].mount_id) &&
		    mount_case(&cases[n], &pairs[i], &above[n]))
			n++;

	for (i = KS_LAYOUT_MOUNT_ID; i <= KS_LAYOUT_MOUNT_NAMESPACE; i++)
		if (!layouts[i].known && n < CASES_MIN)
			give_up(i, too_few);
	if (n >= CASES_MIN) {
		if (!layouts[KS_LAYOUT_MOUNT_ID].known)
			find_mount(KS_LAYOUT_MOUNT_ID, cases, n, sizeof(u32), 0, is_id);
		if (!layouts[KS_LAYOUT_MOUNT_PARENT].known)
			find_mount(KS_LAYOUT_MOUNT_PARENT, cases, n, sizeof(long), INSIDE_MAX, is_parent);
		if (!layouts[KS_LAYOUT_MOUNT_MOUNTPOINT].known)
			find_mount(KS_LAYOUT_MOUNT_MOUNTPOINT, cases, n, sizeof(long), 0, is_mountpoint);
		if (!layouts[KS_LAYOUT_MOUNT_NAMESPACE].known)
			find_mount(KS_LAYOUT_MOUNT_NAMESPACE, cases, n, sizeof(long), 0, is_namespace);
	}
	publish_mounts();
	for (i = 0; i < n; i++)
		path_put(&above[i]);
free:
	kfree(above);
	kfree(cases);
}

/**
 * ks_calibrate_groups() - learn where struct mount has its peer group
 * @pairs:	of the reader, which is the current task
 * @count:	how many
 *
 * Process context.
 */
void ks_calibrate_groups(const struct ks_group_pair *pairs, unsigned int count)
{
	struct mount_case *cases;
	unsigned int i, n = 0;

	if (layouts[KS_LAYOUT_MOUNT_GROUP].known)
		return;
	cases = kcalloc(CASES_MAX, sizeof(*cases), GFP_KERNEL);
	if (!cases)
		return;
	for (i = 0; i < count && n < CASES_MAX; i++) {
		struct file *file = fget_raw(pairs[i].fd);

		if (!file)
			continue;
		cases[n].mount = file->f_path.mnt;
		cases[n].id = pairs[i].group;
		if (pairs[i].group && !seen_before(cases, n, pairs[i].group))
			n++;
		/* The reader keeps its descriptor open, and so the mount, until we answer. */
		fput(file);
	}
	if (n < CASES_MIN)
		give_up(KS_LAYOUT_MOUNT_GROUP, too_few);
	else
		find_mount(KS_LAYOUT_MOUNT_GROUP, cases, n, sizeof(u32), 0, is_id);
	WRITE_ONCE(ks_mount_layout.group, offset_of(KS_LAYOUT_MOUNT_GROUP));
	kfree(cases);
}

struct overlay_case {
	struct file *file;
	struct file *upper;
	struct file *lower;
};

static const char *base_of(const struct dentry *dentry, bool fsdata)
{
	return fsdata ? dentry->d_fsdata : (const char *)dentry->d_inode;
}

static const struct inode *upper_of(const struct overlay_case *one)
{
	return one->upper ? one->upper->f_path.dentry->d_inode : NULL;
}

static const struct inode *lower_of(const struct overlay_case *one)
{
	return one->lower ? one->lower->f_path.dentry->d_inode : NULL;
}

/**
 * struct search - what a layer may look like
 * @layer_of:	the truth: the inode there, NULL if the file is not in the layer
 * @fsdata:	look behind the dentry's private data rather than around the inode
 * @dentry:	a dentry of that inode is wanted rather than the inode. Not a certain
 *		one: a file that was copied up may keep the one it was made with.
 * @list:	it is in a list of layers, to which there is a pointer
 */
struct search {
	const struct inode *(*layer_of)(const struct overlay_case *one);
	bool fsdata;
	bool dentry;
	bool list;
};

/**
 * struct place - where a layer was found
 * @offset:	from the inode, or from the dentry's private data
 * @inside:	in the list that is there; 0: there is none
 */
struct place {
	int offset;
	int inside;
};

/* What is no pointer to memory is not followed. */
static bool read_behind(const char *pointer, int offset, void *to, size_t size)
{
	return virt_addr_valid(pointer) && !ks_read_kernel(to, pointer + offset, size);
}

static bool layer_here(const struct overlay_case *one, const struct search *search,
		       const struct place *place)
{
	const char *base = base_of(one->file->f_path.dentry, search->fsdata);
	const struct inode *wanted = search->layer_of(one);
	const char *value;

	if (!base || ks_read_kernel(&value, base + place->offset, sizeof(value)))
		return false;
	if (!value || !wanted)
		return !value && !wanted;
	if (search->list && !read_behind(value, place->inside, &value, sizeof(value)))
		return false;
	if (search->dentry &&
	    !read_behind(value, offsetof(struct dentry, d_inode), &value, sizeof(value)))
		return false;
	return value == (const char *)wanted;
}

static int search_layer(const struct overlay_case *cases, unsigned int count,
			const struct search *search, struct place *at)
{
	int from = search->fsdata ? 0 : INODE_FROM, to = search->fsdata ? FSDATA_TO : INODE_TO;
	int first = search->list ? sizeof(long) : 0, last = search->list ? LIST_TO : 0;
	struct place place;
	unsigned int i;
	int found = 0;

	for (place.offset = from; place.offset < to; place.offset += sizeof(long)) {
		for (place.inside = first; place.inside <= last; place.inside += sizeof(long)) {
			for (i = 0; i < count && layer_here(&cases[i], search, &place); i++)
				;
			if (i < count)
				continue;
			found++;
			*at = place;
		}
	}
	return found;
}

/* Tries the searches in turn. Return: the one that found something, or NULL. */
static const struct search *find_layer(enum ks_layout layout, const struct overlay_case *cases,
				       unsigned int count, const struct search *searches,
				       struct place *at)
{
	int found = 0;

	for (; searches->layer_of; searches++) {
		found = search_layer(cases, count, searches, at);
		if (found == 1)
			return searches;
		if (found)
			break;
	}
	give_up(layout, found ? ambiguous : not_found);
	return NULL;
}

static void find_upper(const struct overlay_case *cases, unsigned int count)
{
	/* Before 4.13 it hangs on the dentry. */
	static const struct search searches[] = {
		{ upper_of, .dentry = true },
		{ upper_of, .dentry = true, .fsdata = true },
		{ NULL }
	};
	struct place at;
	const struct search *search =
		find_layer(KS_LAYOUT_OVERLAY_UPPER, cases, count, searches, &at);

	if (search) {
		/* Before set(), which publishes both. */
		upper_in_fsdata = search->fsdata;
		set(KS_LAYOUT_OVERLAY_UPPER, at.offset, 0, count);
	}
}

/*
 * How many layers a list has stands before the first one. Here it is one in each,
 * as the reader's overlay has no more. Return: at how many places it may stand.
 */
static int search_count(const struct overlay_case *cases, unsigned int count,
			const struct place *place, int *at)
{
	int offset, found = 0;
	unsigned int i;

	for (offset = 0; offset < place->inside; offset += sizeof(u32)) {
		for (i = 0; i < count; i++) {
			const char *base = base_of(cases[i].file->f_path.dentry, false), *list;
			u32 layers;

			if (!cases[i].lower)
				continue;
			if (ks_read_kernel(&list, base + place->offset, sizeof(list)) ||
			    !read_behind(list, offset, &layers, sizeof(layers)) || layers != 1)
				break;
		}
		if (i < count)
			continue;
		found++;
		*at = offset;
	}
	return found;
}

/* Only where the overlay's inode has it; ks_overlay() knows what to do without. */
static void find_lower(const struct overlay_case *cases, unsigned int count)
{
	/* Since 6.5 in a list. */
	static const struct search searches[] = {
		{ lower_of },
		{ lower_of, .dentry = true },
		{ lower_of, .dentry = true, .list = true },
		{ NULL }
	};
	struct place at;
	const struct search *search =
		find_layer(KS_LAYOUT_OVERLAY_LOWER, cases, count, searches, &at);
	int found;

	if (!search)
		return;
	if (search->list) {
		found = search_count(cases, count, &at, &lower_count);
		if (found != 1) {
			give_up(KS_LAYOUT_OVERLAY_LOWER, found ? ambiguous : not_found);
			return;
		}
	}
	lower_is_dentry = search->dentry;
	set(KS_LAYOUT_OVERLAY_LOWER, at.offset, at.inside, count);
}

static bool offered(const struct overlay_case *cases, unsigned int count, const struct file *file)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (cases[i].file->f_path.dentry == file->f_path.dentry)
			return true;
	return false;
}

static void put_case(struct overlay_case *one)
{
	if (one->file)
		fput(one->file);
	if (one->upper)
		fput(one->upper);
	if (one->lower)
		fput(one->lower);
}

static bool get_case(struct overlay_case *one, const struct ks_overlay_pair *pair)
{
	one->file = fget_raw(pair->fd);
	one->upper = pair->upper >= 0 ? fget_raw(pair->upper) : NULL;
	one->lower = pair->lower >= 0 ? fget_raw(pair->lower) : NULL;
	return one->file && !one->upper == (pair->upper < 0) && !one->lower == (pair->lower < 0);
}

/**
 * ks_calibrate_overlays() - learn where an overlay keeps its layers
 * @pairs:	of the reader, which is the current task; some with and some
 *		without a file in the upper and in the lower layer
 * @count:	how many
 *
 * Process context.
 */
void ks_calibrate_overlays(const struct ks_overlay_pair *pairs, unsigned int count)
{
	struct overlay_case *cases;
	unsigned int i, n = 0, uppers = 0, lowers = 0;

	if (layouts[KS_LAYOUT_OVERLAY_UPPER].known)
		return;
	cases = kcalloc(CASES_MAX, sizeof(*cases), GFP_KERNEL);
	if (!cases)
		return;
	for (i = 0; i < count && n < CASES_MAX; i++) {
		struct overlay_case *one = &cases[n];

		if (get_case(one, &pairs[i]) && !offered(cases, n, one->file)) {
			uppers += !!one->upper;
			lowers += !!one->lower;
			n++;
		} else {
			put_case(one);
		}
	}
	if (n < CASES_MIN || uppers < 2 || n - uppers < 2 || lowers < 2 || n == lowers) {
		give_up(KS_LAYOUT_OVERLAY_UPPER, too_few);
		give_up(KS_LAYOUT_OVERLAY_LOWER, too_few);
	} else {
		find_lower(cases, n);
		find_upper(cases, n);
	}
	while (n--)
		put_case(&cases[n]);
	kfree(cases);
}

/* Finds a number that stands once in the first bytes of an argument. */
static void find_number(enum ks_layout layout, const void *base, u32 number, u32 mask, size_t size)
{
	int offset, found = 0, at = 0;

	if (layouts[layout].known)
		return;
	for (offset = 0; offset < OPEN_TO; offset += size) {
		u32 value = 0;

		if (ks_read_kernel(&value, (const char *)base + offset, size) ||
		    (value & mask) != number)
			continue;
		found++;
		at = offset;
	}
	if (found == 1)
		set(layout, at, 0, 1);
	else
		give_up(layout, found ? ambiguous : not_found);
}

/**
 * ks_calibrate_open() - learn the layout of struct open_flags
 * @open_flags:	argument of an open that we made ourselves
 * @flags:	that we opened with; a number that does not come by chance
 * @mode:	likewise
 *
 * Any context.
 */
void ks_calibrate_open(const void *open_flags, u32 flags, u16 mode)
{
	find_number(KS_LAYOUT_OPEN_FLAGS, open_flags, flags, ~(u32)O_LARGEFILE, sizeof(u32));
	find_number(KS_LAYOUT_OPEN_MODE, open_flags, mode, S_IALLUGO, sizeof(u16));
}

const char *ks_layout_name(enum ks_layout layout)
{
	return names[layout];
}

/**
 * ks_layout_state() - what is known about a member, in words
 * @layout:	which one
 * @to:		for the text
 * @size:	bytes at @to
 *
 * Process context.
 */
const char *ks_layout_state(enum ks_layout layout, char *to, size_t size)
{
	const struct layout *known = &layouts[layout];

	if (known->known)
		snprintf(to, size, "known: offset %d, cases that agree: %u", known->offset,
			 known->cases);
	else
		snprintf(to, size, "unknown: %s", known->why);
	return to;
}

static bool read_member(enum ks_layout layout, const void *base, void *to, size_t size)
{
	const struct layout *known = &layouts[layout];

	if (!smp_load_acquire(&known->known))
		return false;
	memcpy(to, (const char *)base + known->offset, size);
	return true;
}

/**
 * ks_open_flags() - what an open was asked for, where no system call says it
 * @open_flags:	argument of the kernel's open function
 * @flags:	set if known; O_LARGEFILE, which the kernel adds, is taken out
 * @mode:	set if known
 *
 * Any context. Return: false if the layout is unknown.
 */
bool ks_open_flags(const void *open_flags, u64 *flags, u64 *mode)
{
	u32 number;
	u16 bits;

	if (!read_member(KS_LAYOUT_OPEN_FLAGS, open_flags, &number, sizeof(number)) ||
	    !read_member(KS_LAYOUT_OPEN_MODE, open_flags, &bits, sizeof(bits)))
		return false;
	*flags = number & ~O_LARGEFILE;
	*mode = bits & S_IALLUGO;
	return true;
}

/* Where the pointer in an overlay's inode leads. Return: NULL if the file is not there. */
static const struct inode *lower_inode(const char *value)
{
	int inside = layouts[KS_LAYOUT_OVERLAY_LOWER].inside;

	/* An empty list ends before its first layer. */
	if (value && inside)
		value = *(const u32 *)(value + lower_count) ? *(const char **)(value + inside) : NULL;
	if (value && lower_is_dentry)
		return READ_ONCE(((const struct dentry *)value)->d_inode);
	return (const struct inode *)value;
}

/**
 * ks_mount_is_initial() - does a mount's namespace belong to the initial user namespace?
 * @mount:	kept by the caller, or read under RCU
 *
 * In others whoever likes mounts what he likes wherever he likes. Any context.
 * Return: true only if that is certain.
 */
bool ks_mount_is_initial(const struct vfsmount *mount)
{
	int offset = READ_ONCE(ks_mount_layout.namespace), at = READ_ONCE(ks_mount_layout.owner);
	const struct user_namespace *owner;
	const char *namespace;

	if (!offset || !at)
		return false;
	namespace = READ_ONCE(*(const char **)((const char *)mount + offset));
	/* It is freed when the mount has left it: the read must not fault. */
	return !IS_ERR_OR_NULL(namespace) &&
	       !ks_read_kernel(&owner, namespace + at, sizeof(owner)) && owner == &init_user_ns;
}

/**
 * ks_overlay() - the layers of a file on an overlay
 * @dentry:	of the overlay, kept by the caller
 * @inode:	of the open file, or of @dentry
 * @layers:	filled in
 *
 * An overlay's own inode is a copy, which lags behind what happens in the upper
 * layer, where all changes go. Before 4.13 even its number is its own, and an
 * open file has the real inode instead. Any context.
 *
 * Return: false if the layout is unknown.
 */
bool ks_overlay(const struct dentry *dentry, const struct inode *inode, struct ks_layers *layers)
{
	const struct dentry *upper;
	const char *base, *value;

	if (!smp_load_acquire(&layouts[KS_LAYOUT_OVERLAY_UPPER].known))
		return false;
	base = base_of(dentry, upper_in_fsdata);
	if (!base || !read_member(KS_LAYOUT_OVERLAY_UPPER, base, &upper, sizeof(upper)))
		return false;
	layers->upper = upper;
	layers->inode = (upper ? READ_ONCE(upper->d_inode) : NULL) ?: inode;
	if (read_member(KS_LAYOUT_OVERLAY_LOWER, dentry->d_inode, &value, sizeof(value)))
		layers->number = (lower_inode(value) ?: layers->inode)->i_ino;
	else
		layers->number = upper_in_fsdata ? layers->inode->i_ino : inode->i_ino;
	return true;
}
