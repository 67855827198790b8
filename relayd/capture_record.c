// SPDX-License-Identifier: GPL-2.0
/*
 * --record: writes down what comes in, and what the host answers.
 *
 * Lines are worth more than the capture: when it cannot be written it ends, and
 * they go on.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture.h"
#include "host.h"
#include "kernel.h"
#include "log.h"

/* What a walk over many processes may gather before it is written. */
#define WRITE_BYTES	(1024 * 1024)

static const char *path;
static int fd = -1;
static bool redact;
static const struct host *asked;	/* who really answers */
static bool begun;
static bool ended_early;
static struct json blocks;	/* not yet written */
static struct json scratch;
static __u64 written;		/* bytes; the end of a whole block */
static __u64 lost;		/* blocks that came afterwards */

static bool write_all(const char *at, size_t left)
{
	ssize_t wrote;

	while (left) {
		wrote = write(fd, at, left);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		at += wrote;
		left -= wrote;
	}
	return true;
}

static void flush(void)
{
	if (ended_early)
		return;
	if (write_all(blocks.text, blocks.length)) {
		written += blocks.length;
		json_reset(&blocks);
		return;
	}
	log_note("cannot write to the capture %s: %s: it ends after %llu bytes, which can be "
		 "replayed; the lines go on", path, strerror(errno), (unsigned long long)written);
	if (ftruncate(fd, written))
		log_note("the capture ends in the middle of a block: %s", strerror(errno));
	ended_early = true;
	json_free(&blocks);
}

static void put(const struct intake *in, const void *bytes)
{
	if (ended_early) {
		lost++;
		return;
	}
	capture_put_block(&blocks, written + blocks.length, in, bytes);
	if (blocks.length > WRITE_BYTES)
		flush();
}

/* Before the next read acknowledges what is in here. */
static bool ends_cycle(const struct intake *in)
{
	return in->type == INTAKE_EMIT || in->type == INTAKE_STATE_END;
}

static void on_intake(const struct intake *in, const void *bytes)
{
	struct intake redacted = *in;

	if (redact && in->length) {
		json_reset(&scratch);
		capture_redact(&scratch, bytes, in->length);
		redacted.length = scratch.length;
		put(&redacted, scratch.text);
	} else {
		put(in, bytes);
	}
	if (ends_cycle(in))
		flush();
}

static bool name(enum host_database database, __u32 id, char **name)
{
	bool answered = asked->name(database, id, name);
	const struct intake in = {
		.type = database == HOST_USERS ? INTAKE_USER : INTAKE_GROUP, .id = id,
		.length = *name ? strlen(*name) : 0,
	};

	put(&in, *name);
	return answered;
}

static bool scan(__u32 tgid, __u64 start, struct facts_lists *lists)
{
	struct intake in = { .type = INTAKE_PROCESS, .id = tgid, .time = start };

	if (!asked->scan(tgid, start, lists))
		return false;
	json_reset(&scratch);
	capture_put_process(&scratch, &in, lists, redact);
	put(&in, scratch.text);
	return true;
}

static bool gone(__u32 tgid)
{
	const struct intake in = { .type = INTAKE_GONE, .id = tgid };
	bool is_gone = asked->gone(tgid);

	if (is_gone)
		put(&in, NULL);
	return is_gone;
}

static const struct package *package(struct text path, bool *first)
{
	const struct package *found = asked->package(path, first);
	struct intake in = { .type = INTAKE_PACKAGE, .id = path.length };

	if (!found || !*first)
		return found;
	json_reset(&scratch);
	json_raw(&scratch, path.at, path.length);
	json_raw(&scratch, found->name.at, found->name.length);
	json_raw(&scratch, found->version.at, found->version.length);
	in.count = found->name.length;
	in.length = scratch.length;
	put(&in, scratch.text);
	return found;
}

static const struct host host_recorded = {
	.name	= name,
	.scan	= scan,
	.gone	= gone,
	.package = package,
};

/*
 * A reader that did not get as far as to read anything leaves an empty file.
 * Nobody else can have opened it.
 */
static int open_empty(void)
{
	int empty = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat stat;

	if (empty < 0)
		return -1;
	if (!fstat(empty, &stat) && S_ISREG(stat.st_mode) && !stat.st_size &&
	    stat.st_uid == geteuid() && !(stat.st_mode & 0077))
		return empty;
	close(empty);
	return -1;
}

/**
 * capture_create() - make the file
 * @redact_it:	without the secrets on command lines
 *
 * Not over anything: neither over an older capture, nor through a link that
 * somebody has put there.
 */
enum exit_code capture_create(const char *file, bool redact_it)
{
	int error;

	path = file;
	redact = redact_it;
	begun = ended_early = false;
	written = lost = 0;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	error = errno;
	if (fd < 0 && error == EEXIST)
		fd = open_empty();
	if (fd >= 0)
		return EXIT_CODE_OK;
	if (error == EEXIST)
		log_note("%s is there already, and a capture is written over nothing: remove it "
			 "or name another file", path);
	else
		log_note("cannot make the capture %s: %s", path, strerror(error));
	return EXIT_CODE_OUTPUT;
}

static void set_version(char *to, size_t room, const char *version)
{
	snprintf(to, room, "%s", version ? version : "");
}

/**
 * capture_begin() - from now on everything is written down
 * @now:	as order_init() was told
 *
 * Does nothing without capture_create().
 */
void capture_begin(const struct kernel_status *kernel, __u64 now)
{
	struct capture_header header;

	if (fd < 0)
		return;
	memset(&header, 0, sizeof(header));
	header.began = now;
	header.cpus = kernel->cpus;
	header.flags = redact ? CAPTURE_REDACTED : 0;
	set_version(header.module, sizeof(header.module), kernel->version);
	set_version(header.kernel, sizeof(header.kernel), kernel->release);
	set_version(header.relayd, sizeof(header.relayd), VERSION);
	capture_put_header(&blocks, &header);
	begun = true;
	asked = host;
	host = &host_recorded;
	intake_listen(on_intake);
}

/**
 * capture_end() - the last block, if there is a capture
 *
 * Says EXIT_CODE_OUTPUT if it has ended before.
 */
enum exit_code capture_end(void)
{
	const struct intake end = { .type = INTAKE_END };

	if (fd < 0)
		return EXIT_CODE_OK;
	if (begun) {
		put(&end, NULL);
		flush();
		intake_listen(NULL);
		host = asked;
	}
	if (close(fd) && !ended_early) {
		log_note("cannot write to the capture %s: %s", path, strerror(errno));
		ended_early = true;
	}
	fd = -1;
	json_free(&blocks);
	json_free(&scratch);
	return ended_early ? EXIT_CODE_OUTPUT : EXIT_CODE_OK;
}

/**
 * capture_bytes() - how long the capture is
 */
__u64 capture_bytes(void)
{
	return written;
}

/**
 * capture_lost() - what it lacks because it could not be written, in blocks
 */
__u64 capture_lost(void)
{
	return lost;
}
