// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "actor.h"
#include "place.h"

#include <errno.h>
#include <grp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF "/vm/actor"

static char *const plain_env[] = { "PATH=/bin", NULL };
/* Has a child and a grandchild, whose events show it as an ancestor. */
static char *const family[] = { "actor", "lineage", "last", NULL };

void write_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die(path);
	fchmod(fd, mode);
	close(fd);
}

void set_sysctl(const char *path, int value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || dprintf(fd, "%d", value) < 0)
		die(path);
	close(fd);
}

static int path_fd(const char *path)
{
	return open(path, O_PATH | O_CLOEXEC);
}

static int copy_self_to(int fd)
{
	static char buffer[65536];
	int from = open(SELF, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	while ((n = read(from, buffer, sizeof(buffer))) > 0)
		if (write(fd, buffer, n) != n)
			return -1;
	close(from);
	return 0;
}

static void copy_into(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	if (fd < 0 || copy_self_to(fd))
		die(path);
	close(fd);
}

void exec_step(const struct exec_step *step)
{
	char *const *env = step->env ? step->env : plain_env;
	int fd = step->fd > 0 ? step->fd : path_fd(step->path), interpreter = -1;

	if (step->interpreter)
		interpreter = path_fd(step->interpreter);
	truth_begin("exec");
	truth_file("file", fd, step->resolved ? step->resolved : step->path);
	if (step->interpreter)
		truth_file("interpreter", interpreter, step->interpreter);
	truth_string("name", step->path);
	truth_strings("argv", step->argv);
	truth_strings("env", env);
	if (step->note)
		truth_string("note", step->note);
	truth_end();
	if (step->fd > 0)
		syscall(SYS_execveat, fd, "", step->argv, env, AT_EMPTY_PATH);
	else
		execve(step->path, step->argv, env);
	/* The host must not expect it. */
	truth_begin("exec-failed");
	truth_int("errno", errno);
	truth_end();
	_exit(errno == ENOSYS ? 88 : 89);
}

/* A child that becomes "actor self …" as the step says. */
static int spawn(const struct exec_step *step)
{
	pid_t child = truth_fork();

	if (!child)
		exec_step(step);
	return truth_wait(child);
}

static int spawn_self(char *const *argv, char *const *env)
{
	return spawn(&(struct exec_step){ .path = SELF, .argv = argv, .env = env });
}

static int act_args(int argc, char **argv)
{
	char longish[3000];

	memset(longish, 'x', sizeof(longish));
	longish[sizeof(longish) - 1] = 0;

	spawn_self((char *[]){ "actor", "self", NULL }, NULL);
	spawn_self((char *[]){ "an argv0 of its own", "self", "one", "", "two words", " ", "", NULL },
		   NULL);
	spawn_self((char *[]){ "actor", "self", "-x", "--long=value", "quote\"d", "back\\slash",
			       "tab\there", "line\nfeed", "\x01\x1f\x7f", NULL }, NULL);
	spawn_self((char *[]){ "actor", "self", "gr\xc3\xbc\xc3\x9f", "\xe6\x97\xa5\xe6\x9c\xac",
			       "\xf0\x9f\x98\x80", "\xe2\x80\xa8", NULL }, NULL);
	spawn_self((char *[]){ "actor", "self", "bad\xff\xfe", "\xc3", "cut\xe6\x97", "\xc0\xaf",
			       "\xed\xa0\x80", "\xf4\x90\x80\x80", "mixed\\\xff", NULL }, NULL);
	spawn_self((char *[]){ "actor", "self", longish, "behind", NULL }, NULL);
	return 0;
}

static int act_env(int argc, char **argv)
{
	char *const self[] = { "actor", "self", NULL };

	spawn_self(self, (char *[]){ NULL });
	spawn_self(self, (char *[]){ "PATH=/bin:/sbin", "LD_PRELOAD=/lib/a.so", "HOME=/root",
				     "LD_LIBRARY_PATH=/opt/lib", "HISTSIZE=0", "HISTFILESIZE=12",
				     "SECRET=hunter2", "EMPTY=", "TWO=a=b", "PATH=/second",
				     "PATHS=/no", "LD_PRELOAD=", "gr\xc3\xbc\xc3\x9f=1", NULL });
	spawn_self(self, (char *[]){ "no equals sign", "=odd", "", "A=1", NULL });
	return 0;
}

/*
 * 1 000 arguments of 50 bytes and an environment: more than an event takes, and shown again
 * with all that a child does.
 */
static int act_long(int argc, char **argv)
{
	static char text[1000][51];
	char *args[1004] = { "actor", "lineage", "last" };
	int i;

	for (i = 0; i < 1000; i++) {
		snprintf(text[i], sizeof(text[i]), "%049d", i);
		args[i + 3] = text[i];
	}
	spawn(&(struct exec_step){ .path = SELF, .argv = args, .note = "long" });
	/* Few arguments, much environment. */
	for (i = 0; i < 1000; i++) {
		snprintf(text[i], sizeof(text[i]), "VARIABLE_WITH_A_RATHER_LONG_NAME_%04d=%d", i, i);
		args[i] = text[i];
	}
	args[1000] = NULL;
	spawn(&(struct exec_step){ .path = SELF, .argv = family, .env = args, .note = "long" });
	/* One argument that is too long alone. */
	{
		char *one = malloc(100001);

		memset(one, 'y', 100000);
		one[100000] = 0;
		spawn(&(struct exec_step){ .path = SELF, .note = "long",
					   .argv = (char *[]){ "actor", "self", one, NULL } });
	}
	return 0;
}

static void set_caps(unsigned long long effective, unsigned long long permitted)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = {
		{ effective, permitted, permitted },
		{ effective >> 32, permitted >> 32, permitted >> 32 },
	};

	if (syscall(SYS_capset, &head, data))
		die("capset");
}

void become(const gid_t *gids, const uid_t *uids)
{
	if (setgroups(0, NULL) || setresgid(gids[0], gids[1], gids[2]) ||
	    setresuid(uids[0], uids[1], uids[2]))
		die("setresuid");
	truth_image(getpid(), NULL);
}

void become_alice(void)
{
	become((gid_t[]){ 1000, 1000, 1000 }, (uid_t[]){ 1000, 1000, 1000 });
	/* Else what she has in /proc is root's. */
	prctl(PR_SET_DUMPABLE, 1);
}

static int act_credentials(int argc, char **argv)
{
	char *const self[] = { "actor", "self", NULL };
	pid_t child;

	/* All four ids differ; no name for some. */
	child = truth_fork();
	if (!child) {
		become((gid_t[]){ 1000, 1001, 4242 }, (uid_t[]){ 1000, 1001, 1000 });
		exec_step(&(struct exec_step){ .path = SELF, .argv = self });
	}
	truth_wait(child);

	/* A user, with nothing. */
	child = truth_fork();
	if (!child) {
		become_alice();
		exec_step(&(struct exec_step){ .path = SELF, .argv = self });
	}
	truth_wait(child);

	/* Root with little: what exec computes for root is the bounding set. */
	child = truth_fork();
	if (!child) {
		int cap;

		for (cap = 0; cap <= 63; cap++)
			if (cap != CAP_NET_ADMIN && cap != CAP_DAC_OVERRIDE && cap != CAP_SYSLOG)
				prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
		set_caps(0, 0);
		truth_image(getpid(), NULL);
		exec_step(&(struct exec_step){ .path = SELF, .argv = self });
	}
	truth_wait(child);

	/* A set-user-ID program: real 1000, effective 1001. */
	copy_into("/tmp/setuid");
	if (chown("/tmp/setuid", 1001, 1001) || chmod("/tmp/setuid", 06755))
		die("chmod");
	child = truth_fork();
	if (!child) {
		become_alice();
		exec_step(&(struct exec_step){ .path = "/tmp/setuid", .argv = self });
	}
	truth_wait(child);
	return 0;
}

static int act_scripts(int argc, char **argv)
{
	char *const args[] = { "given", "first", "second word", NULL };
	char *const bare[] = { "given", NULL };

	mkdir("/tmp/scripts", 0755);
	write_file("/tmp/scripts/plain", "#!/bin/sh\n/vm/actor image $$\n", 0755);
	write_file("/tmp/scripts/option", "#!/bin/sh -e\n/vm/actor image $$\n", 0700);
	write_file("/tmp/scripts/nested", "#!/tmp/scripts/option inner\n", 0755);
	spawn(&(struct exec_step){ .path = "/tmp/scripts/plain", .interpreter = "/bin/busybox",
				   .argv = bare });
	spawn(&(struct exec_step){ .path = "/tmp/scripts/option", .interpreter = "/bin/busybox",
				   .argv = args });
	/* A script whose interpreter is a script. */
	spawn(&(struct exec_step){ .path = "/tmp/scripts/nested", .interpreter = "/bin/busybox",
				   .argv = args });
	/* One that is somebody's ancestor. */
	write_file("/tmp/scripts/parent", "#!/bin/sh\n/vm/actor image $$\n/vm/actor lineage last\n:\n",
		   0755);
	spawn(&(struct exec_step){ .path = "/tmp/scripts/parent", .interpreter = "/bin/busybox",
				   .argv = bare });
	return 0;
}

static void *exec_in_thread(void *unused)
{
	exec_step(&(struct exec_step){ .path = SELF, .note = "thread",
				       .argv = (char *[]){ "actor", "self", "from a thread", NULL } });
}

static int act_thread_exec(int argc, char **argv)
{
	pid_t child = truth_fork();

	if (!child) {
		pthread_t thread;

		pthread_create(&thread, NULL, exec_in_thread, NULL);
		pause();
	}
	truth_wait(child);
	return 0;
}

static int act_memfd(int argc, char **argv)
{
	char *const self[] = { "actor", "self", "fileless", NULL };
	int fd = syscall(SYS_memfd_create, "payload", 1 /* MFD_CLOEXEC */), status;
	pid_t child;

	if (fd < 0 && errno == ENOSYS) {
		truth_absent("no memfd_create in this kernel");
		return 0;
	}
	if (fd < 0 || copy_self_to(fd))
		die("memfd");
	child = truth_fork();
	if (!child)
		exec_step(&(struct exec_step){ .path = "", .fd = fd, .argv = self, .note = "memfd",
					       .resolved = "memfd:payload" });
	status = truth_wait(child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 88)
		truth_absent("no execveat in this kernel");
	return 0;
}

static int act_execveat(int argc, char **argv)
{
	int fd = open(SELF, O_RDONLY | O_CLOEXEC), status;
	pid_t child = truth_fork();

	if (!child)
		exec_step(&(struct exec_step){ .path = SELF, .fd = fd, .note = "fd",
					       .argv = (char *[]){ "actor", "self", "by fd", NULL } });
	status = truth_wait(child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 88)
		truth_absent("no execveat in this kernel");
	return 0;
}

static int act_chroot_exec(int argc, char **argv)
{
	pid_t child;

	mkdir("/tmp/jail", 0755);
	mkdir("/tmp/jail/proc", 0755);
	mkdir("/tmp/jail/bin", 0755);
	copy_into("/tmp/jail/bin/prog");
	if (mount("proc", "/tmp/jail/proc", "proc", 0, NULL))
		die("mount");
	child = truth_fork();
	if (!child) {
		if (chroot("/tmp/jail") || chdir("/"))
			die("chroot");
		exec_step(&(struct exec_step){ .path = "/bin/prog",
					       .resolved = "/tmp/jail/bin/prog",
					       .argv = (char *[]){ "prog", "self", NULL } });
	}
	truth_wait(child);
	umount("/tmp/jail/proc");
	return 0;
}

/* A mount namespace with a tmpfs of its own over /tmp. */
static int act_namespace_exec(int argc, char **argv)
{
	pid_t child = truth_fork();

	if (!child) {
		place_namespace();
		place_private("/tmp");
		mkdir("/tmp/own", 0755);
		copy_into("/tmp/own/prog");
		exec_step(&(struct exec_step){ .path = "/tmp/own/prog",
					       .argv = (char *[]){ "prog", "self", NULL } });
	}
	truth_wait(child);
	return 0;
}

static int act_tty(int argc, char **argv)
{
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC), slave, number, zero = 0;
	char path[32];
	pid_t child;

	if (master < 0 || ioctl(master, TIOCSPTLCK, &zero) || ioctl(master, TIOCGPTN, &number))
		die("ptmx");
	snprintf(path, sizeof(path), "/dev/pts/%d", number);
	child = truth_fork();
	if (!child) {
		setsid();
		slave = open(path, O_RDWR | O_CLOEXEC);
		if (slave < 0 || ioctl(slave, TIOCSCTTY, 0))
			die(path);
		exec_step(&(struct exec_step){ .path = SELF, .argv = family });
	}
	truth_wait(child);
	return 0;
}

/* A program deeper than any buffer, named from where it is; it has children. */
static int act_deep_exec(int argc, char **argv)
{
	static char path[PLACE_DEEP_SIZE] = "/tmp";
	int dir = path_fd(path), i;
	char *end;

	for (i = 0; i < PLACE_DEEP; i++) {
		dir = place_deeper(dir, i, path);
		if (!place_tells(i))
			continue;
		if (fchdir(dir))
			die("fchdir");
		copy_into("actor");
		end = strchr(path, 0);
		strcpy(end, "/actor");
		spawn(&(struct exec_step){ .path = "./actor", .resolved = path, .argv = family });
		*end = 0;
	}
	return 0;
}

/* fork, exec, exec: three images of one pid, and a child of the last. */
static int act_lineage(int argc, char **argv)
{
	pid_t child;

	if (argc > 1 && !strcmp(argv[1], "last")) {
		child = truth_fork();
		if (!child) {
			pid_t grandchild = truth_fork();

			if (!grandchild)
				exec_step(&(struct exec_step){ .path = SELF,
					.argv = (char *[]){ "actor", "self", "leaf", NULL } });
			truth_wait(grandchild);
			_exit(0);
		}
		truth_wait(child);
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "middle"))
		exec_step(&(struct exec_step){ .path = SELF, .argv = family });
	child = truth_fork();
	if (!child)
		exec_step(&(struct exec_step){ .path = SELF, .argv =
			(char *[]){ "actor", "lineage", "middle", NULL } });
	truth_wait(child);
	return 0;
}

/*
 * "helper TRUTH": what the kernel runs by itself. It begins where the kernel's threads are:
 * in the initramfs, on whose root directory that of everybody else is mounted.
 */
int act_helper(int argc, char **argv)
{
	int fd;

	if (chroot("/..") || chdir("/"))
		die("chroot");
	fd = open(argv[1], O_WRONLY | O_APPEND | O_CLOEXEC);
	if (fd < 0 || dup2(fd, TRUTH_FD) < 0)
		die(argv[1]);
	/* Up to 5.18 it began as a thread of the kernel, and no event tells of these. */
	truth_begin("helper");
	truth_int("forked", kernel_since(5, 19));
	truth_end();
	truth_image(getppid(), NULL);
	truth_image(getpid(), NULL);
	exec_step(&(struct exec_step){ .path = SELF, .argv = family });
}

/* "enter DIRECTORY": joins the cgroup, forks and execs there. */
static int act_enter(int argc, char **argv)
{
	char path[512], text[16];
	pid_t child;

	child = truth_fork();
	if (!child) {
		snprintf(path, sizeof(path), "%s/cgroup.procs", argv[1]);
		snprintf(text, sizeof(text), "%d", getpid());
		write_file(path, text, 0644);
		truth_image(getpid(), NULL);
		exec_step(&(struct exec_step){ .path = SELF, .argv =
			(char *[]){ "actor", "lineage", "middle", NULL } });
	}
	truth_wait(child);
	return 0;
}

const struct act exec_acts[] = {
	{ "args", act_args },
	{ "env", act_env },
	{ "long", act_long },
	{ "credentials", act_credentials },
	{ "scripts", act_scripts },
	{ "thread-exec", act_thread_exec },
	{ "memfd", act_memfd },
	{ "execveat", act_execveat },
	{ "chroot-exec", act_chroot_exec },
	{ "namespace-exec", act_namespace_exec },
	{ "tty", act_tty },
	{ "deep-exec", act_deep_exec },
	{ "lineage", act_lineage },
	{ "enter", act_enter },
	{}
};
