// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "sink.h"

/*
 * Descriptors and devices under their usual names: only the system can have put
 * a link there, and what /dev/stdout leads to was chosen by who started us.
 */
static bool is_systems(const char *path)
{
	static const char *const places[] = { "/dev/", "/dev/fd/", "/proc/self/fd/" };
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		size_t length = strlen(places[i]);

		if (!strncmp(path, places[i], length) && !strchr(path + length, '/'))
			return true;
	}
	return false;
}

/* Why a regular file is not for what only we may know, NULL if it is. */
static const char *objection(int fd, const struct stat *stat)
{
	if (stat->st_uid != geteuid())
		return "it belongs to somebody else";
	if (stat->st_mode & (S_IWGRP | S_IWOTH))
		return "others may write to it";
	if ((stat->st_mode & 0077) && fchmod(fd, stat->st_mode & 0700))
		return "others may read it and that cannot be changed";
	return NULL;
}

/**
 * sink_open_private() - open a file for what nobody else may read
 * @flags:	O_APPEND, or O_TRUNC
 *
 * Devices and pipes will do as well, and do not block. Returns a descriptor,
 * or -1 with errno, which is 0 when the log has been told why.
 */
int sink_open_private(const char *path, int flags)
{
	bool systems = is_systems(path);
	const char *why = NULL;
	struct stat stat;
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK |
		  (flags & O_APPEND) | (systems ? 0 : O_NOFOLLOW), 0600);
	if (fd < 0) {
		if (errno != ELOOP)
			return -1;
		log_note("%s is a symbolic link: name the file itself", path);
		errno = 0;
		return -1;
	}
	if (fstat(fd, &stat))
		why = strerror(errno);
	else if (S_ISREG(stat.st_mode) && !systems)
		why = objection(fd, &stat);
	/* not when it was opened: then it was not known yet whose it is */
	if (!why && S_ISREG(stat.st_mode) && (flags & O_TRUNC) && ftruncate(fd, 0))
		why = strerror(errno);
	if (!why)
		return fd;
	log_note("%s is not written to: %s; remove it or name another file", path, why);
	close(fd);
	errno = 0;
	return -1;
}

static int open_file(const char *where)
{
	return sink_open_private(where, O_APPEND);
}

static void close_file(int fd)
{
	close(fd);
}

/**
 * sink_check_directory() - say so if a file could not be made anew where it is
 *
 * Told at the start, not at midnight when logrotate runs.
 */
void sink_check_directory(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	char directory[PATH_MAX];
	struct stat stat;

	if (!path || (!lstat(path, &stat) && !S_ISREG(stat.st_mode)))
		return;
	snprintf(directory, sizeof(directory), "%.*s", slash ? (int)(slash + 1 - path) : 1,
		 slash ? path : ".");
	if (access(directory, W_OK | X_OK))
		log_note("user %u may not create files in %s: %s can be neither opened anew nor "
			 "rotated; give it the directory", geteuid(), directory, path);
}

/* The name of an old file, 1 being the newest; false if there is no such name. */
static bool old_name(char *name, const char *where, unsigned int number)
{
	if (snprintf(name, PATH_MAX, "%s.%u", where, number) < PATH_MAX)
		return true;
	errno = ENAMETOOLONG;
	return false;
}

/* Makes ".1" free: all up to the first gap move on, and the oldest may be one too many. */
static bool shift(const char *where, unsigned int keep)
{
	char from[PATH_MAX], to[PATH_MAX];
	unsigned int gap = 1;
	struct stat stat;

	while (gap < keep && old_name(from, where, gap) && !lstat(from, &stat))
		gap++;
	for (; gap > 1; gap--)
		if (!old_name(from, where, gap - 1) || !old_name(to, where, gap) ||
		    rename(from, to))
			return false;
	return true;
}

/* Whoever has moved the file already has done our work. */
static int rotate_file(const char *where, int fd, unsigned int keep)
{
	struct stat named, opened;
	char newest[PATH_MAX];

	if (lstat(where, &named))
		return errno == ENOENT ? 0 : -1;
	/* a name of the system's, /dev/stdout, leads to a file whose name we do not know */
	if (!S_ISREG(named.st_mode)) {
		errno = EOPNOTSUPP;
		return -1;
	}
	if (fstat(fd, &opened))
		return -1;
	if (named.st_dev != opened.st_dev || named.st_ino != opened.st_ino)
		return 0;
	if (!shift(where, keep) || !old_name(newest, where, 1))
		return -1;
	return rename(where, newest);
}

const struct sink_ops sink_file = {
	.name	= "file",
	.open	= open_file,
	.close	= close_file,
	.rotate	= rotate_file,
};
