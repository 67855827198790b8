// SPDX-License-Identifier: GPL-2.0
#include "proc_scan.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "events.h"
#include "memory.h"

#define ENVIRON_MAX	(128 * 1024)
#define NS_PER_SECOND	1000000000ULL

/* The variables of which more than the name is shown. The module has the same list. */
static const char *const allowed[] = {
	"LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "HISTSIZE", "HISTFILESIZE",
};

static char arguments[KS_ARGUMENTS_MAX + 1];
static char raw[ENVIRON_MAX + 1];
static char environment[KS_ARGUMENTS_MAX];

static bool read_file(__u32 tgid, const char *name, char *to, size_t room, size_t *length)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/%s", tgid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	*length = 0;
	while (*length < room) {
		ssize_t got = read(fd, to + *length, room - *length);

		if (got <= 0)
			break;
		*length += got;
	}
	close(fd);
	return true;
}

/*
 * Is the number still this process's? Field 22 of stat counts in clock ticks.
 * The name in field 2 may hold anything, so count from its last parenthesis.
 */
static bool still(__u32 tgid, __u64 start)
{
	long per_second = sysconf(_SC_CLK_TCK);
	char stat[1024], *at;
	size_t length;
	int field;

	if (per_second <= 0 || !read_file(tgid, "stat", stat, sizeof(stat) - 1, &length))
		return false;
	stat[length] = '\0';
	at = strrchr(stat, ')');
	for (field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	return at && strtoull(at + 1, NULL, 10) == start / (NS_PER_SECOND / per_second);
}

static size_t shown_length(const char *variable, size_t length)
{
	const char *equals = memchr(variable, '=', length);
	size_t i, name;

	if (!equals)
		return length;
	name = equals - variable;
	for (i = 0; i < COUNT(allowed); i++)
		if (strlen(allowed[i]) == name && !memcmp(allowed[i], variable, name))
			return length;
	return name;
}

static void filter(struct facts_lists *lists, size_t length, size_t room)
{
	size_t at = 0, used = 0;

	lists->environment_cut = length > ENVIRON_MAX;
	while (at < length) {
		size_t whole = strnlen(raw + at, length - at);
		size_t shown = shown_length(raw + at, whole);

		if (used + shown + 1 > room) {
			lists->environment_cut = true;
			break;
		}
		memcpy(environment + used, raw + at, shown);
		environment[used + shown] = '\0';
		used += shown + 1;
		at += whole + 1;
	}
	lists->environment.at = environment;
	lists->environment.length = used;
}

/**
 * proc_scan() - arguments and environment of a running process
 *
 * Both are whatever the process has made of them since its exec. Valid until
 * the next call; false if the process has gone, is going, or cannot be read.
 */
bool proc_scan(__u32 tgid, __u64 start, struct facts_lists *lists)
{
	size_t argument_length, environment_length;

	memset(lists, 0, sizeof(*lists));
	if (!still(tgid, start) ||
	    !read_file(tgid, "cmdline", arguments, sizeof(arguments), &argument_length))
		return false;
	if (!read_file(tgid, "environ", raw, sizeof(raw), &environment_length))
		environment_length = 0;
	/* one that has given its memory back already shows nothing, and that is no fact */
	if (!still(tgid, start) || (!argument_length && !environment_length))
		return false;

	lists->arguments_cut = argument_length > KS_ARGUMENTS_MAX;
	if (lists->arguments_cut)
		argument_length = KS_ARGUMENTS_MAX;
	lists->arguments.at = arguments;
	lists->arguments.length = argument_length;
	filter(lists, environment_length, KS_ARGUMENTS_MAX - argument_length);
	return true;
}
