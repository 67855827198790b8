// SPDX-License-Identifier: GPL-2.0
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES	1024

static bool verbose;

/* One write per message: lines of other processes on the same stderr do not mix in. */
static void put(const char *format, va_list args)
{
	static const char prefix[] = "relayd: ";
	char line[LINE_MAX_BYTES];
	int saved = errno, length, head = sizeof(prefix) - 1;
	ssize_t done;

	snprintf(line, sizeof(line), "%s", prefix);
	length = vsnprintf(line + head, sizeof(line) - head - 1, format, args);
	if (length < 0)
		return;
	length += head;
	if (length > LINE_MAX_BYTES - 2)
		length = LINE_MAX_BYTES - 2;
	line[length++] = '\n';
	done = write(STDERR_FILENO, line, length);
	(void)done;		/* nobody left to tell */
	errno = saved;
}

/**
 * log_set_verbose() - let log_verbose() speak
 */
void log_set_verbose(bool on)
{
	verbose = on;
}

/**
 * log_note() - say something the operator must know
 */
void log_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put(format, args);
	va_end(args);
}

/**
 * log_verbose() - say something that helps to find out why
 */
void log_verbose(const char *format, ...)
{
	va_list args;

	if (!verbose)
		return;
	va_start(args, format);
	put(format, args);
	va_end(args);
}
