// SPDX-License-Identifier: GPL-2.0
#include "calibrate.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "log.h"
#include "memory.h"

/*
 * Filesystems whose mount points can be opened without asking another machine
 * or process, which might never answer.
 */
static const char *const local[] = {
	"bpf", "btrfs", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs",
	"efivarfs", "erofs", "ext2", "ext3", "ext4", "f2fs", "hugetlbfs", "iso9660", "mqueue",
	"overlay", "proc", "pstore", "ramfs", "rootfs", "securityfs", "selinuxfs", "squashfs",
	"sysfs", "tmpfs", "tracefs", "vfat", "xfs",
};

/**
 * struct mount - a line of mountinfo
 * @alone:	no other mount is at the same place
 */
struct mount {
	unsigned int id;
	dev_t device;
	char *point;
	bool is_local;
	bool alone;
};

static struct mount *mounts;
static size_t mount_count;

/* mountinfo writes space, tab, newline and backslash as \ooo. */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		unsigned int byte;

		if (text[0] == '\\' && sscanf(text + 1, "%3o", &byte) == 1) {
			*to++ = byte;
			text += 3;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

static bool is_local(const char *type)
{
	size_t i;

	for (i = 0; i < COUNT(local); i++)
		if (!strcmp(local[i], type))
			return true;
	return false;
}

static void add_mount(char *line)
{
	unsigned int id, parent, major, minor;
	char *separator = strstr(line, " - "), type[64], *point;
	struct mount *mount;
	int at = 0;
	size_t i;

	if (!separator || sscanf(separator, " - %63s", type) != 1 ||
	    sscanf(line, "%u %u %u:%u %*s %n", &id, &parent, &major, &minor, &at) != 4 || !at)
		return;
	point = line + at;
	point[strcspn(point, " ")] = '\0';
	unescape(point);

	mounts = memory_resize(mounts, (mount_count + 1) * sizeof(*mounts));
	mount = &mounts[mount_count++];
	mount->id = id;
	mount->device = makedev(major, minor);
	mount->is_local = is_local(type);
	mount->point = memory_copy(point, strlen(point));
	mount->alone = true;
	for (i = 0; i + 1 < mount_count; i++)
		if (!strcmp(mounts[i].point, mount->point))
			mounts[i].alone = mount->alone = false;
}

static void read_mounts(void)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return;
	while (getline(&line, &room, file) > 0)
		add_mount(line);
	free(line);
	fclose(file);
}

static void free_mounts(void)
{
	while (mount_count)
		free(mounts[--mount_count].point);
	free(mounts);
	mounts = NULL;
}

/* The kernel's own word about a descriptor; older ones than 3.15 do not say. */
static bool fdinfo_mount(int fd, unsigned int *id)
{
	char path[64], line[128];
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, "mnt_id: %u", id) == 1;
	fclose(file);
	return found;
}

/*
 * A mount point may lie under a later mount, so its path can lead elsewhere
 * than its line says.
 */
static bool true_mount(int fd, const struct mount *mount, unsigned int *id)
{
	struct stat stat;

	if (fdinfo_mount(fd, id))
		return true;
	*id = mount->id;
	return mount->alone && !fstat(fd, &stat) && stat.st_dev == mount->device;
}

static bool is_new(const struct calibrate_pairs *pairs, unsigned int id)
{
	size_t i;

	for (i = 0; i < pairs->mount_count; i++)
		if (pairs->mounts[i].mount_id == id)
			return false;
	return true;
}

/*
 * The kernel's own mount, on which all pipes are: it is in no namespace, and so
 * shows where a mount has its own. mountinfo does not have its number.
 */
static void open_pipe(struct calibrate_pairs *pairs)
{
	struct ks_mount_pair *pair = &pairs->mounts[pairs->mount_count];
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return;
	close(ends[1]);
	pair->fd = ends[0];
	if (fdinfo_mount(pair->fd, &pair->mount_id))
		pairs->mount_count++;
	else
		close(pair->fd);
}

static void open_mounts(struct calibrate_pairs *pairs)
{
	size_t i;

	open_pipe(pairs);
	read_mounts();
	for (i = 0; i < mount_count && pairs->mount_count < CALIBRATE_MOUNTS_MAX; i++) {
		struct ks_mount_pair *pair = &pairs->mounts[pairs->mount_count];
		unsigned int id;
		int fd;

		if (!mounts[i].is_local)
			continue;
		fd = open(mounts[i].point, O_PATH | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (!true_mount(fd, &mounts[i], &id) || !is_new(pairs, id)) {
			close(fd);
			continue;
		}
		pair->fd = fd;
		pair->mount_id = id;
		pairs->mount_count++;
	}
	free_mounts();
}

static bool has_overlay(void)
{
	FILE *file = fopen("/proc/filesystems", "re");
	char line[128], name[64];
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, "nodev %63s", name) == 1 && !strcmp(name, "overlay");
	fclose(file);
	return found;
}

static bool touch(const char *path, int flags)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0600);

	if (fd < 0)
		return false;
	if (write(fd, "x", 1) != 1) {
		close(fd);
		return false;
	}
	close(fd);
	return true;
}

static bool open_layer(int *fd, const char *path)
{
	*fd = path ? open(path, O_PATH | O_CLOEXEC) : -1;
	return !path || *fd >= 0;
}

static bool add_overlay(struct calibrate_pairs *pairs, const char *merged, const char *upper,
			const char *lower)
{
	struct ks_overlay_pair *pair = &pairs->overlays[pairs->overlay_count++];

	pair->upper = pair->lower = -1;
	return open_layer(&pair->fd, merged) && open_layer(&pair->upper, upper) &&
	       open_layer(&pair->lower, lower);
}

static bool enter_tmpfs(const char *where)
{
	return !mount("kscribe", where, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=256k") &&
	       !chdir(where);
}

/* In the directory of this thread; /proc/thread-self is too new for some. */
static void task_path(char *path, size_t size, const char *name)
{
	snprintf(path, size, "/proc/self/task/%ld/%s", syscall(SYS_gettid), name);
}

/*
 * A mount namespace of this thread alone, and in it a tmpfs over a directory
 * that every system has. When a namespace goes, its mounts leave their peer
 * groups: so it is kept.
 */
static const char *build_ground(struct calibrate_pairs *pairs)
{
	char path[64];

	if (unshare(CLONE_NEWNS))
		return "unshare";
	task_path(path, sizeof(path), "ns/mnt");
	pairs->namespace = open(path, O_RDONLY | O_CLOEXEC);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return "making mounts private";
	if (!enter_tmpfs("/tmp") && !enter_tmpfs("/run") && !enter_tmpfs("/dev"))
		return "mounting a tmpfs";
	return NULL;
}

/* The peer group of the mount at a place of this thread's namespace; 0: not found. */
static unsigned int group_of(const char *name)
{
	char *line = NULL, path[64], wanted[64];
	unsigned int group = 0;
	size_t room = 0;
	FILE *file;

	task_path(path, sizeof(path), "mountinfo");
	file = fopen(path, "re");
	if (!file)
		return 0;
	snprintf(wanted, sizeof(wanted), "/%s ", name);
	while (!group && getline(&line, &room, file) > 0) {
		const char *shared = strstr(line, " shared:");

		if (shared && strstr(line, wanted))
			sscanf(shared, " shared:%u", &group);
	}
	free(line);
	fclose(file);
	return group;
}

/* Mounts that are peers of nobody, each in a group of its own. */
static const char *build_groups(struct calibrate_pairs *pairs)
{
	char name[32];
	int i;

	for (i = 0; i < CALIBRATE_GROUPS_MAX; i++) {
		struct ks_group_pair *pair = &pairs->groups[pairs->group_count];

		snprintf(name, sizeof(name), "kscribe-group-%d", i);
		if (mkdir(name, 0700) || mount("kscribe", name, "tmpfs", 0, "size=4k") ||
		    mount(NULL, name, NULL, MS_SHARED, NULL))
			return "making a shared mount";
		pair->group = group_of(name);
		pair->fd = open(name, O_PATH | O_CLOEXEC);
		if (pair->fd < 0)
			return "opening it";
		pairs->group_count++;
	}
	return NULL;
}

/* Two files exist below only, one is new above, one was copied up by writing to it. */
static const char *build_overlay(struct calibrate_pairs *pairs)
{
	if (mkdir("lower", 0700) || mkdir("upper", 0700) || mkdir("work", 0700) ||
	    mkdir("merged", 0700) || !touch("lower/one", O_CREAT) ||
	    !touch("lower/two", O_CREAT) || !touch("lower/copied", O_CREAT))
		return "making the layers";
	if (mount("kscribe", "merged", "overlay", 0, "lowerdir=lower,upperdir=upper,workdir=work"))
		return "mounting the overlay";
	if (!touch("merged/new", O_CREAT) || !touch("merged/copied", O_APPEND))
		return "writing to it";
	if (!add_overlay(pairs, "merged/one", NULL, "lower/one") ||
	    !add_overlay(pairs, "merged/two", NULL, "lower/two") ||
	    !add_overlay(pairs, "merged/new", "upper/new", NULL) ||
	    !add_overlay(pairs, "merged/copied", "upper/copied", "lower/copied"))
		return "opening the files";
	return NULL;
}

static void close_layer(int fd)
{
	if (fd >= 0)
		close(fd);
}

static void close_overlays(struct calibrate_pairs *pairs)
{
	size_t i;

	for (i = 0; i < pairs->overlay_count; i++) {
		close_layer(pairs->overlays[i].fd);
		close_layer(pairs->overlays[i].upper);
		close_layer(pairs->overlays[i].lower);
	}
	pairs->overlay_count = 0;
}

static void close_groups(struct calibrate_pairs *pairs)
{
	while (pairs->group_count)
		close(pairs->groups[--pairs->group_count].fd);
}

/*
 * A thread, not a child: descriptors are shared with it, its namespace is not.
 */
static void *mount_thread(void *context)
{
	struct calibrate_pairs *pairs = context;
	const char *failed = build_ground(pairs);

	if (failed) {
		log_verbose("no mounts of our own to calibrate with: %s: %s", failed,
			    strerror(errno));
		return NULL;
	}
	failed = build_groups(pairs);
	if (failed) {
		log_verbose("no peer groups to calibrate with: %s: %s", failed, strerror(errno));
		close_groups(pairs);
	}
	if (!has_overlay()) {
		log_verbose("no overlay to calibrate with: the kernel has none loaded");
		return NULL;
	}
	failed = build_overlay(pairs);
	if (failed) {
		log_verbose("no overlay to calibrate with: %s: %s", failed, strerror(errno));
		close_overlays(pairs);
	}
	return NULL;
}

static void make_mounts(struct calibrate_pairs *pairs)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, mount_thread, pairs);

	if (error) {
		log_verbose("no mounts of our own to calibrate with: %s", strerror(error));
		return;
	}
	pthread_join(thread, NULL);
}

/**
 * calibrate_open() - collect what there is; may be little, or nothing
 *
 * Needs CAP_SYS_ADMIN for mounts of its own.
 */
void calibrate_open(struct calibrate_pairs *pairs)
{
	memset(pairs, 0, sizeof(*pairs));
	pairs->namespace = -1;
	open_mounts(pairs);
	make_mounts(pairs);
	log_verbose("calibrating with %zu mounts, %zu peer groups and %zu overlay files",
		    pairs->mount_count, pairs->group_count, pairs->overlay_count);
}

/**
 * calibrate_close() - the module has seen them
 */
void calibrate_close(struct calibrate_pairs *pairs)
{
	size_t i;

	for (i = 0; i < pairs->mount_count; i++)
		close(pairs->mounts[i].fd);
	pairs->mount_count = 0;
	close_groups(pairs);
	close_overlays(pairs);
	close_layer(pairs->namespace);
	pairs->namespace = -1;
}
