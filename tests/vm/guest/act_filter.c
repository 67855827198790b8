// SPDX-License-Identifier: GPL-2.0
/*
 * "do STEP , STEP...": one step after another, each of which is a word and the
 * absolute paths that its event is about. What the events must say of the files is
 * the matter of other actors; of these it only matters whether they come.
 */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void steps(char **words);

static int other_user;	/* this is a thread with credentials of its own */
static int pipes[2];

/* Of descriptors and pipes nobody else knows anything. */
static long splice_into_pipe(int from)
{
	static char text[4096];
	long result = syscall(SYS_splice, from, NULL, pipes[1], NULL, 1, 0);
	int error = errno;

	if (result > 0 && read(pipes[0], text, sizeof(text)) != result)
		die("reading a pipe");
	errno = error;
	return result;
}

static long between_pipes(void)
{
	int other[2];
	long result;

	if (pipe2(other, O_CLOEXEC) || write(other[1], "x", 1) != 1)
		die("pipe");
	result = splice_into_pipe(other[0]);
	close(other[0]);
	close(other[1]);
	return result;
}

static long opened(const char *path)
{
	long fd = syscall(SYS_open, path, O_RDONLY);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static long mounted(const char *path)
{
	long result = syscall(SYS_mount, "none", path, "tmpfs", 0, NULL);

	if (!result && umount2(path, MNT_DETACH))
		die("umount");
	return result;
}

static long change(const char *kind, const char *path, const char *to)
{
	if (!strcmp(kind, "open"))
		return opened(path);
	if (!strcmp(kind, "mkdir"))
		return syscall(SYS_mkdir, path, 0755);
	if (!strcmp(kind, "rmdir"))
		return syscall(SYS_rmdir, path);
	if (!strcmp(kind, "unlink"))
		return syscall(SYS_unlink, path);
	if (!strcmp(kind, "link"))
		return syscall(SYS_link, path, to);
	if (!strcmp(kind, "rename"))
		return syscall(SYS_rename, path, to);
	if (!strcmp(kind, "chmod"))
		return syscall(SYS_chmod, path, 0644);
	if (!strcmp(kind, "chown"))
		return syscall(SYS_chown, path, 0, 0);
	if (!strcmp(kind, "utimes"))
		return syscall(SYS_utimes, path, NULL);
	if (!strcmp(kind, "setxattr"))
		return syscall(SYS_setxattr, path, "trusted.filter", "x", 1, 0);
	if (!strcmp(kind, "removexattr"))
		return syscall(SYS_removexattr, path, "trusted.filter");
	if (!strcmp(kind, "mount"))
		return mounted(path);
	errno = EINVAL;
	die(kind);
	return -1;
}

/* Whatever else goes wrong than a refusal makes no event. */
static void done(const char *kind, char **paths, int blind, long long begin, long result)
{
	const int error = result < 0 ? errno : 0;
	long long end = now();

	if (error && error != EPERM && error != EACCES)
		die(kind);
	truth_begin_at("did", begin);
	truth_string("kind", kind);
	truth_strings("paths", paths);
	truth_int("blind", blind);
	truth_int("errno", error);
	if (other_user)
		truth_credentials();
	truth_end_at(end);
}

/* The open of the file is a step of its own. */
static void splice_file(char **paths)
{
	long long begin = now();
	int fd = syscall(SYS_open, paths[0], O_RDONLY);

	done("open", paths, 0, begin, fd);
	if (fd < 0)
		die(paths[0]);
	begin = now();
	done("splice", paths, 0, begin, splice_into_pipe(fd));
	close(fd);
}

static void child_of(pid_t child)
{
	if (truth_wait(child)) {
		errno = ECHILD;
		die("a child failed");
	}
}

/* "run PROGRAM": its arguments are none of our business. */
static void run(const char *program)
{
	pid_t child = truth_fork();

	if (!child)
		exec_step(&(struct exec_step){ .path = program,
					       .argv = (char *[]){ (char *)program, NULL } });
	truth_wait(child);
}

/* "as UID ...": a child that is this user does the rest. */
static void as_user(int uid, char **rest)
{
	pid_t child = truth_fork();

	if (!child) {
		become((gid_t[]){ uid, uid, uid }, (uid_t[]){ uid, uid, uid });
		prctl(PR_SET_DUMPABLE, 1);
		steps(rest);
		_exit(0);
	}
	child_of(child);
}

/* "via PROGRAM ...": a copy of this program does the rest. */
static void via(const char *program, char **rest)
{
	char *argv[512] = { "actor", "do" };
	int i;

	for (i = 0; rest[i]; i++)
		argv[i + 2] = rest[i];
	exec_step(&(struct exec_step){ .path = program, .argv = argv });
}

/* "in DIRECTORY ...": a child in this control group does the rest, from its exec on. */
static void in_group(const char *directory, char **rest)
{
	char path[512], text[16];
	pid_t child = truth_fork();
	int fd;

	if (!child) {
		snprintf(path, sizeof(path), "%s/cgroup.procs", directory);
		snprintf(text, sizeof(text), "%d", getpid());
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0 || write(fd, text, strlen(text)) < 0)
			die(path);
		close(fd);
		truth_image(getpid(), NULL);
		via("/vm/actor", rest);
	}
	child_of(child);
}

struct thread_steps {
	int uid;
	char **rest;
};

static void *thread_main(void *data)
{
	const struct thread_steps *mine = data;

	/* The library would change all threads. */
	if (syscall(SYS_setresgid, mine->uid, mine->uid, mine->uid) ||
	    syscall(SYS_setresuid, mine->uid, mine->uid, mine->uid))
		die("setresuid");
	other_user = 1;
	steps(mine->rest);
	other_user = 0;
	return NULL;
}

/* "thread UID ...": a thread that is this user, alone in its process, does the rest. */
static void in_thread(int uid, char **rest)
{
	struct thread_steps mine = { uid, rest };
	pthread_t thread;

	if (pthread_create(&thread, NULL, thread_main, &mine))
		die("pthread_create");
	pthread_join(thread, NULL);
}

static void repeat(int times, int ms, char **rest)
{
	while (times--) {
		steps(rest);
		usleep(ms * 1000);
	}
}

static void step(char **words)
{
	int blind = !strcmp(words[0], "blind");	/* the kernel does not get to the file */
	long long begin;

	words += blind;
	if (!strcmp(words[0], "run")) {
		run(words[1]);
		return;
	}
	if (!strcmp(words[0], "splice")) {
		splice_file(words + 1);
		return;
	}
	begin = now();
	if (!strcmp(words[0], "splice-pipes"))
		done("splice", words + 1, 0, begin, between_pipes());
	else
		done(words[0], words + 1, blind, begin, change(words[0], words[1], words[2]));
}

/* Those that are about all that follows. */
static int takes_rest(char **words)
{
	if (!strcmp(words[0], "as"))
		as_user(atoi(words[1]), words + 2);
	else if (!strcmp(words[0], "thread"))
		in_thread(atoi(words[1]), words + 2);
	else if (!strcmp(words[0], "via"))
		via(words[1], words + 2);
	else if (!strcmp(words[0], "in"))
		in_group(words[1], words + 2);
	else if (!strcmp(words[0], "repeat"))
		repeat(atoi(words[1]), atoi(words[2]), words + 3);
	else
		return 0;
	return 1;
}

static void steps(char **words)
{
	while (words[0]) {
		char *one[8] = {};
		int n = 0;

		if (takes_rest(words))
			return;
		for (; words[0] && strcmp(words[0], ","); words++)
			one[n++] = words[0];
		step(one);
		words += !!words[0];
	}
}

static int act_do(int argc, char **argv)
{
	if (pipe2(pipes, O_CLOEXEC))
		die("pipe");
	steps(argv + 1);
	return 0;
}

const struct act filter_acts[] = {
	{ "do", act_do },
	{}
};
