// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void forked(const char *call, long long begin, pid_t child)
{
	long long end = now();

	if (child < 0)
		die(call);
	truth_begin_at("fork", begin);
	truth_string("call", call);
	truth_int("child", child);
	truth_end_at(end);
}

pid_t truth_fork(void)
{
	long long begin = now();
	pid_t child = fork();

	if (child)
		forked("fork", begin, child);
	return child;
}

int truth_wait(pid_t child)
{
	long long end;
	int status = -1;

	if (waitpid(child, &status, 0) != child)
		die("waitpid");
	end = now();
	truth_begin_at("wait", end);
	truth_int("child", child);
	truth_int("status", status);
	truth_end_at(end);
	return status;
}

static int child_main(void *unused)
{
	_exit(3);
}

static void *thread_main(void *unused)
{
	return NULL;
}

static int act_forks(int argc, char **argv)
{
	static char stack[65536] __attribute__((aligned(16)));
	struct {
		uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	} clone3 = { .exit_signal = SIGCHLD };
	pthread_t thread;
	long long begin;
	pid_t child;
	int i;

	child = truth_fork();
	if (!child)
		_exit(1);
	truth_wait(child);

	begin = now();
	child = vfork();
	if (!child)
		_exit(2);
	forked("vfork", begin, child);
	truth_wait(child);

	begin = now();
	child = clone(child_main, stack + sizeof(stack), SIGCHLD, NULL);
	forked("clone", begin, child);
	truth_wait(child);

	/* Shares nearly everything and still is a process. */
	begin = now();
	child = clone(child_main, stack + sizeof(stack),
		      CLONE_VM | CLONE_FS | CLONE_FILES | SIGCHLD, NULL);
	forked("clone-vm", begin, child);
	truth_wait(child);

	begin = now();
	child = syscall(435, &clone3, sizeof(clone3));
	if (!child)
		_exit(4);
	if (child > 0) {
		forked("clone3", begin, child);
		truth_wait(child);
	}

	/* A new pid namespace: the host's numbers count. */
	begin = now();
	child = clone(child_main, stack + sizeof(stack), CLONE_NEWPID | SIGCHLD, NULL);
	if (child > 0) {
		forked("clone-newpid", begin, child);
		truth_wait(child);
	}

	/* Threads are no processes: nothing may come from these. */
	for (i = 0; i < 3; i++) {
		pthread_create(&thread, NULL, thread_main, NULL);
		pthread_join(thread, NULL);
	}
	return 0;
}

const struct act fork_acts[] = {
	{ "forks", act_forks },
	{}
};
