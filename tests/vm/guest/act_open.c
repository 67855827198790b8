// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define D "/tmp/open/"

struct open_how_v0 {
	uint64_t flags, mode, resolve;
};

static long open_by_uring(int dirfd, const char *path, int flags, mode_t mode, int worker)
{
	const struct uring_request request = {
		.opcode = 18 /* IORING_OP_OPENAT */, .fd = dirfd, .addr = (uint64_t)path,
		.len = mode, .op_flags = flags,
	};

	return uring(&request, worker);
}

static long open_by_handle(const char *path, int flags)
{
	struct {
		struct file_handle head;
		char room[128];
	} handle;
	int mount, root = open("/tmp", O_PATH | O_CLOEXEC);
	long result;

	handle.head.handle_bytes = sizeof(handle.room);
	if (name_to_handle_at(AT_FDCWD, path, &handle.head, &mount, 0))
		die("name_to_handle_at");
	close(root);
	/* Any descriptor of the mount will do, but not an O_PATH one. */
	root = syscall(SYS_open, "/tmp", O_PATH | O_CLOEXEC);
	close(root);
	root = syscall(SYS_open, "/proc/self/cwd", O_RDONLY | O_CLOEXEC);
	result = syscall(SYS_open_by_handle_at, root, &handle, flags);
	close(root);
	return result;
}

int open_step(const struct open_step *step)
{
	struct open_how_v0 how = { step->flags, step->mode, 0 };
	int dirfd = step->dirfd ? step->dirfd : AT_FDCWD, err;
	long long begin, end;
	long fd = -1;

	begin = now();
	errno = 0;
	if (!strcmp(step->call, "open"))
		fd = syscall(SYS_open, step->path, step->flags, step->mode);
	else if (!strcmp(step->call, "openat"))
		fd = syscall(SYS_openat, dirfd, step->path, step->flags, step->mode);
	else if (!strcmp(step->call, "openat2"))
		fd = syscall(437, dirfd, step->path, &how, sizeof(how));
	else if (!strcmp(step->call, "creat"))
		fd = syscall(SYS_creat, step->path, step->mode);
	else if (!strcmp(step->call, "truncate"))
		fd = syscall(SYS_truncate, step->path, 3L);
	else if (!strcmp(step->call, "int80"))
		fd = int80(5, (long)low_string(0, step->path), step->flags, step->mode, 0, 0);
	else if (!strcmp(step->call, "handle"))
		fd = open_by_handle(step->path, step->flags);
	else if (!strncmp(step->call, "uring", 5))
		fd = open_by_uring(dirfd, step->path, step->flags, step->mode,
				   !strcmp(step->call, "uring-worker"));
	err = errno;
	end = now();

	if (fd < 0 && err == ENOSYS) {
		truth_absent(strncmp(step->call, "uring", 5) ? "no openat2 in this kernel" :
							       "no io_uring in this kernel");
		return -1;
	}
	truth_begin_at("open", begin);
	truth_string("call", step->call);
	truth_int("flags", step->flags);
	truth_int("mode", step->mode);
	truth_int("errno", fd < 0 ? err : 0);
	truth_string("request", step->request ? step->request : step->path);
	if (step->note)
		truth_string("note", step->note);
	if (!strcmp(step->call, "truncate") && (fd >= 0 || err == EACCES)) {
		/* A refusal comes when the file is known already. */
		int peek = open(step->path, O_PATH | O_CLOEXEC);

		truth_file("file", peek, step->resolved ? step->resolved : step->path);
		close(peek);
	} else if (fd >= 0) {
		truth_file("file", fd, step->resolved ? step->resolved : step->path);
	}
	truth_end_at(end);
	errno = err;
	return fd;
}

void open_close(const struct open_step *step)
{
	int fd = open_step(step);

	if (fd >= 0 && strcmp(step->call, "truncate"))
		close(fd);
}

#define STEP(...) open_close(&(struct open_step){ __VA_ARGS__ })

static int act_calls(int argc, char **argv)
{
	int dir;

	mkdir(D, 0755);
	mkdir(D "sub", 0755);
	write_file(D "plain", "text\n", 0644);
	write_file(D "sub/file", "text\n", 0640);
	if (chown(D "sub/file", 1000, 1001) || symlink("sub/file", D "link"))
		die("setup");
	dir = open(D "sub", O_PATH | O_CLOEXEC);
	if (chdir(D))
		die("chdir");

	STEP(.call = "open", .path = D "plain");
	STEP(.call = "open", .path = "plain", .resolved = D "plain");
	STEP(.call = "open", .path = "./sub/../sub//file", .resolved = D "sub/file");
	STEP(.call = "open", .path = D "link", .resolved = D "sub/file");
	STEP(.call = "openat", .path = D "plain", .flags = O_WRONLY);
	STEP(.call = "openat", .dirfd = dir, .path = "file", .resolved = D "sub/file");
	STEP(.call = "openat", .dirfd = dir, .path = "../plain", .resolved = D "plain");
	STEP(.call = "creat", .path = D "created", .mode = 0640);
	STEP(.call = "creat", .path = D "created", .mode = 0666);
	STEP(.call = "truncate", .path = D "plain");
	STEP(.call = "truncate", .path = "link", .resolved = D "sub/file");
	STEP(.call = "int80", .path = D "plain", .flags = O_RDWR | O_APPEND);
	STEP(.call = "int80", .path = D "from32", .flags = O_CREAT | O_WRONLY, .mode = 0777);
	STEP(.call = "open", .path = D "sub", .flags = O_DIRECTORY);
	STEP(.call = "open", .path = "/dev/null", .flags = O_RDWR);
	STEP(.call = "open", .path = "/sys/kernel/notes");
	STEP(.call = "open", .path = "/");
	return 0;
}

static int act_openat2(int argc, char **argv)
{
	pid_t child;
	int dir;

	mkdir(D, 0755);
	mkdir(D "sub", 0755);
	write_file(D "plain", "text\n", 0600);
	dir = open(D "sub", O_PATH | O_CLOEXEC);
	STEP(.call = "openat2", .path = D "plain", .flags = O_RDWR);
	STEP(.call = "openat2", .dirfd = dir, .path = "two", .resolved = D "sub/two",
	     .flags = O_CREAT | O_WRONLY | O_EXCL, .mode = 0604);
	child = truth_fork();
	if (!child) {
		become_alice();
		STEP(.call = "openat2", .path = D "plain");
		_exit(0);
	}
	truth_wait(child);
	return 0;
}

static int act_handle(int argc, char **argv)
{
	mkdir(D, 0755);
	mkdir(D "sub", 0755);
	write_file(D "sub/byhandle", "text\n", 0644);
	if (chdir(D))
		die("chdir");
	STEP(.call = "handle", .path = D "sub/byhandle", .flags = O_RDONLY, .note = "handle");
	STEP(.call = "handle", .path = D "sub/byhandle", .flags = O_RDWR | O_NONBLOCK,
	     .note = "handle");
	return 0;
}

static int act_flags(int argc, char **argv)
{
	static const int flags[] = {
		O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE, O_RDWR | O_APPEND, O_CLOEXEC,
		O_RDONLY | O_NONBLOCK, O_WRONLY | O_SYNC, O_WRONLY | O_DSYNC, O_NOATIME, O_NOCTTY,
		O_NOFOLLOW, O_WRONLY | O_TRUNC, O_RDWR | O_ASYNC, 0100000 /* O_LARGEFILE */,
		010000000 /* O_PATH */, O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_SYNC | O_NONBLOCK,
		O_WRONLY | 0x1000000 /* no name at all; ignored by the kernel */,
	};
	size_t i;

	mkdir(D, 0755);
	write_file(D "flags", "text\n", 0644);
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		STEP(.call = "open", .path = D "flags", .flags = flags[i]);
	STEP(.call = "open", .path = "/tmp/open", .flags = O_DIRECTORY | O_RDWR | O_EXCL | 020000000,
	     .mode = 0600, .note = "tmpfile");
	return 0;
}

static int act_create(int argc, char **argv)
{
	mkdir(D, 0755);
	umask(027);
	STEP(.call = "open", .path = D "a", .flags = O_CREAT | O_RDWR, .mode = 0666);
	STEP(.call = "open", .path = D "b", .flags = O_CREAT | O_WRONLY | O_EXCL, .mode = 07777);
	STEP(.call = "open", .path = D "c", .flags = O_CREAT, .mode = 0);
	umask(0);
	STEP(.call = "openat", .path = D "d", .flags = O_CREAT | O_WRONLY, .mode = 0666);
	/* It exists: the argument is shown all the same. */
	STEP(.call = "open", .path = D "a", .flags = O_CREAT | O_TRUNC | O_WRONLY, .mode = 0123);
	/* Without O_CREAT the argument means nothing. */
	STEP(.call = "open", .path = D "a", .flags = O_RDONLY, .mode = 0777);
	umask(022);
	return 0;
}

/* Failures that are no refusal: no event at all. */
static int act_errors(int argc, char **argv)
{
	int dir;

	mkdir(D, 0755);
	write_file(D "file", "text\n", 0644);
	if (symlink("loop", D "loop"))
		die("symlink");
	dir = open(D "file", O_PATH | O_CLOEXEC);
	STEP(.call = "open", .path = D "none");
	STEP(.call = "open", .path = D "file/below");
	STEP(.call = "open", .path = D, .flags = O_WRONLY);
	STEP(.call = "open", .path = D "file", .flags = O_CREAT | O_EXCL, .mode = 0600);
	STEP(.call = "open", .path = D "loop");
	STEP(.call = "openat", .dirfd = dir, .path = "below");
	STEP(.call = "openat", .dirfd = 1000, .path = "x");
	STEP(.call = "open", .path = "");
	STEP(.call = "open", .path = (const char *)"/dev/none");
	STEP(.call = "truncate", .path = D "none");
	/* And one that must come, so that silence is no accident. */
	STEP(.call = "open", .path = D "file");
	return 0;
}

static int act_refused(int argc, char **argv)
{
	pid_t child;
	int dir;

	mkdir(D, 0755);
	mkdir(D "closed", 0700);
	mkdir(D "closed/deep", 0755);
	write_file(D "secret", "text\n", 0600);
	write_file(D "readable", "text\n", 0644);
	write_file(D "closed/file", "text\n", 0644);
	if (symlink("secret", D "to-secret"))
		die("symlink");
	dir = open(D, O_PATH | O_CLOEXEC);

	child = truth_fork();
	if (!child) {
		if (chdir(D))
			die("chdir");
		become_alice();
		STEP(.call = "open", .path = D "secret");
		STEP(.call = "open", .path = D "readable", .flags = O_WRONLY);
		STEP(.call = "open", .path = "secret", .flags = O_RDWR, .request = D "secret");
		STEP(.call = "open", .path = "to-secret", .request = D "to-secret");
		STEP(.call = "open", .path = "../open/./secret", .request = D "../open/./secret");
		STEP(.call = "open", .path = D "closed/file");
		STEP(.call = "open", .path = D "closed/deep/none");
		STEP(.call = "openat", .dirfd = dir, .path = "closed/file",
		     .request = D "closed/file");
		STEP(.call = "openat", .dirfd = dir, .path = "secret", .request = D "secret",
		     .flags = O_RDWR | O_CLOEXEC);
		STEP(.call = "int80", .path = D "secret");
		STEP(.call = "open", .path = D "new", .flags = O_CREAT | O_WRONLY, .mode = 0640);
		STEP(.call = "creat", .path = D "new", .mode = 0600);
		STEP(.call = "truncate", .path = D "secret");
		STEP(.call = "open", .path = D "readable", .flags = O_NOATIME);
		STEP(.call = "open", .path = D "readable");
		_exit(0);
	}
	truth_wait(child);
	return 0;
}

/* One that must fail so; 0: that must not fail. */
static void open_expect(int error, const struct open_step *step)
{
	int fd = open_step(step);

	if (fd < 0 ? errno != error : error)
		die(step->path);
	if (fd > 0)
		close(fd);
}

#define EXPECT(error, ...) open_expect(error, &(struct open_step){ __VA_ARGS__ })

/* Refused to root by a security module. */
static int act_denied(int argc, char **argv)
{
	int version = confine_version(), dir;
	pid_t child;

	if (version < 0)
		return 0;
	mkdir(D, 0755);
	write_file(D "file", "text\n", 0644);
	if (symlink("file", D "to-file"))
		die("symlink");
	dir = open(D, O_PATH | O_CLOEXEC);
	child = truth_fork();
	if (!child) {
		confine(confine_all(version));
		EXPECT(EACCES, .call = "open", .path = D "file");
		EXPECT(EACCES, .call = "openat", .dirfd = dir, .path = "file", .flags = O_WRONLY,
		       .request = D "file");
		EXPECT(EACCES, .call = "open", .path = D "to-file", .flags = O_RDWR);
		EXPECT(EACCES, .call = "open", .path = D, .flags = O_DIRECTORY);
		EXPECT(EACCES, .call = "open", .path = D "new", .flags = O_CREAT | O_WRONLY,
		       .mode = 0640);
		EXPECT(EACCES, .call = "creat", .path = D "file", .mode = 0600);
		EXPECT(EACCES, .call = "int80", .path = D "file");
		EXPECT(EACCES, .call = "open", .path = D "file", .flags = O_WRONLY | O_TRUNC);
		/* The file is known by then; the first two versions are not asked. */
		EXPECT(version < 3 ? 0 : EACCES, .call = "truncate", .path = D "file");
		EXPECT(version < 3 ? 0 : EACCES, .call = "truncate", .path = D "to-file",
		       .resolved = D "file");
		EXPECT(0, .call = "open", .path = D "file", .flags = 010000000 /* O_PATH */);
		_exit(0);
	}
	if (truth_wait(child))
		die("a child failed");
	return 0;
}

static int act_uring(int argc, char **argv)
{
	mkdir(D, 0755);
	write_file(D "ring", "text\n", 0644);
	truth_any_last();
	STEP(.call = "uring", .path = D "ring");
	STEP(.call = "uring-worker", .path = D "ring", .flags = O_RDWR | O_APPEND);
	STEP(.call = "uring-worker", .path = D "ring-new", .flags = O_CREAT | O_WRONLY,
	     .mode = 0646);
	return 0;
}

static void *open_in_thread(void *unused)
{
	STEP(.call = "open", .path = D "thread", .flags = O_RDWR);
	return NULL;
}

static int act_thread_open(int argc, char **argv)
{
	pthread_t thread;

	mkdir(D, 0755);
	write_file(D "thread", "text\n", 0644);
	pthread_create(&thread, NULL, open_in_thread, NULL);
	pthread_join(thread, NULL);
	STEP(.call = "open", .path = D "thread");
	return 0;
}

const struct act open_acts[] = {
	{ "calls", act_calls },
	{ "openat2", act_openat2 },
	{ "handle", act_handle },
	{ "flags", act_flags },
	{ "create", act_create },
	{ "errors", act_errors },
	{ "refused", act_refused },
	{ "open-denied", act_denied },
	{ "uring", act_uring },
	{ "thread-open", act_thread_open },
	{}
};
