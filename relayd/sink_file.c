// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
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

const struct sink_ops sink_file = {
	.name	= "file",
	.open	= open_file,
	.close	= close_file,
};
