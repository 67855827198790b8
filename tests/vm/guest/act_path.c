// SPDX-License-Identifier: GPL-2.0
/* The same open from places that make its path hard to tell. */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define P "/tmp/path/"

#define STEP(...) open_close(&(struct open_step){ .call = "openat", __VA_ARGS__ })

static int act_renames(int argc, char **argv)
{
	int dir, fd;

	mkdir(P, 0755);
	mkdir(P "a", 0755);
	mkdir(P "a/b", 0755);
	write_file(P "a/b/f", "x", 0644);
	dir = open(P "a/b", O_PATH | O_CLOEXEC);
	STEP(.path = P "a/b/f");
	if (rename(P "a", P "renamed"))
		die("rename");
	STEP(.path = P "renamed/b/f");
	STEP(.dirfd = dir, .path = "f", .resolved = P "renamed/b/f");
	mkdir(P "elsewhere", 0755);
	if (rename(P "renamed/b", P "elsewhere/c"))
		die("rename");
	STEP(.dirfd = dir, .path = "f", .resolved = P "elsewhere/c/f");
	if (rename(P "elsewhere/c/f", P "elsewhere/c/g"))
		die("rename");
	STEP(.dirfd = dir, .path = "g", .resolved = P "elsewhere/c/g");
	/* Two names, one inode: the name that was used counts. */
	if (link(P "elsewhere/c/g", P "second"))
		die("link");
	STEP(.path = P "second");
	STEP(.path = P "elsewhere/c/g");

	/* Unlinked, and opened once more through its descriptor. */
	write_file(P "gone", "x", 0644);
	fd = open(P "gone", O_RDWR | O_CLOEXEC);
	unlink(P "gone");
	{
		char self[64];

		snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
		STEP(.path = self, .resolved = P "gone", .note = "unlinked");
	}
	return 0;
}

static int act_names(int argc, char **argv)
{
	static char longest[sizeof(P) + 256] = P;
	static const char *const names[] = {
		P "with\nnewline", P "with\"quote", P "with\\backslash", P "with space",
		P "tab\tand\x01control\x7f", P "gr\xc3\xbc\xc3\x9f", P "invalid\xff\xfe",
		P "cut\xe6\x97", P "both\\\xff", P "\xf0\x9f\x98\x80", P "<&>\xe2\x80\xa8",
		P "(deleted)", P "x (deleted)", P "\\x41",
	};
	size_t i;

	mkdir(P, 0755);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		STEP(.path = names[i], .flags = O_CREAT | O_WRONLY, .mode = 0644);
	memset(longest + strlen(P), 'n', 255);
	STEP(.path = longest, .flags = O_CREAT | O_WRONLY, .mode = 0644);
	return 0;
}

/* Deeper than any buffer: 40 directories of 200 bytes. */
static int act_deep(int argc, char **argv)
{
	static char name[201], path[sizeof(P) + 40 * 201 + 16] = "/tmp/path";
	int i, dir, next;

	mkdir(P, 0755);
	dir = open(P, O_PATH | O_CLOEXEC);
	memset(name, 'd', 200);
	for (i = 0; i < 40; i++) {
		int n = snprintf(name, sizeof(name), "%02d", i);

		name[n] = 'd';
		if (mkdirat(dir, name, 0755))
			die("mkdirat");
		next = openat(dir, name, O_PATH | O_CLOEXEC);
		close(dir);
		dir = next;
		strcat(path, "/");
		strcat(path, name);
		/* On both sides of 4096 and far beyond. */
		if (i >= 17 && i <= 21) {
			size_t used = strlen(path);

			strcat(path, "/file");
			STEP(.dirfd = dir, .path = "file", .resolved = path, .note = "deep",
			     .flags = O_CREAT | O_RDWR, .mode = 0600);
			path[used] = 0;
		}
	}
	strcat(path, "/file");
	STEP(.dirfd = dir, .path = "file", .resolved = path, .flags = O_CREAT | O_RDWR,
	     .mode = 0600, .note = "deep");
	return 0;
}

static int act_mounts(int argc, char **argv)
{
	pid_t child;

	mkdir(P, 0755);
	mkdir(P "tree", 0755);
	mkdir(P "tree/sub", 0755);
	mkdir(P "bind", 0755);
	mkdir(P "inner", 0755);
	mkdir(P "jail", 0755);
	mkdir(P "jail/etc", 0755);
	mkdir(P "jail/proc", 0755);
	write_file(P "tree/sub/f", "x", 0644);
	write_file(P "plain", "x", 0644);
	write_file(P "jail/etc/conf", "x", 0644);
	if (mount(P "tree/sub", P "bind", NULL, MS_BIND, NULL) ||
	    mount("second", P "inner", "tmpfs", 0, NULL) ||
	    mount("proc", P "jail/proc", "proc", 0, NULL))
		die("mount");
	/* A file as a mount point. */
	write_file(P "onto", "y", 0644);
	if (mount(P "plain", P "onto", NULL, MS_BIND, NULL))
		die("bind");
	STEP(.path = P "bind/f");
	STEP(.path = P "tree/sub/f");
	STEP(.path = P "inner/f", .flags = O_CREAT | O_RDWR, .mode = 0600);
	STEP(.path = P "onto");
	STEP(.path = P "bind", .flags = O_DIRECTORY);

	/* The path is the one of the mount namespace, whatever the root is. */
	child = truth_fork();
	if (!child) {
		if (chroot(P "jail") || chdir("/"))
			die("chroot");
		STEP(.path = "/etc/conf", .resolved = P "jail/etc/conf");
		STEP(.path = "etc/../etc/conf", .resolved = P "jail/etc/conf");
		STEP(.path = "/", .resolved = "/tmp/path/jail", .flags = O_DIRECTORY);
		_exit(0);
	}
	truth_wait(child);

	/* A tmpfs that only one namespace has. */
	child = truth_fork();
	if (!child) {
		if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		    mount("private", P "tree", "tmpfs", 0, NULL))
			die("namespace");
		STEP(.path = P "tree/own", .flags = O_CREAT | O_RDWR, .mode = 0600);
		STEP(.path = P "bind/f");
		_exit(0);
	}
	truth_wait(child);

	/* As a container does it: another root, the old one gone. */
	child = truth_fork();
	if (!child) {
		if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		    mount("rootfs", P "inner", "tmpfs", 0, NULL) || mkdir(P "inner/old", 0755) ||
		    mkdir(P "inner/proc", 0755) || mkdir(P "inner/etc", 0755) ||
		    mount("proc", P "inner/proc", "proc", 0, NULL) ||
		    syscall(SYS_pivot_root, P "inner", P "inner/old") || chdir("/") ||
		    umount2("/old", MNT_DETACH))
			die("container");
		STEP(.path = "/etc/passwd", .flags = O_CREAT | O_RDWR, .mode = 0600);
		STEP(.path = "/etc/../etc/passwd", .resolved = "/etc/passwd");
		STEP(.path = "/", .flags = O_DIRECTORY);
		_exit(0);
	}
	truth_wait(child);

	umount(P "onto");
	umount(P "bind");
	umount(P "inner");
	umount(P "jail/proc");
	return 0;
}

/* Writes what the layers have, for the host: the merged inode is not enough. */
static void overlay_layer(const char *name, const char *path)
{
	struct stat st;

	truth_begin("layer");
	truth_string("name", name);
	if (!stat(path, &st))
		truth_int("ino", st.st_ino);
	truth_end();
}

static int act_overlay(int argc, char **argv)
{
	mkdir(P, 0755);
	mkdir(P "o", 0755);
	if (mount("layers", P "o", "tmpfs", 0, NULL))
		die("tmpfs");
	mkdir(P "o/lower", 0755);
	mkdir(P "o/upper", 0755);
	mkdir(P "o/work", 0755);
	mkdir(P "o/merged", 0755);
	write_file(P "o/lower/read", "lower", 0644);
	write_file(P "o/lower/write", "lower", 0640);
	write_file(P "o/upper/own", "upper", 0600);
	if (mount("overlay", P "o/merged", "overlay", 0,
		  "lowerdir=" P "o/lower,upperdir=" P "o/upper,workdir=" P "o/work")) {
		truth_begin("absent");
		truth_string("why", errno == ENODEV ? "no overlayfs in this kernel" : strerror(errno));
		truth_end();
		return 0;
	}
	overlay_layer("lower/read", P "o/lower/read");
	STEP(.path = P "o/merged/read", .note = "lower");
	overlay_layer("upper/own", P "o/upper/own");
	STEP(.path = P "o/merged/own", .note = "upper");
	overlay_layer("lower/write", P "o/lower/write");
	STEP(.path = P "o/merged/write", .flags = O_RDWR, .note = "copied");
	STEP(.path = P "o/merged/new", .flags = O_CREAT | O_RDWR, .mode = 0600, .note = "new");
	overlay_layer("upper/new", P "o/upper/new");
	umount(P "o/merged");
	umount(P "o");
	return 0;
}

const struct act path_acts[] = {
	{ "renames", act_renames },
	{ "names", act_names },
	{ "deep", act_deep },
	{ "mounts", act_mounts },
	{ "overlay", act_overlay },
	{}
};
