// SPDX-License-Identifier: GPL-2.0
#include "sink.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

#define RETRY_MS	1000	/* between attempts on a full disk */
#define PATIENCE	5	/* attempts after a request to stop */
#define REMIND_EVERY	60	/* attempts between two log lines */

static const struct sink_ops *ops;
static const char *where;
static int fd = -1;
static int stop_fd = -1;
static bool regular;
static struct json lines;

static bool attach(int new_fd)
{
	struct stat stat;

	if (new_fd < 0) {
		log_note("cannot open %s %s: %s", ops->name, where, strerror(errno));
		return false;
	}
	fd = new_fd;
	regular = !fstat(fd, &stat) && S_ISREG(stat.st_mode);
	return true;
}

/**
 * sink_open() - choose the target of all lines
 */
bool sink_open(const struct sink_ops *wanted, const char *target)
{
	ops = wanted;
	where = target;
	return attach(ops->open(where));
}

/**
 * sink_set_stop() - a descriptor that is readable when the daemon shall end
 *
 * A target that has stalled is then given up after a few seconds.
 */
void sink_set_stop(int stop)
{
	stop_fd = stop;
}

/**
 * sink_buffer() - append lines here
 */
struct json *sink_buffer(void)
{
	return &lines;
}

/* Waits until a write may work again; false when it is time to give up. */
static bool wait_writable(int *attempts, int *patience, bool full)
{
	struct pollfd polls[2] = {
		{ .fd = full ? -1 : fd, .events = POLLOUT },
		{ .fd = *patience < PATIENCE ? -1 : stop_fd, .events = POLLIN },
	};

	if (full && (*attempts)++ % REMIND_EVERY == 0)
		log_note("%s %s is full: reading stops until there is room", ops->name, where);
	if (poll(polls, 2, RETRY_MS) < 0 && errno != EINTR)
		return false;
	if (polls[1].revents || *patience < PATIENCE)
		(*patience)--;
	if (*patience > 0)
		return true;
	log_note("%s %s takes no more: giving up", ops->name, where);
	return false;
}

/*
 * A pipe that polls writable takes PIPE_BUF bytes without blocking, so a
 * signal is never out of reach; a regular file takes all at once.
 */
static ssize_t write_some(const char *from, size_t left)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };

	if (regular)
		return write(fd, from, left);
	if (poll(&poll_fd, 1, 0) == 0) {
		errno = EAGAIN;
		return -1;
	}
	return write(fd, from, left < PIPE_BUF ? left : PIPE_BUF);
}

/**
 * sink_flush() - hand over all lines
 *
 * Returns when the target has them; false if it never will.
 */
bool sink_flush(void)
{
	int attempts = 0, patience = PATIENCE;
	size_t done = 0;

	while (done < lines.length) {
		ssize_t wrote = write_some(lines.text + done, lines.length - done);
		bool full = wrote < 0 && (errno == ENOSPC || errno == EDQUOT);

		if (wrote >= 0) {
			done += wrote;
			patience = patience < PATIENCE ? PATIENCE - 1 : PATIENCE;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && !full) {
			log_note("cannot write to %s %s: %s", ops->name, where, strerror(errno));
			return false;
		}
		if (!wait_writable(&attempts, &patience, full))
			return false;
	}
	json_reset(&lines);
	return true;
}

/**
 * sink_reopen() - the file was moved away: begin a new one under its name
 */
void sink_reopen(void)
{
	int old = fd, new_fd = ops->open(where);

	if (!attach(new_fd))
		return;		/* the old one still works */
	if (old != new_fd)
		ops->close(old);
	log_verbose("%s %s reopened", ops->name, where);
}

/**
 * sink_close() - no more lines
 */
void sink_close(void)
{
	if (fd >= 0)
		ops->close(fd);
	fd = -1;
	json_free(&lines);
}
