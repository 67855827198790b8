// SPDX-License-Identifier: GPL-2.0
#include <unistd.h>

#include "sink.h"

static int open_stdout(const char *where)
{
	(void)where;
	return STDOUT_FILENO;
}

static void close_stdout(int fd)
{
	(void)fd;		/* not ours */
}

const struct sink_ops sink_stdout = {
	.name	= "standard output",
	.open	= open_stdout,
	.close	= close_stdout,
};
