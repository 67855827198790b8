// SPDX-License-Identifier: GPL-2.0
/*
 * PID 1 of the test machine.
 *
 * Moves from the initramfs onto a tmpfs (so that / is an ordinary mount, as on
 * any real host), mounts what userland expects, runs each case named on the
 * kernel command line (ks.cases=a,b,c) as "/bin/sh /vm/run CASE" and streams
 * the directory /out/CASE as a tar archive to the first virtio disk. One
 * archive follows the other, so a kernel that dies in the fifth case still
 * leaves the results of four behind.
 *
 * Called as "init load FILE [PARAMETERS]" it loads a module instead: exactly
 * one attempt, unlike busybox, which tries a failing module twice.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CASE_SECONDS	120	/* default for one case; ks.case_seconds= */
#define RESULT_DISK	"/dev/vda"

static int load(const char *file, const char *parameters)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0) < 0) {
		err = errno;
		fprintf(stderr, "load %s: %s\n", file, strerror(err));
		return err == ENOENT && fd < 0 ? 2 : 1;
	}
	close(fd);
	return 0;
}

/* Drivers the machine needs before the first case, in the order of names. */
static void load_drivers(void)
{
	struct dirent **list;
	char path[512];
	int i, n = scandir("/lib/drivers", &list, NULL, alphasort);

	for (i = 0; i < n; i++) {
		if (list[i]->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/lib/drivers/%s", list[i]->d_name);
		load(path, "");
	}
}

static void mount_or_say(const char *type, const char *where, unsigned long flags, const char *data)
{
	mkdir(where, 0755);
	if (mount(type, where, type, flags, data))
		fprintf(stderr, "init: mount %s: %s\n", where, strerror(errno));
}

static int run(char *const argv[])
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		execv(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status;
}

static void leave_initramfs(void)
{
	char *copy[] = { "/bin/busybox", "cp", "-a", "/bin", "/etc", "/init", "/lib", "/lib64",
			 "/sbin", "/usr", "/vm", "/root", NULL };
	char *argv[16];
	int i;

	for (i = 0; copy[i]; i++)
		argv[i] = copy[i];
	argv[i++] = "/newroot/";
	argv[i] = NULL;
	mkdir("/newroot", 0755);
	if (mount("tmpfs", "/newroot", "tmpfs", 0, "mode=755"))
		perror("init: tmpfs");
	run(argv);
	if (chdir("/newroot") || mount(".", "/", NULL, MS_MOVE, NULL) || chroot(".") || chdir("/"))
		perror("init: moving to the tmpfs");
	execl("/init", "init", "moved", NULL);
	perror("init: exec");
}

/* The value of one word on the kernel command line, or NULL. */
static char *parameter(const char *name)
{
	static char line[4096];
	size_t length = strlen(name);
	char *word, *save;
	ssize_t n;
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);

	n = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (n <= 0)
		return NULL;
	line[n] = 0;
	for (word = strtok_r(line, " \n", &save); word; word = strtok_r(NULL, " \n", &save))
		if (!strncmp(word, name, length) && word[length] == '=')
			return strdup(word + length + 1);
	return NULL;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Goes on until the case is over: then everything is killed. */
static void start_storm(void)
{
	if (!fork()) {
		execl("/vm/actor", "actor", "background", NULL);
		_exit(127);
	}
}

static void run_case(const char *name, double seconds, int disk, int storm)
{
	char dir[256], path[512];
	double begin = now();
	int status = 0, late = 0, fd;
	FILE *f;
	pid_t pid;

	printf("init: case %s\n", name);
	snprintf(dir, sizeof(dir), "/out/%s", name);
	mkdir(dir, 0777);
	chmod(dir, 0777);

	if (storm)
		start_storm();
	pid = fork();
	if (!pid) {
		setsid();
		snprintf(path, sizeof(path), "%s/log", dir);
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
		dup2(fd, 1);
		dup2(fd, 2);
		close(fd);
		fd = open("/dev/null", O_RDONLY);
		dup2(fd, 0);
		close(fd);
		if (disk >= 0)
			close(disk);
		execl("/bin/sh", "sh", "/vm/run", name, NULL);
		_exit(127);
	}
	for (;;) {
		pid_t gone = waitpid(-1, &status, WNOHANG);

		if (gone == pid)
			break;
		if (!gone) {
			if (now() - begin > seconds) {
				late = 1;
				break;
			}
			usleep(10000);
		}
	}
	/* Whatever the case left running would disturb the next one. */
	kill(-1, SIGCONT);
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;

	snprintf(path, sizeof(path), "%s/status", dir);
	f = fopen(path, "w");
	if (f) {
		if (late)
			fprintf(f, "timeout after %.0f s\n", seconds);
		else if (WIFSIGNALED(status))
			fprintf(f, "signal %d\n", WTERMSIG(status));
		else
			fprintf(f, "%d\n", WEXITSTATUS(status));
		fclose(f);
	}
	printf("init: case %s took %.1f s\n", name, now() - begin);

	if (disk >= 0) {
		char *tar[] = { "/bin/busybox", "tar", "c", "-C", "/out", (char *)name, NULL };
		char *rm[] = { "/bin/busybox", "rm", "-rf", dir, NULL };

		pid = fork();
		if (!pid) {
			dup2(disk, 1);
			execv(tar[0], tar);
			_exit(127);
		}
		waitpid(pid, &status, 0);
		if (status || fsync(disk))
			printf("init: writing the results of %s failed\n", name);
		run(rm);
	}
}

int main(int argc, char **argv)
{
	char *cases, *name, *save, *seconds, *scale;
	int disk, fd, storm;

	if (argc > 2 && !strcmp(argv[1], "load"))
		return load(argv[2], argc > 3 ? argv[3] : "");
	if (getpid() != 1) {
		fprintf(stderr, "usage: init load FILE [PARAMETERS]\n");
		return 2;
	}
	if (argc < 2 || strcmp(argv[1], "moved"))
		leave_initramfs();

	umask(022);
	mount_or_say("devtmpfs", "/dev", 0, NULL);
	fd = open("/dev/console", O_RDWR);
	dup2(fd, 0);
	dup2(fd, 1);
	dup2(fd, 2);
	if (fd > 2)
		close(fd);
	setvbuf(stdout, NULL, _IONBF, 0);
	setenv("PATH", "/bin:/sbin", 1);
	setenv("HOME", "/root", 1);
	mount_or_say("proc", "/proc", 0, NULL);
	mount_or_say("sysfs", "/sys", 0, NULL);
	mount_or_say("devpts", "/dev/pts", 0, "ptmxmode=666");
	mount_or_say("tmpfs", "/tmp", 0, "mode=1777");
	mkdir("/run", 0755);
	mkdir("/var", 0755);
	mkdir("/var/log", 0755);
	mount_or_say("tmpfs", "/out", 0, "mode=755,size=70%");
	mount_or_say("tmpfs", "/sys/fs/cgroup", 0, "mode=755");
	load_drivers();

	disk = open(RESULT_DISK, O_WRONLY | O_CLOEXEC);
	if (disk < 0)
		printf("init: no disk for the results: %s\n", strerror(errno));
	seconds = parameter("ks.case_seconds");
	scale = parameter("ks.scale");
	setenv("SCALE", scale ? scale : "1", 1);
	storm = parameter("ks.storm") != NULL;
	cases = parameter("ks.cases");
	for (name = cases ? strtok_r(cases, ",", &save) : NULL; name;
	     name = strtok_r(NULL, ",", &save))
		run_case(name, seconds ? atof(seconds) : CASE_SECONDS, disk, storm);

	printf("init: done\n");
	sync();
	reboot(RB_POWER_OFF);
	/* No ACPI: -no-reboot makes this an end as well. */
	reboot(RB_AUTOBOOT);
	return 0;
}
