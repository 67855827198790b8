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

static void open_mounts(struct calibrate_pairs *pairs)
{
	size_t i;

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

/*
 * In a mount namespace of this thread alone: a tmpfs over a directory that
 * every system has, and an overlay inside. Two files exist below only, one is
 * new above, one was copied up by writing to it.
 */
static const char *build_overlay(struct calibrate_pairs *pairs)
{
	if (unshare(CLONE_NEWNS))
		return "unshare";
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return "making mounts private";
	if (!enter_tmpfs("/tmp") && !enter_tmpfs("/run") && !enter_tmpfs("/dev"))
		return "mounting a tmpfs";
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

/*
 * A thread, not a child: descriptors are shared with it, its namespace is not,
 * and that namespace dies with it.
 */
static void *overlay_thread(void *context)
{
	struct calibrate_pairs *pairs = context;
	const char *failed = build_overlay(pairs);

	if (failed) {
		log_verbose("no overlay to calibrate with: %s: %s", failed, strerror(errno));
		close_overlays(pairs);
	}
	return NULL;
}

static void open_overlays(struct calibrate_pairs *pairs)
{
	pthread_t thread;
	int error;

	if (!has_overlay()) {
		log_verbose("no overlay to calibrate with: the kernel has none loaded");
		return;
	}
	error = pthread_create(&thread, NULL, overlay_thread, pairs);
	if (error) {
		log_verbose("no overlay to calibrate with: %s", strerror(error));
		return;
	}
	pthread_join(thread, NULL);
}

/**
 * calibrate_open() - collect what there is; may be little, or nothing
 *
 * Needs CAP_SYS_ADMIN for the overlay.
 */
void calibrate_open(struct calibrate_pairs *pairs)
{
	memset(pairs, 0, sizeof(*pairs));
	open_mounts(pairs);
	open_overlays(pairs);
	log_verbose("calibrating with %zu mounts and %zu overlay files", pairs->mount_count,
		    pairs->overlay_count);
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
	close_overlays(pairs);
}
