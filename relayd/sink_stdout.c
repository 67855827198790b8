// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "log.h"
#include "sink.h"

static int open_stdout(const char *where)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);

	(void)where;
	/* closed, or what main() has put there instead */
	if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) {
		log_note("standard output is closed: open it, or name a file with --output");
		errno = 0;
		return -1;
	}
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
