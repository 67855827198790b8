// SPDX-License-Identifier: GPL-2.0
/*
 * What goes wrong around a reader. These are no actors of the truth either:
 * one of them sets the clock by which it is written.
 */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NS	1000000000LL

static void set_clock(long long ns)
{
	struct timespec time = { ns / NS, ns % NS };

	if (clock_settime(CLOCK_REALTIME, &time))
		die("clock_settime");
}

static long long monotonic(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * NS + time.tv_nsec;
}

/* Opens, each of a file of its own, with bounds by the clock of that moment. */
static void known_opens(int count)
{
	static int number;
	long long before, after;
	char path[32];

	while (count--) {
		snprintf(path, sizeof(path), "/tmp/clock-%d", number++);
		before = now();
		close(syscall(SYS_open, path, O_WRONLY | O_CREAT, 0600));
		after = now();
		printf("%s %lld %lld\n", path, before, after);
		usleep(5000);
	}
}

/*
 * "step-clock PAUSE SECONDS...": opens files, sets the clock by so much, opens
 * files, and so on; at the end the clock is right again. Before each step there
 * are PAUSE ms, in which what is on its way to the reader may get there.
 */
static int act_step_clock(int argc, char **argv)
{
	long long wall = now(), begin = monotonic();
	int i, pause = atoi(argv[1]) * 1000;

	known_opens(20);
	for (i = 2; i < argc; i++) {
		usleep(pause);
		set_clock(now() + atoll(argv[i]) * NS);
		known_opens(20);
	}
	usleep(pause);
	set_clock(wall + monotonic() - begin);
	known_opens(20);
	return 0;
}

/* "limit-memory PID KIB": a process may have so much more memory than it has now. */
static int act_limit_memory(int argc, char **argv)
{
	pid_t pid = atoi(argv[1]);
	unsigned long pages = 0;
	struct rlimit limit;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/statm", pid);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%lu", &pages) != 1)
		die(path);
	limit.rlim_cur = limit.rlim_max = pages * sysconf(_SC_PAGESIZE) + atol(argv[2]) * 1024;
	if (syscall(SYS_prlimit64, pid, RLIMIT_AS, &limit, NULL))
		die("prlimit");
	return 0;
}

const struct act fault_acts[] = {
	{ "step-clock", act_step_clock },
	{ "limit-memory", act_limit_memory },
	{}
};
