// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "actor.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The compiler must not think about it. */
static void crash(void)
{
	__asm__ volatile("movl $1, 8" : : : "memory");
}

static int act_exits(int argc, char **argv)
{
	static const int codes[] = { 0, 1, 42, 127, 255 };
	static const int signals[] = { SIGKILL, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1, 40 };
	pid_t child;
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		child = truth_fork();
		if (!child)
			_exit(codes[i]);
		truth_wait(child);
	}
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		child = truth_fork();
		if (!child) {
			raise(signals[i]);
			pause();
		}
		truth_wait(child);
	}
	/* Dies in the middle of something, by another's hand. */
	child = truth_fork();
	if (!child)
		for (;;)
			;
	usleep(20000);
	kill(child, SIGKILL);
	truth_wait(child);
	return 0;
}

static int act_core(int argc, char **argv)
{
	static const int signals[] = { SIGSEGV, SIGABRT, SIGQUIT, SIGBUS };
	struct rlimit none = { 0, 0 }, all = { RLIM_INFINITY, RLIM_INFINITY };
	pid_t child;
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		child = truth_fork();
		if (!child) {
			setrlimit(RLIMIT_CORE, &all);
			if (i == 0)
				crash();
			kill(getpid(), signals[i]);
			pause();
		}
		truth_wait(child);
	}
	/* The same without permission to dump. */
	child = truth_fork();
	if (!child) {
		setrlimit(RLIMIT_CORE, &none);
		kill(getpid(), SIGSEGV);
		pause();
	}
	truth_wait(child);
	return 0;
}

/* The tids whose end may be the process's end. */
static void last_threads(const char *why, int first, int second)
{
	truth_begin("last");
	truth_string("why", why);
	truth_int("first", first);
	truth_int("second", second ? second : first);
	truth_end();
}

static int tid(void)
{
	return syscall(SYS_gettid);
}

static void *outlives_leader(void *unused)
{
	/* Long after the leader has become a zombie. */
	usleep(100000);
	open_close(&(struct open_step){ .call = "open", .path = "/etc/group",
					.resolved = "/etc/group" });
	last_threads("leader first", tid(), 0);
	syscall(SYS_exit_group, 7);
	return NULL;
}

static void *just_ends(void *unused)
{
	usleep(100000);
	last_threads("leader first, plain end", tid(), 0);
	syscall(SYS_exit, 9);
	return NULL;
}

static void *ends_group(void *leader)
{
	usleep(20000);
	last_threads("group ended by a thread", tid(), (int)(long)leader);
	syscall(SYS_exit_group, 11);
	return NULL;
}

static void *dies(void *leader)
{
	usleep(20000);
	last_threads("thread crashes", tid(), (int)(long)leader);
	crash();
	return NULL;
}

static void *ends_soon(void *unused)
{
	return NULL;
}

static int act_threads_exit(int argc, char **argv)
{
	struct rlimit none = { 0, 0 };
	pthread_t thread;
	pid_t child;
	int i;

	setrlimit(RLIMIT_CORE, &none);
	child = truth_fork();
	if (!child) {
		pthread_create(&thread, NULL, outlives_leader, NULL);
		/* Not pthread_exit(): the leader's own code must not count. */
		syscall(SYS_exit, 5);
	}
	truth_wait(child);

	child = truth_fork();
	if (!child) {
		pthread_create(&thread, NULL, just_ends, NULL);
		syscall(SYS_exit, 5);
	}
	truth_wait(child);

	child = truth_fork();
	if (!child) {
		pthread_create(&thread, NULL, ends_group, (void *)(long)getpid());
		pause();
	}
	truth_wait(child);

	child = truth_fork();
	if (!child) {
		pthread_create(&thread, NULL, dies, (void *)(long)getpid());
		pause();
	}
	truth_wait(child);

	/* Threads and leader end together: still one exit each. */
	for (i = 0; i < 50; i++) {
		child = truth_fork();
		if (!child) {
			int n;

			truth_any_last();
			for (n = 0; n < 4; n++)
				pthread_create(&thread, NULL, ends_soon, NULL);
			syscall(i & 1 ? SYS_exit_group : SYS_exit, 21);
		}
		truth_wait(child);
	}
	return 0;
}

const struct act exit_acts[] = {
	{ "exits", act_exits },
	{ "core", act_core },
	{ "threads-exit", act_threads_exit },
	{}
};
