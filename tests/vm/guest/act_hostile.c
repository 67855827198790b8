// SPDX-License-Identifier: GPL-2.0
/* Actors whose memory is not as the kernel would like it. */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define D	"/tmp/hostile/"
#define PAGE	4096

/* Addresses that are nobody's, or not ours. */
static char *const wild[] = {
	(char *)8, (char *)0x7ffffffff000, (char *)0x800000000000, (char *)0xdead000000000000,
	(char *)0xffff888000001000, (char *)0xffffffff81000000, (char *)0xffffffffff600000,
	(char *)-1,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Two pages' end: what is copied here is followed by nothing at all. */
static char *at_the_edge(const void *bytes, size_t size)
{
	char *pages = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || munmap(pages + 2 * PAGE, 2 * PAGE))
		die("mmap");
	return memcpy(pages + 2 * PAGE - size, bytes, size);
}

/* A child that fails to exec. */
static void bad_exec(const char *path, char *const *argv, char *const *env)
{
	pid_t child = truth_fork();

	if (!child) {
		syscall(SYS_execve, path, argv, env);
		_exit(errno == EFAULT || errno == E2BIG ? 7 : 8);
	}
	if (truth_wait(child) != 7 << 8)
		die("an exec that should have failed");
}

static void bad_execs(void)
{
	char *const plain[] = { "tiny", NULL };
	char **many;
	size_t i;

	for (i = 0; i < COUNT(wild); i++) {
		bad_exec(wild[i], plain, plain);
		bad_exec("/vm/tiny", (char **)wild[i], plain);
		bad_exec("/vm/tiny", plain, (char **)wild[i]);
		bad_exec("/vm/tiny", (char *[]){ "tiny", wild[i], NULL }, plain);
		bad_exec("/vm/tiny", plain, (char *[]){ "A=1", wild[i], NULL });
	}
	/* No end: of the path, of the list, of an argument. */
	bad_exec(at_the_edge("/vm/tiny", 8), plain, plain);
	bad_exec("/vm/tiny", (char **)at_the_edge(plain, sizeof(plain[0])), plain);
	bad_exec("/vm/tiny", (char *[]){ "tiny", at_the_edge("x", 1), NULL }, plain);
	/* More pointers than any stack may take. */
	many = mmap(NULL, 8 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (i = 0; i < 1 << 20; i++)
		many[i] = "x";
	many[i - 1] = NULL;
	bad_exec("/vm/tiny", many, plain);
	munmap(many, 8 << 20);
}

static void exec_child(const struct exec_step *step)
{
	pid_t child = truth_fork();

	if (!child)
		exec_step(step);
	truth_wait(child);
}

static void good_execs(void)
{
	static char *args[100003] = { "actor", "self" };
	char *edge[] = { at_the_edge("actor", 6), at_the_edge("self", 5), at_the_edge("", 1), NULL };
	size_t i;

	exec_child(&(struct exec_step){
		.path = at_the_edge("/vm/actor", 10),
		.argv = (char **)at_the_edge(edge, sizeof(edge)) });
	for (i = 2; i < 100002; i++)
		args[i] = "x";
	exec_child(&(struct exec_step){ .path = "/vm/actor", .argv = args, .note = "long" });
}

static void bad_open(const char *call, const char *path)
{
	int fd = open_step(&(struct open_step){ .call = call, .path = path, .request = "",
						.flags = O_RDWR, .mode = 0600 });

	if (fd >= 0 || (errno != EFAULT && errno != ENOSYS && errno != ENAMETOOLONG)) {
		fprintf(stderr, "%s(%p): %d, %s\n", call, path, fd, strerror(errno));
		die("an open that should have failed");
	}
}

static void bad_opens(void)
{
	static const char *const calls[] = { "open", "openat", "creat" };
	char *endless, long_path[PAGE + 1];
	size_t i, call;

	memset(long_path, '/', PAGE);
	long_path[PAGE] = 0;
	endless = at_the_edge("/etc/passwd", 11);
	for (call = 0; call < COUNT(calls); call++) {
		for (i = 0; i < COUNT(wild); i++)
			bad_open(calls[call], wild[i]);
		bad_open(calls[call], NULL);
		bad_open(calls[call], endless);
		bad_open(calls[call], long_path);
	}
	/* Where the rest of the request is not there: openat2, where there is one. */
	for (i = 0; i < COUNT(wild); i++)
		if (syscall(437, AT_FDCWD, "/etc/passwd", wild[i], 24L) >= 0)
			die("openat2 of nothing");
	if (syscall(437, AT_FDCWD, "/etc/passwd", at_the_edge("flags", 8), 24L) >= 0)
		die("openat2 of half a request");
}

static void good_opens(void)
{
	char path[PAGE];
	pid_t child;

	open_close(&(struct open_step){ .call = "open", .path = at_the_edge(D "edge", 18),
					.resolved = D "edge" });
	/* The longest there is, and nothing behind it. */
	memset(path, '/', sizeof(path));
	strcpy(path + sizeof(path) - sizeof(D "secret"), D "secret");
	open_close(&(struct open_step){ .call = "open", .path = at_the_edge(path, sizeof(path)),
					.resolved = D "secret" });
	child = truth_fork();
	if (!child) {
		become_alice();
		open_close(&(struct open_step){ .call = "open",
						.path = at_the_edge(path, sizeof(path)) });
		_exit(0);
	}
	truth_wait(child);
}

static int act_pointers(int argc, char **argv)
{
	mkdir(D, 0755);
	write_file(D "edge", "text\n", 0644);
	write_file(D "secret", "text\n", 0600);
	bad_opens();
	good_opens();
	bad_execs();
	good_execs();
	return 0;
}

static void unmap(char *from, size_t size)
{
	if (munmap(from, size))
		die("munmap");
}

static void forbid(char *from, size_t size)
{
	if (mprotect(from, size, PROT_NONE))
		die("mprotect");
}

/* Behind the end of a file: not even a page of zeroes. */
static void shorten(char *from, size_t size)
{
	int fd = open(D "short", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (mmap(from, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) != from)
		die("mmap");
}

/* Whoever touches it waits for us. */
static void trap(char *from, size_t size)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .range = { (uintptr_t)from, size },
					 .mode = UFFDIO_REGISTER_MODE_MISSING };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	unmap(from, size);
	if (mmap(from, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		 0) != from)
		die("mmap");
	if (fd >= 0 && (ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &range)))
		die("userfaultfd");
}

static const struct {
	const char *name;
	void (*hide)(char *from, size_t size);
} ways[] = {
	{ "unmapped", unmap }, { "forbidden", forbid }, { "shortened", shorten },
	{ "trapped", trap },
};

static void spoil(const char *name, void (*hide)(char *from, size_t size), char *from, size_t size)
{
	printf("%s %d\n", name, getpid());
	fflush(stdout);
	prctl(PR_SET_NAME, name);
	hide(from, size);
	while (access("/tmp/go", F_OK))
		usleep(20000);
	close(syscall(SYS_open, "/etc/passwd", O_RDONLY));
	_exit(0);
}

/*
 * "hidden": processes that take away the pages in which their arguments and
 * their environment were, wait for /tmp/go and open a file. Begins anew with
 * so many of both that these have pages of their own.
 */
static int act_hidden(int argc, char **argv)
{
	static char filler[64][1000];
	char *list[67] = { "actor", "hidden" }, *from;
	size_t i, size;

	if (argc < 2) {
		for (i = 0; i < 64; i++) {
			memset(filler[i], 'f', sizeof(filler[i]) - 1);
			list[i + 2] = filler[i];
		}
		execve("/vm/actor", list, list + 2);
		die("exec");
	}
	mkdir(D, 0755);
	from = (char *)(((uintptr_t)argv[1] + PAGE) & -PAGE);
	/* Up to the environment's last page, which has the name of the program too. */
	size = ((uintptr_t)argv[1] + 120 * 1000 - (uintptr_t)from) & -PAGE;
	for (i = 0; i < COUNT(ways); i++)
		if (!fork())
			spoil(ways[i].name, ways[i].hide, from, size);
	while (wait(NULL) > 0)
		;
	return 0;
}

const struct act hostile_acts[] = {
	{ "pointers", act_pointers },
	{ "hidden", act_hidden },
	{}
};
