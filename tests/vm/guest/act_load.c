// SPDX-License-Identifier: GPL-2.0
/* Actors that do much, for loss, reload, hotplug and restart. */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * "short N": N processes that do nothing but start and end, with arguments that
 * occur only once. Their file's truth is written once, theirs one line each.
 */
static int act_short(int argc, char **argv)
{
	int i, n = argc > 1 ? atoi(argv[1]) : 100, status;
	char *const env[] = { "PATH=/bin", "UNSEEN=1", NULL };
	int fd = open("/vm/tiny", O_PATH | O_CLOEXEC);

	truth_begin("program");
	truth_file("file", fd, "/vm/tiny");
	truth_end();
	for (i = 0; i < n; i++) {
		char unique[32], *args[] = { "tiny", unique, "--same", NULL };
		long long begin = now(), end;
		pid_t child;

		snprintf(unique, sizeof(unique), "life-%d", i);
		child = vfork();
		if (!child) {
			execve("/vm/tiny", args, env);
			_exit(99);
		}
		if (child < 0 || waitpid(child, &status, 0) != child)
			die("short");
		end = now();
		truth_begin_at("life", begin);
		truth_int("child", child);
		truth_int("status", status);
		truth_strings("argv", args);
		truth_strings("env", env);
		truth_end_at(end);
	}
	return 0;
}

/* "storm N PATH [CPU]": opens and closes, as fast as it goes. */
static int act_storm(int argc, char **argv)
{
	int i, n = atoi(argv[1]);
	cpu_set_t set;

	if (argc > 3) {
		CPU_ZERO(&set);
		CPU_SET(atoi(argv[3]), &set);
		if (sched_setaffinity(0, sizeof(set), &set))
			die("affinity");
	}
	truth_begin("storm");
	for (i = 0; i < n; i++) {
		int fd = syscall(SYS_open, argv[2], O_RDONLY);

		if (fd < 0)
			die(argv[2]);
		close(fd);
	}
	truth_int("opens", n);
	truth_string("path", argv[2]);
	truth_end();
	return 0;
}

/* "work": everything at once until it is killed; nobody counts. */
static int act_work(int argc, char **argv)
{
	truth_begin("fate");
	truth_int("status", SIGTERM);
	truth_end();
	for (;;) {
		pid_t child = fork();
		int i;

		if (!child) {
			execl("/vm/tiny", "tiny", "work", NULL);
			_exit(99);
		}
		for (i = 0; i < 20; i++)
			close(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
		close(open("/etc/none", O_RDONLY | O_CLOEXEC));
		waitpid(child, NULL, 0);
	}
}

/* "steps N MS PATH": known opens with pauses, over the life of several readers. */
static int act_steps(int argc, char **argv)
{
	int i, n = atoi(argv[1]);

	for (i = 0; i < n; i++) {
		open_close(&(struct open_step){ .call = "open", .path = argv[3],
						.resolved = argv[3] });
		usleep(atoi(argv[2]) * 1000);
	}
	return 0;
}

const struct act load_acts[] = {
	{ "short", act_short },
	{ "storm", act_storm },
	{ "work", act_work },
	{ "steps", act_steps },
	{}
};
