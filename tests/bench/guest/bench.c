// SPDX-License-Identifier: GPL-2.0
/*
 * "bench measure [OPERATION...]": counts the instructions of operations and
 * prints, for each, "NAME OPERATIONS-IN-A-WINDOW INSTRUCTIONS...", one number
 * per window. Under QEMU's -icount shift=0 the time stamp counter advances by
 * one with every instruction of the one CPU.
 *
 * "bench storm N": N opens back to back, at ordinary priority. "bench family N":
 * the same by a grandchild that has no privilege and five ancestors.
 *
 * What it did goes to the truth (truth.h), as of any actor of the VM tests.
 */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mark.h"

/* Three components, the first of them a mount. */
#define DIR "/t/sub/"
#define FILE_ DIR "file"
#define SECRET DIR "secret"
#define NOTHING "/vm/nothing"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define WINDOWS 32 /* the first is not counted: it warms the caches */
#define BATCH 100 /* operations in a window, of those that take no pages */
#define NOBODY 1000

/*
 * Between two windows everything else gets its turn: the reader takes what the
 * last one left, writes it and goes to sleep. No multiple of the periods in
 * which others wake up, or they would do it in every window.
 */
#define GAP_US 63700

struct operation {
	const char *name;
	unsigned int batch;
	void (*prepare)(void); /* before each window; turn says which */
	void (*once)(unsigned int i);
	void (*tell)(long long begin); /* after all windows: the truth */
	void (*told)(long long begin); /* after each window, likewise */
	bool as_nobody;
};

static unsigned int turn; /* the window's number */

static uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

static void call_getpid(unsigned int i)
{
	syscall(SYS_getpid);
}

static void call_stat(unsigned int i)
{
	struct stat st;

	if (stat(FILE_, &st))
		die(FILE_);
}

static void open_close_file(unsigned int i)
{
	int fd = syscall(SYS_open, FILE_, O_RDONLY);

	if (fd < 0)
		die(FILE_);
	close(fd);
}

static void open_secret(unsigned int i)
{
	if (syscall(SYS_open, SECRET, O_RDONLY) >= 0 || errno != EACCES)
		die(SECRET);
}

/* Files have names with a and b, directories with c and d. */
enum { FILES, OTHER_FILES, DIRECTORIES, OTHER_DIRECTORIES, SETS };

static char names[SETS][BATCH][16];

static void make_names(void)
{
	unsigned int set, i;

	for (set = 0; set < SETS; set++)
		for (i = 0; i < BATCH; i++)
			snprintf(names[set][i], sizeof(names[set][i]), DIR "%c%03u", 'a' + set, i);
}

/* Of a set and the other one: which has its turn, and which had it last time. */
static const char *this_turn(unsigned int set, unsigned int i)
{
	return names[set + turn % 2][i];
}

static const char *last_turn(unsigned int set, unsigned int i)
{
	return names[set + (turn + 1) % 2][i];
}

/* A call on a file, and what the file is after it, if it is still there. */
static void tell_done(const char *call, const char *path, const char *to, mode_t asked,
		      long long begin, long long end)
{
	struct stat st;

	truth_begin_at("done", begin);
	truth_string("call", call);
	truth_string("path", path);
	if (to)
		truth_string("to", to);
	truth_int("asked", asked);
	if (!lstat(to ? to : path, &st)) {
		truth_int("ino", st.st_ino);
		truth_int("mode", st.st_mode);
		truth_int("uid", st.st_uid);
		truth_int("gid", st.st_gid);
		truth_int("mtime", st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec);
		truth_int("ctime", st.st_ctim.tv_sec * 1000000000LL + st.st_ctim.tv_nsec);
	}
	truth_end_at(end);
}

static void tell_seen(const char *path)
{
	long long at = now();

	tell_done("stat", path, NULL, 0, at, at);
}

/* What it takes to begin makes no events: mknod is none, and a directory is made once. */
static void make_file(const char *path, mode_t mode)
{
	if (mknod(path, S_IFREG | mode, 0) && errno != EEXIST)
		die(path);
}

static void make_directory(const char *path)
{
	struct stat st;

	if (stat(path, &st) && mkdir(path, 0755))
		die(path);
}

static void make_victims(void)
{
	unsigned int i;

	for (i = 0; i < BATCH; i++) {
		make_file(names[FILES][i], 0644);
		tell_seen(names[FILES][i]);
	}
}

static void make_victims_once(void)
{
	if (!turn)
		make_victims();
}

static void unlink_victim(unsigned int i)
{
	if (unlink(names[FILES][i]))
		die(names[FILES][i]);
}

static void tell_unlinks(long long begin)
{
	long long end = now();
	unsigned int i;

	for (i = 0; i < BATCH; i++)
		tell_done("unlink", names[FILES][i], NULL, 0, begin, end);
}

/* There, and in the next window back again. */
static void rename_victim(unsigned int i)
{
	if (rename(this_turn(FILES, i), last_turn(FILES, i)))
		die(this_turn(FILES, i));
}

static void tell_renames(long long begin)
{
	long long end = now();
	unsigned int i;

	for (i = 0; i < BATCH; i++)
		tell_done("rename", this_turn(FILES, i), last_turn(FILES, i), 0, begin, end);
}

static mode_t mode_of_turn(void)
{
	return turn % 2 ? 0644 : 0600;
}

static void chmod_victim(unsigned int i)
{
	if (chmod(names[FILES][i], mode_of_turn()))
		die(names[FILES][i]);
}

static void tell_chmods(long long begin)
{
	long long end = now();
	unsigned int i;

	for (i = 0; i < BATCH; i++)
		tell_done("chmod", names[FILES][i], NULL, mode_of_turn(), begin, end);
}

/*
 * What is removed has been made a window ago: between the two there is the time to
 * look at it. The last ones stay for the next run.
 */
static void make_directories_once(void)
{
	unsigned int i;

	for (i = 0; i < BATCH && !turn; i++) {
		make_directory(last_turn(DIRECTORIES, i));
		tell_seen(last_turn(DIRECTORIES, i));
	}
}

static void make_and_remove_directory(unsigned int i)
{
	if (mkdir(this_turn(DIRECTORIES, i), 0755))
		die(this_turn(DIRECTORIES, i));
	if (rmdir(last_turn(DIRECTORIES, i)))
		die(last_turn(DIRECTORIES, i));
}

static void tell_directories(long long begin)
{
	long long end = now();
	unsigned int i;

	for (i = 0; i < BATCH; i++) {
		tell_done("mkdir", this_turn(DIRECTORIES, i), NULL, 0755, begin, end);
		tell_done("rmdir", last_turn(DIRECTORIES, i), NULL, 0, begin, end);
	}
}

/* What a small server might have: 2 KB. */
static char variables[20][103];
static char *environment[21], *arguments[] = { "nothing", "--number=00000000", "at", "all", NULL };
static pid_t children[4];

static void make_environment(void)
{
	int i;

	for (i = 0; i < 20; i++) {
		snprintf(variables[i], sizeof(variables[i]), "VARIABLE_%02d=%090d", i, i);
		environment[i] = variables[i];
	}
}

static void run_nothing(unsigned int i)
{
	pid_t child = fork();
	int status;

	if (!child) {
		execve(NOTHING, arguments, environment);
		_exit(99);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		die(NOTHING);
	children[i] = child;
}

static void tell_opens(const char *path, int error, long long begin, unsigned int count)
{
	long long end = now();
	int fd = error ? -1 : open(path, O_PATH | O_CLOEXEC);

	truth_begin_at("opens", begin);
	truth_string("call", "open");
	truth_string("request", path);
	truth_int("flags", O_RDONLY);
	truth_int("mode", 0);
	truth_int("errno", error);
	truth_int("count", count);
	if (!error)
		truth_file("file", fd, path);
	truth_end_at(end);
	close(fd);
}

static void tell_file(long long begin)
{
	tell_opens(FILE_, 0, begin, WINDOWS * BATCH);
}

static void tell_secret(long long begin)
{
	tell_opens(SECRET, EACCES, begin, WINDOWS * BATCH);
}

static void tell_life(pid_t child, long long begin, long long end)
{
	truth_begin_at("life", begin);
	truth_int("child", child);
	truth_int("status", 0);
	truth_strings("argv", arguments);
	truth_strings("env", environment);
	truth_end_at(end);
}

static void tell_nothing(long long begin)
{
	long long end = now();
	unsigned int i;

	for (i = 0; i < COUNT(children); i++)
		tell_life(children[i], begin, end);
}

static const struct operation operations[] = {
	{ .name = "getpid", .batch = BATCH, .once = call_getpid },
	{ .name = "stat", .batch = BATCH, .once = call_stat },
	{ .name = "open+close", .batch = BATCH, .once = open_close_file, .tell = tell_file },
	{ .name = "open-refused",
	  .batch = BATCH,
	  .once = open_secret,
	  .tell = tell_secret,
	  .as_nobody = true },
	{ .name = "chmod",
	  .batch = BATCH,
	  .prepare = make_victims_once,
	  .once = chmod_victim,
	  .told = tell_chmods },
	{ .name = "rename",
	  .batch = BATCH,
	  .prepare = make_victims_once,
	  .once = rename_victim,
	  .told = tell_renames },
	{ .name = "mkdir+rmdir",
	  .batch = BATCH,
	  .prepare = make_directories_once,
	  .once = make_and_remove_directory,
	  .told = tell_directories },
	{ .name = "unlink",
	  .batch = BATCH,
	  .prepare = make_victims,
	  .once = unlink_victim,
	  .told = tell_unlinks },
	{ .name = "fork+exec+exit",
	  .batch = COUNT(children),
	  .once = run_nothing,
	  .told = tell_nothing },
};

static uint64_t window(const struct operation *op)
{
	uint64_t begin;
	unsigned int i;

	MARK(MARK_BEGIN);
	begin = ticks();
	for (i = 0; i < op->batch; i++)
		op->once(i);
	begin = ticks() - begin;
	MARK(MARK_END);
	return begin;
}

static void measure(const struct operation *op)
{
	uint64_t took[WINDOWS];
	long long begin, first = now();
	int i;

	for (turn = 0; turn < WINDOWS; turn++) {
		if (op->prepare)
			op->prepare();
		usleep(GAP_US);
		begin = now();
		took[turn] = window(op);
		if (op->told)
			op->told(begin);
	}
	if (op->tell)
		op->tell(first);
	printf("%s %u", op->name, op->batch);
	for (i = 0; i < WINDOWS; i++)
		printf(" %llu", (unsigned long long)took[i]);
	printf("\n");
	fflush(stdout);
}

static void be_undisturbed(void)
{
	struct sched_param parameters = { .sched_priority = 50 };

	if (sched_setscheduler(0, SCHED_FIFO, &parameters))
		die("sched_setscheduler");
}

static void become_nobody(void)
{
	become((gid_t[]){ NOBODY, NOBODY, NOBODY }, (uid_t[]){ NOBODY, NOBODY, NOBODY });
}

static void measure_as_nobody(const struct operation *op)
{
	pid_t child = truth_fork();

	if (!child) {
		become_nobody();
		measure(op);
		_exit(0);
	}
	if (truth_wait(child))
		die(op->name);
}

static bool chosen(const char *name, char **names)
{
	bool all = !*names;

	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return all;
}

static void tell_place(const char *op, const char *path)
{
	int fd = open(path, O_PATH | O_CLOEXEC);

	truth_begin(op);
	truth_file("file", fd, path);
	truth_end();
	close(fd);
}

static void make_files(void)
{
	make_directory(DIR);
	make_file(FILE_, 0644);
	make_file(SECRET, 0600);
	tell_place("directory", DIR);
	tell_place("program", NOTHING);
	make_environment();
	make_names();
}

static int storm(unsigned int count)
{
	long long begin = now();
	unsigned int i;

	for (i = 0; i < count; i++)
		open_close_file(i);
	tell_opens(FILE_, 0, begin, count);
	return 0;
}

static int family(unsigned int count)
{
	long long begin = now();
	pid_t child;

	run_nothing(0);
	tell_life(children[0], begin, now());
	child = truth_fork();
	if (!child) {
		become_nobody();
		child = truth_fork();
		if (!child)
			_exit(storm(count));
		_exit(truth_wait(child));
	}
	return truth_wait(child);
}

int main(int argc, char **argv)
{
	unsigned int i;

	truth_image(getpid(), NULL);
	make_files();
	if (argc == 3 && !strcmp(argv[1], "storm"))
		return storm(atoi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "family"))
		return family(atoi(argv[2]));
	if (argc < 2 || strcmp(argv[1], "measure")) {
		fprintf(stderr, "usage: bench measure [OPERATION...] | bench storm N |\n"
				"       bench family N\n");
		return 2;
	}
	be_undisturbed();
	for (i = 0; i < COUNT(operations); i++) {
		const struct operation *op = &operations[i];

		if (!chosen(op->name, argv + 2))
			continue;
		if (op->as_nobody)
			measure_as_nobody(op);
		else
			measure(op);
	}
	return 0;
}
