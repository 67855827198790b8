// SPDX-License-Identifier: GPL-2.0
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

#define RETRY_MS	1000	/* between attempts on a full disk */
#define FIFO_MS		100	/* between looks for a reader */
#define PATIENCE	5	/* attempts after a request to stop */
#define STALL_SECONDS	5	/* of a pipe before the log is told */
#define REMIND_SECONDS	60	/* between two log lines */

static const struct sink_ops *ops;
static const char *where;
static char label[PATH_MAX + 32];	/* of the two, for messages */
static int fd = -1;
static int stop_fd = -1;
static int reopen_fd = -1;
static void (*take_reopen)(void);
static bool regular;
static bool torn;		/* the file ends inside a line that is not ours */
static bool given_up;
static struct json lines;
static size_t done;		/* bytes of them that are written */

/* When a regular file has grown enough. */
static struct {
	__u64 size;		/* 0: never */
	unsigned int keep;
	time_t retry;		/* after a failure */
	bool told;		/* the log knows of it */
} rotation;

/* The target takes nothing. */
static struct {
	time_t since;	/* in seconds, 0: it does take */
	time_t due;	/* when the log is to be told again */
	bool told;	/* it was told of this one */
} stall;

static time_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + 1;		/* never 0 */
}

/*
 * A daemon that was killed may have left half a line, and ours would become the
 * other half. Only what is appended to is looked at; ours is not open for reading.
 */
static bool ends_in_half_a_line(off_t size)
{
	char path[32], last = '\n';
	int flags = fcntl(fd, F_GETFL), reading;
	ssize_t got = 0;

	if (!size || flags < 0 || !(flags & O_APPEND))
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	reading = open(path, O_RDONLY | O_CLOEXEC);
	if (reading >= 0) {
		got = pread(reading, &last, 1, size - 1);
		close(reading);
	}
	return got == 1 && last != '\n';
}

/*
 * Another file follows: what the old one has of a line is taken back, and the
 * line begins again in the new one.
 */
static void rewind_line(void)
{
	struct stat stat;
	off_t part = 0;

	while (done && lines.text[done - 1] != '\n') {
		done--;
		part++;
	}
	if (!part || !regular || fstat(fd, &stat) || stat.st_size < part)
		return;
	if (ftruncate(fd, stat.st_size - part))
		log_note("the old %s ends inside a line: %s", label, strerror(errno));
}

static bool attach(int new_fd)
{
	static dev_t device;
	static ino_t inode;
	struct stat stat;
	bool same, failed;

	if (new_fd < 0) {
		if (errno == EACCES)
			log_note("cannot open %s: user %u may not: give it the file and its "
				 "directory", label, geteuid());
		else if (errno)
			log_note("cannot open %s: %s", label, strerror(errno));
		return false;
	}
	memset(&stat, 0, sizeof(stat));
	failed = fstat(new_fd, &stat);
	same = fd >= 0 && stat.st_dev == device && stat.st_ino == inode;
	if (fd >= 0 && !same)
		rewind_line();
	regular = !failed && S_ISREG(stat.st_mode);
	device = stat.st_dev;
	inode = stat.st_ino;
	fd = new_fd;
	if (!same)
		torn = regular && ends_in_half_a_line(stat.st_size);
	return true;
}

/* A named pipe that nobody reads: opening it would block, so we only ask. */
static int open_target(void)
{
	int new_fd = ops->open(where), error = errno;
	bool told = false;
	struct stat stat;

	while (new_fd < 0 && error == ENXIO && !lstat(where, &stat) && S_ISFIFO(stat.st_mode)) {
		struct pollfd stop = { .fd = stop_fd, .events = POLLIN };

		if (!told)
			log_note("waiting for a reader of %s", where);
		told = true;
		if (poll(&stop, 1, FIFO_MS) > 0)
			break;
		new_fd = ops->open(where);
		error = errno;
	}
	errno = error;
	return new_fd;
}

/**
 * sink_open() - choose the target of all lines
 *
 * Waits for the reader of a named pipe.
 */
bool sink_open(const struct sink_ops *wanted, const char *target)
{
	ops = wanted;
	where = target;
	snprintf(label, sizeof(label), "%s%s%s", ops->name, where[0] ? " " : "", where);
	given_up = false;
	done = 0;
	memset(&stall, 0, sizeof(stall));
	return attach(open_target());
}

/**
 * sink_set_rotation() - begin a new file before one gets larger than @size
 * @size:	bytes; 0: never
 * @keep:	old files that stay
 *
 * Only a line that is longer makes a larger file. Targets other than regular
 * files have no size.
 */
void sink_set_rotation(__u64 size, unsigned int keep)
{
	rotation.size = size;
	rotation.keep = keep;
	rotation.retry = 0;
	rotation.told = false;
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
 * sink_set_reopen() - a descriptor that is readable when sink_reopen() is due
 * @take:	reads it and does that
 *
 * Whoever waits for a full disk asks for it: a new file may be the way out.
 * Optional, -1 for none.
 */
void sink_set_reopen(int reopen, void (*take)(void))
{
	reopen_fd = reopen;
	take_reopen = take;
}

/**
 * sink_buffer() - append lines here
 */
struct json *sink_buffer(void)
{
	return &lines;
}

/* Returned by a write that found no room. */
static bool is_full(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

static void tell_stall(int error)
{
	bool full = is_full(error);
	time_t now = seconds();

	if (!stall.since) {
		stall.since = now;
		/* one that comes and goes does not fill the log */
		if (stall.due <= now)
			stall.due = now + (full ? 0 : STALL_SECONDS);
	}
	if (now < stall.due)
		return;
	if (error == EFBIG)
		log_note("%s may not grow: reading stops until it is moved away and SIGHUP comes",
			 label);
	else if (full)
		log_note("%s is full: reading stops until there is room", label);
	else
		log_note("%s has taken nothing for %lld s: reading stops until it does",
			 label, (long long)(now - stall.since));
	stall.due = now + REMIND_SECONDS;
	stall.told = true;
}

static void end_stall(void)
{
	if (stall.told)
		log_note("%s takes lines again", label);
	stall.told = false;
	stall.since = 0;
}

/* Waits until a write may work again; false when it is time to give up. */
static bool wait_writable(int *patience, int error)
{
	struct pollfd polls[3] = {
		{ .fd = is_full(error) ? -1 : fd, .events = POLLOUT },
		{ .fd = *patience < PATIENCE ? -1 : stop_fd, .events = POLLIN },
		{ .fd = reopen_fd, .events = POLLIN },
	};

	tell_stall(error);
	if (poll(polls, 3, RETRY_MS) < 0 && errno != EINTR)
		return false;
	if (polls[2].revents & POLLIN) {
		take_reopen();
		return true;
	}
	if (polls[1].revents || *patience < PATIENCE)
		(*patience)--;
	if (*patience > 0)
		return true;
	log_note("%s takes no more: giving up", label);
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

static bool rotate(void)
{
	time_t now = seconds();
	int old = fd, new_fd = -1;

	if (now < rotation.retry)
		return false;
	errno = EOPNOTSUPP;
	if (ops->rotate && !ops->rotate(where, fd, rotation.keep))
		new_fd = ops->open(where);
	if (new_fd >= 0 && attach(new_fd)) {
		ops->close(old);
		rotation.told = false;
		return true;
	}
	if (!rotation.told && errno)
		log_note("cannot rotate %s: %s; it grows beyond its limit", label,
			 strerror(errno));
	rotation.told = true;
	rotation.retry = now + REMIND_SECONDS;
	return false;
}

static size_t line_length(void)
{
	const char *begin = lines.text + done, *end;

	end = memchr(begin, '\n', lines.length - done);
	return end ? (size_t)(end + 1 - begin) : lines.length - done;
}

/* How many bytes the file may take, in whole lines, but for the rest of one it has begun. */
static size_t portion(void)
{
	size_t left = lines.length - done;
	const char *begin = lines.text + done, *end;
	struct stat stat;
	__u64 room;

	if (!rotation.size || !regular)
		return left;
	if (done && begin[-1] != '\n')
		return line_length();
	if (fstat(fd, &stat))
		return left;
	room = (__u64)stat.st_size < rotation.size ? rotation.size - stat.st_size : 0;
	if (left <= room)
		return left;
	end = memrchr(begin, '\n', room);
	if (end)
		return end + 1 - begin;
	if (!stat.st_size || !rotate())
		return line_length();
	return portion();
}

static ssize_t write_next(void)
{
	ssize_t wrote;

	if (!torn) {
		size_t length = portion();

		return write_some(lines.text + done, length);
	}
	wrote = write_some("\n", 1);
	if (wrote == 1)
		torn = false;
	return wrote > 0 ? 0 : wrote;
}

static bool write_lines(void)
{
	int patience = PATIENCE;

	while (done < lines.length) {
		ssize_t wrote = write_next();
		int error = errno;

		if (wrote >= 0) {
			done += wrote;
			end_stall();
			patience = patience < PATIENCE ? PATIENCE - 1 : PATIENCE;
			continue;
		}
		if (error == EINTR || (error == EFBIG && rotation.size && rotate()))
			continue;
		if (error != EAGAIN && !is_full(error)) {
			log_note("cannot write to %s: %s", label, strerror(error));
			return false;
		}
		if (!wait_writable(&patience, error))
			return false;
	}
	return true;
}

/**
 * sink_flush() - hand over all lines
 *
 * Returns when the target has them; false if it never will, from then on at once.
 */
bool sink_flush(void)
{
	if (!given_up)
		given_up = !write_lines();
	if (given_up)
		return false;
	json_reset(&lines);
	done = 0;
	return true;
}

/**
 * sink_reopen() - the file was moved away: begin a new one under its name
 */
void sink_reopen(void)
{
	int old = fd, new_fd = ops->open(where);

	rotation.retry = 0;
	if (!attach(new_fd))
		return;		/* the old one still works */
	if (old != new_fd)
		ops->close(old);
	log_verbose("%s reopened", label);
}

/**
 * sink_close() - no more lines
 */
void sink_close(void)
{
	if (fd >= 0)
		ops->close(fd);
	fd = -1;
	done = 0;
	json_free(&lines);
}
