// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "place.h"
#include "truth.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TEN(c)	c c c c c c c c c c
#define LONGEST	TEN(TEN("n")) TEN(TEN("n")) TEN("nnnnn") "nnnnn"

const char *const odd_names[] = {
	"with\nnewline", "with\"quote", "with\\backslash", "with space", "with space and #",
	"tab\tand\x01" "control\x7f", "gr\xc3\xbc\xc3\x9f", "invalid\xff\xfe", "cut\xe6\x97",
	"both\\\xff", "\xf0\x9f\x98\x80", "<&>\xe2\x80\xa8", "(deleted)", "x (deleted)", "\\x41",
	"\\040", "#1", LONGEST, NULL
};

_Static_assert(sizeof(LONGEST) == NAME_MAX + 1, "the longest name");

static char *join(char *to, const char *at, const char *name)
{
	if (snprintf(to, PATH_MAX, "%s/%s", at, name) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		die(at);
	}
	return to;
}

static void make(const char *at, const char *const *names)
{
	char path[PATH_MAX];

	for (; *names; names++)
		if (mkdir(join(path, at, *names), 0755))
			die(path);
}

#define MAKE(at, ...) make(at, (const char *const[]){ __VA_ARGS__, NULL })

static void mount_on(const char *source, const char *at, const char *name, const char *type)
{
	char path[PATH_MAX];

	if (mount(source, join(path, at, name), type, type ? 0 : MS_BIND, NULL))
		die(path);
}

static void unmount(const char *at, const char *name)
{
	char path[PATH_MAX];

	if (umount(join(path, at, name)))
		die(path);
}

void place_mounts(const char *at)
{
	char tree[PATH_MAX];

	MAKE(at, "tree", "tree/sub", "bind", "inner", "jail", "jail/proc");
	mount_on(join(tree, at, "tree/sub"), at, "bind", NULL);
	mount_on("second", at, "inner", "tmpfs");
	mount_on("proc", at, "jail/proc", "proc");
}

void place_unmount(const char *at)
{
	unmount(at, "jail/proc");
	unmount(at, "inner");
	unmount(at, "bind");
}

void place_jail(const char *at)
{
	char jail[PATH_MAX];

	if (chroot(join(jail, at, "jail")) || chdir("/"))
		die("chroot");
}

void place_namespace(void)
{
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		die("namespace");
}

void place_private(const char *where)
{
	if (mount("private", where, "tmpfs", 0, NULL))
		die(where);
}

void place_container(const char *at, const char *directory)
{
	char root[PATH_MAX], old[PATH_MAX];

	place_namespace();
	mount_on("rootfs", at, "inner", "tmpfs");
	join(root, at, "inner");
	MAKE(root, "old", "proc", directory);
	mount_on("proc", root, "proc", "proc");
	if (syscall(SYS_pivot_root, root, join(old, root, "old")) || chdir("/") ||
	    umount2("/old", MNT_DETACH))
		die("container");
}

void place_layers(const char *at)
{
	MAKE(at, "o");
	mount_on("layers", at, "o", "tmpfs");
	MAKE(at, "o/lower", "o/upper", "o/work", "o/merged");
}

int place_overlay(const char *at)
{
	char merged[PATH_MAX], layers[3 * PATH_MAX];

	snprintf(layers, sizeof(layers),
		 "lowerdir=%s/o/lower,upperdir=%s/o/upper,workdir=%s/o/work", at, at, at);
	if (!mount("overlay", join(merged, at, "o/merged"), "overlay", 0, layers))
		return 1;
	truth_absent(errno == ENODEV ? "no overlayfs in this kernel" : strerror(errno));
	return 0;
}

void place_no_overlay(const char *at)
{
	unmount(at, "o/merged");
	unmount(at, "o");
}

int place_deeper(int dir, int number, char *path)
{
	char name[201];
	int next;

	memset(name, 'd', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	name[snprintf(name, sizeof(name), "%02d", number)] = 'd';
	if (mkdirat(dir, name, 0755))
		die("mkdirat");
	next = openat(dir, name, O_PATH | O_CLOEXEC);
	if (next < 0)
		die("openat");
	close(dir);
	strcat(path, "/");
	strcat(path, name);
	return next;
}

int place_tells(int number)
{
	return (number >= 17 && number <= 21) || number == PLACE_DEEP - 1;
}

const char *place_of_fd(int fd)
{
	static char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}
