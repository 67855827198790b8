// SPDX-License-Identifier: GPL-2.0
/* The same open from places that make its path hard to tell. */
#define _GNU_SOURCE
#include "actor.h"
#include "place.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLACE "/tmp/path"
#define P PLACE "/"

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
	STEP(.path = place_of_fd(fd), .resolved = P "gone", .note = "unlinked");
	return 0;
}

static int act_names(int argc, char **argv)
{
	char path[sizeof(P) + NAME_MAX];
	size_t i;

	mkdir(P, 0755);
	for (i = 0; odd_names[i]; i++) {
		snprintf(path, sizeof(path), P "%s", odd_names[i]);
		STEP(.path = path, .flags = O_CREAT | O_WRONLY, .mode = 0644);
	}
	return 0;
}

static int act_deep(int argc, char **argv)
{
	static char path[PLACE_DEEP_SIZE] = "/tmp/path";
	int i, dir;

	mkdir(P, 0755);
	dir = open(P, O_PATH | O_CLOEXEC);
	for (i = 0; i < PLACE_DEEP; i++) {
		size_t used;

		dir = place_deeper(dir, i, path);
		if (!place_tells(i))
			continue;
		used = strlen(path);
		strcat(path, "/file");
		STEP(.dirfd = dir, .path = "file", .resolved = path, .flags = O_CREAT | O_RDWR,
		     .mode = 0600);
		path[used] = 0;
	}
	return 0;
}

static int act_mounts(int argc, char **argv)
{
	pid_t child;

	mkdir(P, 0755);
	place_mounts(PLACE);
	write_file(P "tree/sub/f", "x", 0644);
	write_file(P "plain", "x", 0644);
	mkdir(P "jail/etc", 0755);
	write_file(P "jail/etc/conf", "x", 0644);
	/* A file as a mount point. */
	write_file(P "onto", "y", 0644);
	if (mount(P "plain", P "onto", NULL, MS_BIND, NULL))
		die("bind");
	STEP(.path = P "bind/f");
	STEP(.path = P "tree/sub/f");
	STEP(.path = P "inner/f", .flags = O_CREAT | O_RDWR, .mode = 0600);
	STEP(.path = P "onto");
	STEP(.path = P "bind", .flags = O_DIRECTORY);

	child = truth_fork();
	if (!child) {
		place_jail(PLACE);
		STEP(.path = "/etc/conf", .resolved = P "jail/etc/conf");
		STEP(.path = "etc/../etc/conf", .resolved = P "jail/etc/conf");
		STEP(.path = "/", .resolved = P "jail", .flags = O_DIRECTORY);
		_exit(0);
	}
	truth_wait(child);

	child = truth_fork();
	if (!child) {
		place_namespace();
		place_private(P "tree");
		STEP(.path = P "tree/own", .flags = O_CREAT | O_RDWR, .mode = 0600);
		STEP(.path = P "bind/f");
		_exit(0);
	}
	truth_wait(child);

	child = truth_fork();
	if (!child) {
		place_container(PLACE, "etc");
		STEP(.path = "/etc/passwd", .flags = O_CREAT | O_RDWR, .mode = 0600);
		STEP(.path = "/etc/../etc/passwd", .resolved = "/etc/passwd");
		STEP(.path = "/", .flags = O_DIRECTORY);
		_exit(0);
	}
	truth_wait(child);

	umount(P "onto");
	place_unmount(PLACE);
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
	place_layers(PLACE);
	write_file(P "o/lower/read", "lower", 0644);
	write_file(P "o/lower/write", "lower", 0640);
	write_file(P "o/upper/own", "upper", 0600);
	if (!place_overlay(PLACE))
		return 0;
	overlay_layer("lower/read", P "o/lower/read");
	STEP(.path = P "o/merged/read", .note = "lower");
	overlay_layer("upper/own", P "o/upper/own");
	STEP(.path = P "o/merged/own", .note = "upper");
	overlay_layer("lower/write", P "o/lower/write");
	STEP(.path = P "o/merged/write", .flags = O_RDWR, .note = "copied");
	STEP(.path = P "o/merged/new", .flags = O_CREAT | O_RDWR, .mode = 0600, .note = "new");
	overlay_layer("upper/new", P "o/upper/new");
	place_no_overlay(PLACE);
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
