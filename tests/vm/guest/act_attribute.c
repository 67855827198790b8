// SPDX-License-Identifier: GPL-2.0
/* Changes of what a file says about itself: mode, owner, times, extended attributes. */
#define _GNU_SOURCE
#include "actor.h"
#include "place.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <linux/fs.h>

#define PLACE "/tmp/attribute"
#define D PLACE "/"

/* Whether one may follow symbolic links of others where everybody may make them. */
#define PROTECT "/proc/sys/fs/protected_symlinks"

#define FCHMODAT2	452
#define SETXATTRAT	463
#define REMOVEXATTRAT	466

enum entry { SYSCALL, INT80, URING, WORKER };

/*
 * A way to make a change. What its arguments are, in their order, says a letter each:
 * d descriptor, p path, f AT_ flags, m mode, u user, g group, b struct utimbuf,
 * v struct timeval, t struct timespec, w the same in 64 bits for everybody, n name,
 * c content, s its size, x XATTR_ flags, a struct xattr_args and its size.
 */
struct way {
	const char *name;
	const char *kind;	/* of the event */
	long number;		/* of the system call, or the opcode */
	const char *arguments;
	enum entry entry;
	int itself;		/* a symbolic link is not followed */
};

static const struct way ways[] = {
	{ "chmod", "chmod", SYS_chmod, "pm", SYSCALL, 0 },
	{ "fchmod", "chmod", SYS_fchmod, "dm", SYSCALL, 0 },
	{ "fchmodat", "chmod", SYS_fchmodat, "dpm", SYSCALL, 0 },
	{ "fchmodat2", "chmod", FCHMODAT2, "dpmf", SYSCALL, 0 },
	{ "int80-chmod", "chmod", 15, "pm", INT80, 0 },
	{ "int80-fchmod", "chmod", 94, "dm", INT80, 0 },
	{ "int80-fchmodat", "chmod", 306, "dpm", INT80, 0 },

	{ "chown", "chown", SYS_chown, "pug", SYSCALL, 0 },
	{ "lchown", "chown", SYS_lchown, "pug", SYSCALL, 1 },
	{ "fchown", "chown", SYS_fchown, "dug", SYSCALL, 0 },
	{ "fchownat", "chown", SYS_fchownat, "dpugf", SYSCALL, 0 },
	{ "int80-chown16", "chown", 182, "pug", INT80, 0 },
	{ "int80-lchown16", "chown", 16, "pug", INT80, 1 },
	{ "int80-fchown16", "chown", 95, "dug", INT80, 0 },
	{ "int80-chown32", "chown", 212, "pug", INT80, 0 },
	{ "int80-lchown32", "chown", 198, "pug", INT80, 1 },
	{ "int80-fchown32", "chown", 207, "dug", INT80, 0 },
	{ "int80-fchownat", "chown", 298, "dpugf", INT80, 0 },

	{ "utime", "utimes", SYS_utime, "pb", SYSCALL, 0 },
	{ "utimes", "utimes", SYS_utimes, "pv", SYSCALL, 0 },
	{ "futimesat", "utimes", SYS_futimesat, "dpv", SYSCALL, 0 },
	{ "utimensat", "utimes", SYS_utimensat, "dptf", SYSCALL, 0 },
	{ "int80-utime", "utimes", 30, "pb", INT80, 0 },
	{ "int80-utimes", "utimes", 271, "pv", INT80, 0 },
	{ "int80-futimesat", "utimes", 299, "dpv", INT80, 0 },
	{ "int80-utimensat", "utimes", 320, "dptf", INT80, 0 },
	{ "int80-utimensat64", "utimes", 412, "dpwf", INT80, 0 },

	{ "setxattr", "setxattr", SYS_setxattr, "pncsx", SYSCALL, 0 },
	{ "lsetxattr", "setxattr", SYS_lsetxattr, "pncsx", SYSCALL, 1 },
	{ "fsetxattr", "setxattr", SYS_fsetxattr, "dncsx", SYSCALL, 0 },
	{ "setxattrat", "setxattr", SETXATTRAT, "dpfna", SYSCALL, 0 },
	{ "int80-setxattr", "setxattr", 226, "pncsx", INT80, 0 },
	{ "int80-lsetxattr", "setxattr", 227, "pncsx", INT80, 1 },
	{ "int80-fsetxattr", "setxattr", 228, "dncsx", INT80, 0 },
	{ "uring-fsetxattr", "setxattr", 41, "d", URING, 0 },
	{ "uring-setxattr", "setxattr", 42, "p", URING, 0 },
	{ "worker-fsetxattr", "setxattr", 41, "d", WORKER, 0 },
	{ "worker-setxattr", "setxattr", 42, "p", WORKER, 0 },

	{ "removexattr", "removexattr", SYS_removexattr, "pn", SYSCALL, 0 },
	{ "lremovexattr", "removexattr", SYS_lremovexattr, "pn", SYSCALL, 1 },
	{ "fremovexattr", "removexattr", SYS_fremovexattr, "dn", SYSCALL, 0 },
	{ "removexattrat", "removexattr", REMOVEXATTRAT, "dpfn", SYSCALL, 0 },
	{ "int80-removexattr", "removexattr", 235, "pn", INT80, 0 },
	{ "int80-lremovexattr", "removexattr", 236, "pn", INT80, 1 },
	{ "int80-fremovexattr", "removexattr", 237, "dn", INT80, 0 },
};

struct step {
	const char *call;		/* name of a way */
	int fd;				/* default: AT_FDCWD */
	const char *path;		/* NULL: the file is the descriptor's */
	int flags;			/* AT_* */
	unsigned int mode;
	int uid, gid;
	const struct timespec *times;	/* of access and modification */
	const char *name, *content;
	size_t size;			/* default: all of content */
	int create;			/* XATTR_* */
	const char *resolved;		/* what the event must say; default: path */
	const char *request;		/* absolute as requested; default: path */
	const char *layer;		/* overlay: whose inode number the file has */
	int upper;			/* overlay: the file is in the upper layer */
	int shift;			/* what the ids of this user namespace are more outside */
	int error, or_error;		/* what the call must end with; or_error: or with that */
};

#define NOW	{ 12345, UTIME_NOW }
#define OMIT	{ 12345, UTIME_OMIT }
#define TIMES(...) .times = (const struct timespec[2]){ __VA_ARGS__ }

static const struct way *way_of(const struct step *step)
{
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(ways[i].name, step->call))
			return &ways[i];
	errno = EINVAL;
	die(step->call);
	return NULL;
}

/* A pointer as this way takes it. */
static long pointer(const struct way *way, int slot, const void *data, size_t size)
{
	return (long)(way->entry == INT80 && data ? low(slot, data, size) : data);
}

static long string(const struct way *way, int slot, const char *text)
{
	return pointer(way, slot, text, text && way->entry == INT80 ? strlen(text) + 1 : 0);
}

/* Finer than the way can say is cut off. */
static long fraction(char unit, long nanoseconds)
{
	if (unit == 'b')
		return 0;
	return unit == 'v' ? nanoseconds / 1000 : nanoseconds;
}

static long times_of(const struct way *way, char unit, const struct timespec *times)
{
	static long wide[4];
	int32_t narrow[4];
	int i, n = 0;

	if (!times)
		return 0;
	for (i = 0; i < 2; i++) {
		wide[n++] = times[i].tv_sec;
		if (unit != 'b')
			wide[n++] = fraction(unit, times[i].tv_nsec);
	}
	if (way->entry != INT80 || unit == 'w')
		return pointer(way, 3, wide, sizeof(wide));
	for (i = 0; i < n; i++)
		narrow[i] = wide[i];
	return pointer(way, 3, narrow, sizeof(narrow));
}

static int descriptor(const struct step *step)
{
	return step->fd ? step->fd : AT_FDCWD;
}

static size_t size_of(const struct step *step)
{
	return step->size || !step->content ? step->size : strlen(step->content);
}

static long ask_uring(const struct step *step, const struct way *way)
{
	const struct uring_request request = {
		.opcode = way->number, .fd = step->fd, .addr = (uint64_t)step->name,
		.off = (uint64_t)step->content, .len = size_of(step), .op_flags = step->create,
		.pad = { 0, (uint64_t)step->path, 0 },
	};

	return uring(&request, way->entry == WORKER);
}

static long call(const struct step *step, const struct way *way)
{
	struct {
		uint64_t content;
		uint32_t size, create;
	} content = { (uint64_t)step->content, size_of(step), step->create };
	long a[6] = {};
	const char *at;
	int n = 0;

	if (way->entry == URING || way->entry == WORKER)
		return ask_uring(step, way);
	for (at = way->arguments; *at; at++) {
		switch (*at) {
		case 'd':
			a[n++] = descriptor(step);
			break;
		case 'p':
			a[n++] = string(way, 0, step->path);
			break;
		case 'f':
			a[n++] = step->flags;
			break;
		case 'm':
			a[n++] = step->mode;
			break;
		case 'u':
			a[n++] = step->uid;
			break;
		case 'g':
			a[n++] = step->gid;
			break;
		case 'n':
			a[n++] = string(way, 1, step->name);
			break;
		case 'c':
			a[n++] = pointer(way, 2, step->content, size_of(step));
			break;
		case 's':
			a[n++] = size_of(step);
			break;
		case 'x':
			a[n++] = step->create;
			break;
		case 'a':
			a[n++] = (long)&content;
			a[n++] = sizeof(content);
			break;
		default:
			a[n++] = times_of(way, *at, step->times);
		}
	}
	if (way->entry == INT80)
		return int80(way->number, a[0], a[1], a[2], a[3], a[4]);
	return syscall(way->number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* The file that the call will be about, or -1 if it will not get that far. */
static int look(const struct step *step, const struct way *way)
{
	int nofollow = way->itself || step->flags & AT_SYMLINK_NOFOLLOW;

	if (strchr(way->arguments, 'p') && step->path && *step->path)
		return openat(descriptor(step), step->path,
			      O_PATH | O_CLOEXEC | (nofollow ? O_NOFOLLOW : 0));
	if (!step->fd)
		return open(".", O_PATH | O_CLOEXEC);
	return fcntl(step->fd, F_DUPFD_CLOEXEC, 0);
}

static void put_time(const char *key, char unit, const struct timespec *time)
{
	if (!time || (unit == 't' && time->tv_nsec == UTIME_NOW))
		truth_string(key, "now");
	else if (unit == 't' && time->tv_nsec == UTIME_OMIT)
		truth_string(key, "omit");
	else
		truth_int(key, time->tv_sec * 1000000000LL +
				       fraction(unit, time->tv_nsec) * (unit == 'v' ? 1000 : 1));
}

/* The path as it was asked for; of a descriptor there is none. */
static const char *name_of(const struct step *step)
{
	if (step->request)
		return step->request;
	return step->path ? step->path : "";
}

static void put_request(const struct step *step, const struct way *way)
{
	const char *at;

	truth_string("request", name_of(step));
	for (at = way->arguments; *at; at++) {
		switch (*at) {
		case 'm':
			truth_int("mode", step->mode);
			break;
		case 'u':
			truth_int("uid", step->uid);
			break;
		case 'g':
			truth_int("gid", step->gid);
			break;
		case 'b':
		case 'v':
		case 't':
		case 'w':
			put_time("access", *at == 'w' ? 't' : *at, step->times);
			put_time("modified", *at == 'w' ? 't' : *at,
				 step->times ? step->times + 1 : NULL);
			break;
		}
	}
	if (step->name)
		truth_string("name", step->name);
}

/* Does it and writes the truth: the file before, what was asked for, its times after. */
static void change(const struct step *step)
{
	const struct way *way = way_of(step);
	int file = look(step, way), error;
	long long begin, end;
	struct stat st;

	truth_begin("attribute");
	truth_string("kind", way->kind);
	truth_string("call", step->call);
	truth_int("async", way->entry == URING || way->entry == WORKER);
	put_request(step, way);
	if (file >= 0)
		truth_file("file", file, step->resolved ? step->resolved : step->path);
	if (step->layer && !stat(step->layer, &st)) {
		truth_int("layer", st.st_ino);
		truth_int("upper", step->upper);
	}
	if (step->shift)
		truth_int("shift", step->shift);

	begin = now();
	error = call(step, way) < 0 ? errno : 0;
	end = now();

	if (file >= 0 && !fstat(file, &st)) {
		truth_int("got_access", st.st_atim.tv_sec * 1000000000LL + st.st_atim.tv_nsec);
		truth_int("got_modified", st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec);
	}
	if (file >= 0)
		close(file);
	truth_int("errno", error);
	truth_int("from", begin);
	truth_end_at(end);
	if (error != step->error && (!step->or_error || error != step->or_error)) {
		fprintf(stderr, "%s(%s) should end with %d:\n", step->call, name_of(step),
			step->error);
		errno = error;
		die(step->call);
	}
}

#define STEP(...) change(&(struct step){ __VA_ARGS__ })

/* A tree to change: files of root, a link, a directory that nobody else may search. */
static void make_tree(void)
{
	mkdir(D, 0755);
	mkdir(D "sub", 0755);
	mkdir(D "closed", 0700);
	mkdir(D "closed/deep", 0755);
	write_file(D "plain", "text\n", 0644);
	write_file(D "sub/file", "text\n", 0640);
	write_file(D "closed/file", "text\n", 0666);
	write_file(D "own", "text\n", 0644);
	write_file(D "open", "text\n", 0666);
	if (symlink("sub/file", D "link") || symlink("closed/file", D "to-closed") ||
	    link(D "plain", D "sub/second") || chown(D "own", 1000, 1000) ||
	    chown(D "sub/file", 1000, 1001))
		die("setup");
	if (chdir(D))
		die("chdir");
}

static int path_fd(const char *path)
{
	return open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

static int file_fd(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}

static void *chmod_in_thread(void *unused)
{
	STEP(.call = "chmod", .path = D "plain", .mode = 0604);
	return NULL;
}

static int act_chmod(int argc, char **argv)
{
	pthread_t thread;
	int fd, sub, memory;

	make_tree();
	fd = file_fd(D "plain");
	sub = path_fd(D "sub");
	STEP(.call = "chmod", .path = D "plain", .mode = 0600);
	STEP(.call = "chmod", .path = D "plain", .mode = 0600);
	STEP(.call = "chmod", .path = "plain", .mode = 0, .resolved = D "plain");
	STEP(.call = "chmod", .path = "./sub/../sub//file", .mode = 07777,
	     .resolved = D "sub/file");
	STEP(.call = "chmod", .path = D "link", .mode = 0170644, .resolved = D "sub/file");
	STEP(.call = "chmod", .path = D "sub", .mode = 01777);
	STEP(.call = "chmod", .path = "sub/", .mode = 0755, .resolved = D "sub");
	STEP(.call = "chmod", .path = D "plain", .mode = ~0U);
	/* Two names, one inode: the name that was used counts. */
	STEP(.call = "chmod", .path = D "sub/second", .mode = 04755);
	STEP(.call = "fchmod", .fd = fd, .mode = 0640, .resolved = D "plain");
	STEP(.call = "fchmod", .fd = open(".", O_RDONLY | O_CLOEXEC), .mode = 0711,
	     .resolved = "/tmp/attribute");
	STEP(.call = "fchmodat", .path = D "plain", .mode = 0666);
	STEP(.call = "fchmodat", .fd = sub, .path = "file", .mode = 0622, .resolved = D "sub/file");
	STEP(.call = "fchmodat", .fd = sub, .path = "../link", .mode = 0644,
	     .resolved = D "sub/file");
	STEP(.call = "chmod", .path = place_of_fd(fd), .mode = 0600, .resolved = D "plain");
	STEP(.call = "chmod", .path = place_of_fd(sub), .mode = 0750, .resolved = D "sub");
	STEP(.call = "int80-chmod", .path = D "plain", .mode = 0100);
	STEP(.call = "int80-fchmod", .fd = fd, .mode = 0200, .resolved = D "plain");
	STEP(.call = "int80-fchmodat", .fd = sub, .path = "file", .mode = 0400,
	     .resolved = D "sub/file");
	if (mknod(D "fifo", S_IFIFO | 0600, 0) || mknod(D "device", S_IFCHR | 0600, makedev(1, 3)))
		die("mknod");
	STEP(.call = "chmod", .path = D "fifo", .mode = 0666);
	STEP(.call = "chmod", .path = D "device", .mode = 0666);
	memory = syscall(SYS_memfd_create, "notes", 1 /* MFD_CLOEXEC */);
	if (memory >= 0)
		STEP(.call = "fchmod", .fd = memory, .mode = 0600, .resolved = "memfd:notes");
	pthread_create(&thread, NULL, chmod_in_thread, NULL);
	pthread_join(thread, NULL);
	truth_any_last();
	return 0;
}

static int act_fchmodat2(int argc, char **argv)
{
	pid_t child;
	int fd, sub;

	if (syscall(FCHMODAT2, -1, "", 0, 0) && errno == ENOSYS) {
		truth_absent("no fchmodat2 in this kernel");
		return 0;
	}
	make_tree();
	fd = path_fd(D "plain");
	sub = path_fd(D "sub");
	STEP(.call = "fchmodat2", .path = D "plain", .mode = 0600);
	STEP(.call = "fchmodat2", .fd = sub, .path = "file", .mode = 0604,
	     .resolved = D "sub/file");
	STEP(.call = "fchmodat2", .path = D "link", .mode = 0640, .resolved = D "sub/file");
	STEP(.call = "fchmodat2", .path = D "plain", .mode = 0660, .flags = AT_SYMLINK_NOFOLLOW);
	STEP(.call = "fchmodat2", .fd = fd, .path = "", .mode = 0644, .flags = AT_EMPTY_PATH,
	     .resolved = D "plain");
	STEP(.call = "fchmodat2", .path = "", .mode = 0711, .flags = AT_EMPTY_PATH,
	     .resolved = "/tmp/attribute");
	/* A symbolic link has no mode of its own. */
	STEP(.call = "fchmodat2", .path = D "link", .mode = 0600, .flags = AT_SYMLINK_NOFOLLOW,
	     .error = EOPNOTSUPP);
	STEP(.call = "fchmodat2", .path = "", .mode = 0600, .error = ENOENT);
	STEP(.call = "fchmodat2", .path = D "plain", .flags = AT_REMOVEDIR, .error = EINVAL);
	child = truth_fork();
	if (!child) {
		become_alice();
		STEP(.call = "fchmodat2", .fd = fd, .path = "", .mode = 0777,
		     .flags = AT_EMPTY_PATH, .resolved = D "plain", .error = EPERM);
		STEP(.call = "fchmodat2", .path = "closed/file", .request = D "closed/file",
		     .mode = 0777, .flags = AT_SYMLINK_NOFOLLOW, .error = EACCES);
		STEP(.call = "fchmodat2", .path = D "own", .mode = 0700);
		_exit(0);
	}
	truth_wait(child);
	return 0;
}

static int act_chown(int argc, char **argv)
{
	int fd, sub, link;

	make_tree();
	fd = file_fd(D "plain");
	sub = path_fd(D "sub");
	link = path_fd(D "link");
	STEP(.call = "chown", .path = D "plain", .uid = 1000, .gid = 1001);
	STEP(.call = "chown", .path = "plain", .uid = 0, .gid = -1, .resolved = D "plain");
	STEP(.call = "chown", .path = D "plain", .uid = -1, .gid = 0);
	STEP(.call = "chown", .path = D "plain", .uid = -1, .gid = -1);
	STEP(.call = "chown", .path = D "link", .uid = 4242, .gid = 65534,
	     .resolved = D "sub/file");
	STEP(.call = "lchown", .path = D "link", .uid = 1000, .gid = 1000);
	STEP(.call = "lchown", .path = D "plain", .uid = 1, .gid = 1);
	STEP(.call = "chown", .path = D "sub", .uid = 1000, .gid = -1);
	/* More than an int holds. */
	STEP(.call = "chown", .path = D "plain", .uid = -1294967296, .gid = -2);
	STEP(.call = "chown", .path = D "plain", .uid = 0, .gid = 0);
	/* This takes the set-user-ID bit away as well. */
	if (chmod(D "plain", 06755))
		die("chmod");
	STEP(.call = "chown", .path = D "plain", .uid = 1000, .gid = 1000);
	STEP(.call = "fchown", .fd = fd, .uid = 0, .gid = 10, .resolved = D "plain");
	STEP(.call = "fchownat", .fd = sub, .path = "file", .uid = 1001, .gid = -1,
	     .resolved = D "sub/file");
	STEP(.call = "fchownat", .path = D "link", .uid = -1, .gid = 1001,
	     .flags = AT_SYMLINK_NOFOLLOW);
	STEP(.call = "fchownat", .fd = fd, .path = "", .uid = 1, .gid = 1, .flags = AT_EMPTY_PATH,
	     .resolved = D "plain");
	STEP(.call = "fchownat", .fd = link, .path = "", .uid = 1, .gid = -1,
	     .flags = AT_EMPTY_PATH, .resolved = D "link");
	STEP(.call = "fchownat", .path = "", .uid = 0, .gid = 1001, .flags = AT_EMPTY_PATH,
	     .resolved = "/tmp/attribute");
	STEP(.call = "chown", .path = place_of_fd(fd), .uid = 0, .gid = 0, .resolved = D "plain");

	STEP(.call = "int80-chown32", .path = D "plain", .uid = 1000, .gid = -1);
	STEP(.call = "int80-chown32", .path = D "plain", .uid = 100000, .gid = 200000);
	STEP(.call = "int80-lchown32", .path = D "link", .uid = 0, .gid = 0);
	STEP(.call = "int80-fchown32", .fd = fd, .uid = -1, .gid = 10, .resolved = D "plain");
	STEP(.call = "int80-fchownat", .fd = sub, .path = "file", .uid = 0, .gid = 0,
	     .resolved = D "sub/file");
	/* A kernel may be built without 16-bit ids. */
	STEP(.call = "int80-chown16", .path = D "plain", .uid = 1000, .gid = 1001,
	     .or_error = ENOSYS);
	STEP(.call = "int80-chown16", .path = D "plain", .uid = -1, .gid = 0, .or_error = ENOSYS);
	STEP(.call = "int80-chown16", .path = D "link", .uid = 0, .gid = -1,
	     .resolved = D "sub/file", .or_error = ENOSYS);
	STEP(.call = "int80-lchown16", .path = D "link", .uid = 1000, .gid = 1000,
	     .or_error = ENOSYS);
	STEP(.call = "int80-fchown16", .fd = fd, .uid = -1, .gid = -1, .resolved = D "plain",
	     .or_error = ENOSYS);
	return 0;
}

static int act_utimes(int argc, char **argv)
{
	int fd, sub, link;

	make_tree();
	fd = file_fd(D "plain");
	sub = path_fd(D "sub");
	link = path_fd(D "link");
	STEP(.call = "utime", .path = D "plain", TIMES({ 1000000000, 0 }, { 1100000000, 0 }));
	STEP(.call = "utime", .path = D "plain");
	STEP(.call = "utime", .path = "link", TIMES({ -1, 0 }, { 0, 0 }), .resolved = D "sub/file");
	STEP(.call = "utimes", .path = D "plain", TIMES({ 1, 999999000 }, { 2, 1000 }));
	STEP(.call = "utimes", .path = D "sub");
	STEP(.call = "futimesat", .fd = sub, .path = "file", TIMES({ 3, 0 }, { 4, 500000000 }),
	     .resolved = D "sub/file");
	STEP(.call = "futimesat", .fd = fd, TIMES({ 5, 1000 }, { 6, 2000 }), .resolved = D "plain");
	STEP(.call = "futimesat", .fd = fd, .resolved = D "plain");

	STEP(.call = "utimensat", .path = D "plain", TIMES({ 7, 123456789 }, { 8, 1 }));
	STEP(.call = "utimensat", .path = D "plain",
	     TIMES({ -1, 500000000 }, { -86400, 999999999 }));
	STEP(.call = "utimensat", .path = D "plain",
	     TIMES({ -2208988801LL, 0 }, { 7258118400LL, 10 }));
	STEP(.call = "utimensat", .path = D "plain");
	STEP(.call = "utimensat", .path = D "plain", TIMES(NOW, NOW));
	STEP(.call = "utimensat", .path = D "plain", TIMES(NOW, { 9, 90 }));
	STEP(.call = "utimensat", .path = D "plain", TIMES({ 10, 100 }, NOW));
	STEP(.call = "utimensat", .path = D "plain", TIMES(OMIT, { 11, 110 }));
	STEP(.call = "utimensat", .path = D "plain", TIMES({ 12, 120 }, OMIT));
	STEP(.call = "utimensat", .path = D "plain", TIMES(NOW, OMIT));
	STEP(.call = "utimensat", .path = D "plain", TIMES(OMIT, NOW));
	/* There is nothing to do: the kernel does not look for the file. */
	STEP(.call = "utimensat", .path = D "plain", TIMES(OMIT, OMIT));
	STEP(.call = "utimensat", .path = D "none", TIMES(OMIT, OMIT));
	STEP(.call = "utimensat", .path = D "link", TIMES({ 13, 1 }, { 14, 1 }),
	     .flags = AT_SYMLINK_NOFOLLOW);
	STEP(.call = "utimensat", .path = D "link", TIMES({ 15, 1 }, { 16, 1 }),
	     .resolved = D "sub/file");
	STEP(.call = "utimensat", .fd = sub, .path = "../own", TIMES({ 17, 1 }, NOW),
	     .resolved = D "own");
	STEP(.call = "utimensat", .fd = fd, TIMES({ 18, 1 }, { 19, 1 }), .resolved = D "plain");
	STEP(.call = "utimensat", .fd = fd, .resolved = D "plain");
	/* An empty path is as good as none since 5.8. */
	STEP(.call = "utimensat", .fd = link, .path = "", TIMES({ 20, 1 }, { 21, 1 }),
	     .flags = AT_EMPTY_PATH, .resolved = D "link", .or_error = EINVAL);
	STEP(.call = "utimensat", .path = place_of_fd(fd), TIMES({ 22, 1 }, OMIT),
	     .resolved = D "plain");

	STEP(.call = "int80-utime", .path = D "plain", TIMES({ 23, 0 }, { -24, 0 }));
	STEP(.call = "int80-utime", .path = D "plain");
	STEP(.call = "int80-utimes", .path = D "plain", TIMES({ 25, 1000 }, { -26, 999999000 }));
	STEP(.call = "int80-utimes", .path = D "plain");
	STEP(.call = "int80-futimesat", .fd = sub, .path = "file", TIMES({ 27, 1000 }, { 28, 0 }),
	     .resolved = D "sub/file");
	STEP(.call = "int80-utimensat", .path = D "plain", TIMES({ -29, 29 }, OMIT));
	STEP(.call = "int80-utimensat", .path = D "link", TIMES(NOW, { 30, 30 }),
	     .flags = AT_SYMLINK_NOFOLLOW);
	STEP(.call = "int80-utimensat", .fd = fd, TIMES({ 31, 31 }, { 32, 32 }),
	     .resolved = D "plain");
	/* Since 5.1 */
	STEP(.call = "int80-utimensat64", .path = D "plain", TIMES({ 5000000000LL, 1 }, { 33, 33 }),
	     .or_error = ENOSYS);
	return 0;
}

#define CREATE	1	/* XATTR_CREATE */
#define REPLACE	2	/* XATTR_REPLACE */

#define ACCESS_ACL	"system.posix_acl_access"
#define DEFAULT_ACL	"system.posix_acl_default"

/* Version 2; the owner reads and writes, the group and others read. */
static const char minimal_acl[] = "\2\0\0\0"
				  "\x01\0\6\0\xff\xff\xff\xff"
				  "\x04\0\4\0\xff\xff\xff\xff"
				  "\x20\0\4\0\xff\xff\xff\xff";
/* User 1000 as well, so that there has to be a mask. */
static const char named_acl[] = "\2\0\0\0"
				"\x01\0\6\0\xff\xff\xff\xff"
				"\x02\0\6\0\xe8\3\0\0"
				"\x04\0\4\0\xff\xff\xff\xff"
				"\x10\0\6\0\xff\xff\xff\xff"
				"\x20\0\4\0\xff\xff\xff\xff";

#define MINIMAL_ACL .content = minimal_acl, .size = sizeof(minimal_acl) - 1
#define NAMED_ACL .content = named_acl, .size = sizeof(named_acl) - 1

static const char *longest_name(void)
{
	static char name[256];

	memset(name, 'n', 255);
	memcpy(name, "trusted.", 8);
	return name;
}

static int act_setxattr(int argc, char **argv)
{
	static const char *const names[] = {
		"trusted.with space", "trusted.a.b.c", "trusted..", "trusted.\xff\xfe",
		"trusted.gr\xc3\xbc\xc3\x9f", "trusted.cut\xe6\x97", "trusted.\\x41\"\n\x01",
		"security.unheard-of", "trusted.\xf0\x9f\x98\x80",
	};
	int fd, sub;
	size_t i;

	make_tree();
	fd = file_fd(D "plain");
	sub = file_fd(D "sub");
	STEP(.call = "setxattr", .path = D "plain", .name = "trusted.one", .content = "1");
	STEP(.call = "setxattr", .path = D "plain", .name = "trusted.one", .content = "22",
	     .create = REPLACE);
	STEP(.call = "setxattr", .path = "plain", .name = "trusted.two", .content = "2",
	     .create = CREATE, .resolved = D "plain");
	/* No value at all. */
	STEP(.call = "setxattr", .path = D "sub", .name = "trusted.empty");
	STEP(.call = "setxattr", .path = D "link", .name = "trusted.one", .content = "1",
	     .resolved = D "sub/file");
	STEP(.call = "lsetxattr", .path = D "link", .name = "trusted.link", .content = "l");
	STEP(.call = "lsetxattr", .path = D "plain", .name = "security.label", .content = "label");
	STEP(.call = "fsetxattr", .fd = fd, .name = "trusted.fd", .content = "fd",
	     .resolved = D "plain");
	STEP(.call = "fsetxattr", .fd = sub, .name = "security.sub", .content = "s",
	     .resolved = D "sub");
	STEP(.call = "setxattr", .path = place_of_fd(fd), .name = "trusted.proc", .content = "p",
	     .resolved = D "plain");
	/* A tmpfs has had those of users since 6.6. */
	STEP(.call = "setxattr", .path = D "plain", .name = "user.comment", .content = "c",
	     .or_error = EOPNOTSUPP);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		STEP(.call = "setxattr", .path = D "plain", .name = names[i], .content = "v");
		STEP(.call = "removexattr", .path = D "plain", .name = names[i]);
	}
	STEP(.call = "setxattr", .path = D "plain", .name = longest_name(), .content = "v");
	STEP(.call = "setxattr", .path = D "plain", .name = ACCESS_ACL, MINIMAL_ACL);
	STEP(.call = "setxattr", .path = D "plain", .name = ACCESS_ACL, NAMED_ACL);
	STEP(.call = "fsetxattr", .fd = sub, .name = DEFAULT_ACL, NAMED_ACL, .resolved = D "sub");
	STEP(.call = "int80-setxattr", .path = D "plain", .name = "trusted.32", .content = "32");
	STEP(.call = "int80-lsetxattr", .path = D "link", .name = "trusted.32", .content = "32");
	STEP(.call = "int80-fsetxattr", .fd = fd, .name = "security.32", .content = "32",
	     .resolved = D "plain");
	return 0;
}

static int act_removexattr(int argc, char **argv)
{
	static const char *const names[] = {
		"trusted.one", "trusted.two", "security.one", "security.two", "trusted.\xff.\n",
	};
	int fd, sub;
	size_t i;

	make_tree();
	fd = file_fd(D "plain");
	sub = file_fd(D "sub");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		STEP(.call = "setxattr", .path = D "plain", .name = names[i], .content = "v");
	STEP(.call = "lsetxattr", .path = D "link", .name = "trusted.one", .content = "v");
	STEP(.call = "lsetxattr", .path = D "link", .name = "trusted.two", .content = "v");
	STEP(.call = "setxattr", .path = D "link", .name = longest_name(), .content = "v",
	     .resolved = D "sub/file");
	STEP(.call = "setxattr", .path = D "plain", .name = ACCESS_ACL, NAMED_ACL);
	STEP(.call = "fsetxattr", .fd = sub, .name = DEFAULT_ACL, NAMED_ACL, .resolved = D "sub");

	STEP(.call = "removexattr", .path = D "plain", .name = "trusted.one");
	STEP(.call = "removexattr", .path = "./sub/../plain", .name = "trusted.\xff.\n",
	     .resolved = D "plain");
	STEP(.call = "lremovexattr", .path = D "plain", .name = "security.one");
	STEP(.call = "fremovexattr", .fd = fd, .name = "trusted.two", .resolved = D "plain");
	STEP(.call = "removexattr", .path = D "link", .name = longest_name(),
	     .resolved = D "sub/file");
	STEP(.call = "lremovexattr", .path = D "link", .name = "trusted.one");
	STEP(.call = "removexattr", .path = D "plain", .name = ACCESS_ACL);
	STEP(.call = "fremovexattr", .fd = sub, .name = DEFAULT_ACL, .resolved = D "sub");
	STEP(.call = "int80-removexattr", .path = D "plain", .name = "security.two");
	STEP(.call = "int80-lremovexattr", .path = D "link", .name = "trusted.two");
	STEP(.call = "fsetxattr", .fd = fd, .name = "security.32", .content = "32",
	     .resolved = D "plain");
	STEP(.call = "int80-fremovexattr", .fd = fd, .name = "security.32", .resolved = D "plain");
	return 0;
}

static int act_xattrat(int argc, char **argv)
{
	pid_t child;
	int fd, sub;

	if (syscall(SETXATTRAT, -1, "", 0, "", NULL, 0) && errno == ENOSYS) {
		truth_absent("no setxattrat in this kernel");
		return 0;
	}
	make_tree();
	fd = file_fd(D "plain");
	sub = path_fd(D "sub");
	STEP(.call = "setxattrat", .path = D "plain", .name = "trusted.at", .content = "at");
	STEP(.call = "setxattrat", .fd = sub, .path = "file", .name = "trusted.at", .content = "at",
	     .resolved = D "sub/file");
	STEP(.call = "setxattrat", .path = D "link", .name = "trusted.at", .content = "at",
	     .flags = AT_SYMLINK_NOFOLLOW);
	STEP(.call = "setxattrat", .fd = fd, .path = "", .name = "user.at", .content = "at",
	     .flags = AT_EMPTY_PATH, .resolved = D "plain");
	STEP(.call = "setxattrat", .path = D "plain", .name = ACCESS_ACL, NAMED_ACL);
	STEP(.call = "removexattrat", .path = D "plain", .name = "trusted.at");
	STEP(.call = "removexattrat", .fd = sub, .path = "file", .name = "trusted.at",
	     .resolved = D "sub/file");
	STEP(.call = "removexattrat", .path = D "link", .name = "trusted.at",
	     .flags = AT_SYMLINK_NOFOLLOW);
	STEP(.call = "removexattrat", .fd = fd, .path = "", .name = "user.at",
	     .flags = AT_EMPTY_PATH, .resolved = D "plain");
	STEP(.call = "removexattrat", .path = D "plain", .name = ACCESS_ACL);
	child = truth_fork();
	if (!child) {
		become_alice();
		STEP(.call = "setxattrat", .fd = sub, .path = "../plain", .name = "user.at",
		     .content = "at", .resolved = D "plain", .error = EACCES);
		STEP(.call = "setxattrat", .path = "closed/file", .name = "user.at",
		     .content = "at", .request = D "closed/file", .error = EACCES);
		STEP(.call = "removexattrat", .path = D "own", .name = "trusted.at",
		     .error = EPERM);
		STEP(.call = "removexattrat", .fd = sub, .path = "../closed/file",
		     .name = "user.at", .request = D "sub/../closed/file", .error = EACCES);
		_exit(0);
	}
	truth_wait(child);
	return 0;
}

static int act_uring(int argc, char **argv)
{
	const struct uring_request nobody = { .opcode = 41, .fd = -1, .addr = (uint64_t)"user.a" };
	pid_t child;
	int fd;

	if (uring(&nobody, 0) >= 0 || errno != EBADF) {
		truth_absent("no attributes by io_uring in this kernel");
		return 0;
	}
	make_tree();
	fd = file_fd(D "plain");
	truth_any_last();
	STEP(.call = "uring-fsetxattr", .fd = fd, .name = "trusted.ring", .content = "ring",
	     .resolved = D "plain");
	STEP(.call = "worker-fsetxattr", .fd = fd, .name = "trusted.worker", .content = "worker",
	     .resolved = D "plain");
	STEP(.call = "uring-setxattr", .path = D "link", .name = "security.ring", .content = "ring",
	     .resolved = D "sub/file");
	STEP(.call = "worker-setxattr", .path = "sub", .name = "trusted.worker",
	     .content = "worker", .resolved = D "sub");
	STEP(.call = "worker-setxattr", .path = D "own", .name = ACCESS_ACL, NAMED_ACL);
	STEP(.call = "uring-setxattr", .path = D "none", .name = "trusted.none", .content = "v",
	     .error = ENOENT);
	child = truth_fork();
	if (!child) {
		become_alice();
		truth_any_last();
		STEP(.call = "uring-fsetxattr", .fd = fd, .name = "user.ring", .content = "v",
		     .resolved = D "plain", .error = EACCES);
		STEP(.call = "worker-setxattr", .path = D "own", .name = "trusted.ring",
		     .content = "v", .error = EPERM);
		/*
		 * What is refused on the way to its file gives no event: io_uring finds
		 * the file by itself, and shows neither path nor result to anybody.
		 */
		_exit(0);
	}
	truth_wait(child);
	/* Not a request at all: the process does such things itself as well. */
	STEP(.call = "fsetxattr", .fd = fd, .name = "trusted.own", .content = "own",
	     .resolved = D "plain");
	return 0;
}

/* The file is known by then. */
static void refused_there(int plain, int hidden, int deep)
{
	STEP(.call = "chmod", .path = D "plain", .mode = 0777, .error = EPERM);
	STEP(.call = "chmod", .path = "sub/second", .mode = 0, .resolved = D "sub/second",
	     .error = EPERM);
	STEP(.call = "fchmod", .fd = plain, .mode = 0777, .resolved = D "plain", .error = EPERM);
	STEP(.call = "fchmod", .fd = hidden, .mode = 0777, .resolved = D "closed/file",
	     .error = EPERM);
	STEP(.call = "fchmodat", .fd = deep, .path = ".", .mode = 0777, .resolved = D "closed/deep",
	     .error = EPERM);
	STEP(.call = "int80-chmod", .path = D "plain", .mode = 0777, .error = EPERM);

	STEP(.call = "chown", .path = D "plain", .uid = 1000, .gid = -1, .error = EPERM);
	STEP(.call = "chown", .path = D "own", .uid = 1001, .gid = -1, .error = EPERM);
	STEP(.call = "chown", .path = D "own", .uid = -1, .gid = 1001, .error = EPERM);
	STEP(.call = "lchown", .path = D "link", .uid = 1000, .gid = 1000, .error = EPERM);
	STEP(.call = "fchown", .fd = plain, .uid = 1000, .gid = 1000, .resolved = D "plain",
	     .error = EPERM);
	STEP(.call = "fchownat", .fd = hidden, .path = "", .uid = 1000, .gid = 1000,
	     .flags = AT_EMPTY_PATH, .resolved = D "closed/file", .error = EPERM);
	STEP(.call = "int80-chown32", .path = D "plain", .uid = 1000, .gid = -1, .error = EPERM);
	STEP(.call = "int80-chown16", .path = D "plain", .uid = 1000, .gid = -1, .error = EPERM,
	     .or_error = ENOSYS);

	STEP(.call = "utime", .path = D "plain", .error = EACCES);
	STEP(.call = "utimes", .path = D "plain", TIMES({ 1, 0 }, { 2, 0 }), .error = EPERM);
	STEP(.call = "utimensat", .path = D "plain", .error = EACCES);
	STEP(.call = "utimensat", .path = D "plain", TIMES(NOW, NOW), .error = EACCES);
	STEP(.call = "utimensat", .path = D "plain", TIMES({ 3, 3 }, { 4, 4 }), .error = EPERM);
	STEP(.call = "utimensat", .path = D "open", TIMES(NOW, OMIT), .error = EPERM);
	STEP(.call = "utimensat", .path = D "open", TIMES(OMIT, { 5, 5 }), .error = EPERM);
	STEP(.call = "utimensat", .fd = plain, .resolved = D "plain", .error = EACCES);
	STEP(.call = "int80-utimes", .path = D "plain", .error = EACCES);

	STEP(.call = "setxattr", .path = D "plain", .name = "user.x", .content = "x",
	     .error = EACCES);
	STEP(.call = "lsetxattr", .path = D "link", .name = "user.x", .content = "x",
	     .error = EPERM);
	STEP(.call = "setxattr", .path = D "own", .name = "trusted.x", .content = "x",
	     .error = EPERM);
	/* Some kernels let a user do so, and see first that there is none to remove. */
	STEP(.call = "setxattr", .path = D "own", .name = "security.x", .content = "x",
	     .or_error = EPERM);
	/* A name without a namespace gets as far as the permission bits. */
	STEP(.call = "setxattr", .path = D "plain", .name = "bare", .content = "x",
	     .error = EACCES);
	STEP(.call = "setxattr", .path = D "plain", .name = "other.\xff.x", .content = "x",
	     .error = EACCES);
	STEP(.call = "setxattr", .path = D "plain", .name = ACCESS_ACL, MINIMAL_ACL,
	     .error = EPERM);
	STEP(.call = "fsetxattr", .fd = hidden, .name = "trusted.x", .content = "x",
	     .resolved = D "closed/file", .error = EPERM);
	STEP(.call = "int80-setxattr", .path = D "plain", .name = "user.x", .content = "x",
	     .error = EACCES);

	STEP(.call = "removexattr", .path = D "plain", .name = "user.x", .error = EACCES);
	STEP(.call = "lremovexattr", .path = D "link", .name = "trusted.x", .error = EPERM);
	STEP(.call = "fremovexattr", .fd = plain, .name = "security.x", .resolved = D "plain",
	     .error = EPERM, .or_error = ENODATA);
	STEP(.call = "removexattr", .path = D "plain", .name = ACCESS_ACL, .error = EPERM);
	STEP(.call = "removexattr", .path = D "plain", .name = "bare", .error = EACCES);
	STEP(.call = "int80-removexattr", .path = D "plain", .name = "user.x", .error = EACCES);
}

/* The way to the file may not be searched. */
static void refused_on_the_way(int closed)
{
	STEP(.call = "chmod", .path = D "closed/file", .mode = 0777, .error = EACCES);
	STEP(.call = "chmod", .path = "closed/file", .mode = 0777, .request = D "closed/file",
	     .error = EACCES);
	STEP(.call = "chmod", .path = "./sub/../closed/none", .mode = 0, .error = EACCES,
	     .request = D "./sub/../closed/none");
	STEP(.call = "chmod", .path = D "to-closed", .mode = 0777, .error = EACCES);
	STEP(.call = "fchmodat", .fd = closed, .path = "file", .mode = 0777, .error = EACCES,
	     .request = D "closed/file");
	STEP(.call = "int80-chmod", .path = D "closed/file", .mode = 0777, .error = EACCES);

	STEP(.call = "chown", .path = D "closed/file", .uid = 1000, .gid = -1, .error = EACCES);
	STEP(.call = "lchown", .path = "closed/file", .uid = -1, .gid = -1, .error = EACCES,
	     .request = D "closed/file");
	STEP(.call = "fchownat", .fd = closed, .path = "deep/file", .uid = 1, .gid = 2,
	     .error = EACCES, .request = D "closed/deep/file");
	STEP(.call = "int80-chown32", .path = D "closed/file", .uid = 3, .gid = 4, .error = EACCES);

	STEP(.call = "utime", .path = D "closed/file", .error = EACCES);
	STEP(.call = "utimes", .path = D "closed/file", TIMES({ 1, 1000 }, { 2, 2000 }),
	     .error = EACCES);
	STEP(.call = "futimesat", .fd = closed, .path = "file", .error = EACCES,
	     .request = D "closed/file");
	STEP(.call = "utimensat", .path = "closed/file", TIMES(OMIT, { 3, 3 }), .error = EACCES,
	     .request = D "closed/file");
	STEP(.call = "int80-utimes", .path = D "closed/file", TIMES({ 4, 0 }, { 5, 0 }),
	     .error = EACCES);

	STEP(.call = "setxattr", .path = D "closed/file", .name = "user.x", .content = "x",
	     .error = EACCES);
	STEP(.call = "lsetxattr", .path = "closed/file", .name = "bare", .content = "x",
	     .error = EACCES, .request = D "closed/file");
	STEP(.call = "setxattr", .path = D "closed/file", .name = ACCESS_ACL, MINIMAL_ACL,
	     .error = EACCES);
	STEP(.call = "int80-setxattr", .path = D "closed/file", .name = "trusted.x", .content = "x",
	     .error = EACCES);
	STEP(.call = "removexattr", .path = D "closed/file", .name = "user.x", .error = EACCES);
	STEP(.call = "lremovexattr", .path = "to-closed/x", .name = "user.x\xff", .error = EACCES,
	     .request = D "to-closed/x");
	STEP(.call = "int80-removexattr", .path = D "closed/file", .name = "user.x",
	     .error = EACCES);
}

/*
 * A directory in which everybody may make names, and only take one's own away: nor may one
 * follow a symbolic link there that is neither one's own nor of the directory's owner.
 */
static void refused_in_sticky(void)
{
	STEP(.call = "chmod", .path = D "sticky/link", .mode = 0600, .error = EACCES);
	STEP(.call = "chown", .path = D "sticky/link", .uid = 1000, .gid = 1000, .error = EACCES);
	STEP(.call = "lchown", .path = D "sticky/link", .uid = 1000, .gid = 1000,
	     .error = EPERM);
	STEP(.call = "utimes", .path = D "sticky/link", .error = EACCES);
	STEP(.call = "setxattr", .path = D "sticky/link", .name = "user.x", .content = "x",
	     .error = EACCES);
	STEP(.call = "removexattr", .path = D "sticky/link", .name = "user.x", .error = EACCES);
	/* One may write to it, but only its owner may say what it is like. */
	STEP(.call = "chmod", .path = D "sticky", .mode = 0777, .error = EPERM);
	STEP(.call = "utimes", .path = D "sticky");
	STEP(.call = "utimensat", .path = D "sticky", TIMES({ 5, 5 }, NOW), .error = EPERM);
	STEP(.call = "setxattr", .path = D "sticky", .name = "user.x", .content = "x",
	     .error = EPERM);
	STEP(.call = "removexattr", .path = D "sticky", .name = "user.x", .error = EPERM);
	STEP(.call = "chmod", .path = D "sticky/own", .mode = 0600);
}

/* What a user may do all the same. */
static void not_refused(void)
{
	STEP(.call = "chmod", .path = D "own", .mode = 0600);
	STEP(.call = "chown", .path = D "own", .uid = 1000, .gid = 1000);
	STEP(.call = "chown", .path = D "own", .uid = -1, .gid = 1000);
	STEP(.call = "utimes", .path = D "open");
	STEP(.call = "utimensat", .path = D "own", TIMES({ 6, 6 }, OMIT));
	STEP(.call = "setxattr", .path = D "own", .name = ACCESS_ACL, MINIMAL_ACL);
	STEP(.call = "removexattr", .path = D "own", .name = ACCESS_ACL);
}

static int act_refused(int argc, char **argv)
{
	int plain, hidden, deep, closed;
	pid_t child;

	make_tree();
	plain = file_fd(D "plain");
	hidden = file_fd(D "closed/file");
	deep = file_fd(D "closed/deep");
	closed = path_fd(D "closed");
	mkdir(D "sticky", 0755);
	write_file(D "sticky/own", "text\n", 0644);
	if (chmod(D "sticky", 01777) || chown(D "sticky/own", 1000, 1000) ||
	    symlink(D "own", D "sticky/link") || lchown(D "sticky/link", 1001, 1001))
		die("sticky");
	set_sysctl(PROTECT, 1);
	child = truth_fork();
	if (!child) {
		become_alice();
		refused_there(plain, hidden, deep);
		refused_on_the_way(closed);
		refused_in_sticky();
		not_refused();
		_exit(0);
	}
	truth_wait(child);
	set_sysctl(PROTECT, 0);
	return 0;
}

static int act_immutable(int argc, char **argv)
{
	int fd;

	make_tree();
	if (mark_file(D "plain", FS_IMMUTABLE_FL)) {
		truth_absent("no immutable files on this kernel's tmpfs");
		return 0;
	}
	fd = file_fd(D "plain");
	STEP(.call = "chmod", .path = D "plain", .mode = 0600, .error = EPERM);
	STEP(.call = "fchmod", .fd = fd, .mode = 0600, .resolved = D "plain", .error = EPERM);
	STEP(.call = "chown", .path = D "plain", .uid = 1000, .gid = -1, .error = EPERM);
	STEP(.call = "fchown", .fd = fd, .uid = -1, .gid = 1000, .resolved = D "plain",
	     .error = EPERM);
	STEP(.call = "utimes", .path = D "plain", .error = EPERM, .or_error = EACCES);
	STEP(.call = "utimensat", .path = D "plain", TIMES({ 1, 1 }, { 2, 2 }), .error = EPERM);
	STEP(.call = "setxattr", .path = D "plain", .name = "trusted.x", .content = "x",
	     .error = EPERM);
	STEP(.call = "setxattr", .path = D "plain", .name = ACCESS_ACL, NAMED_ACL, .error = EPERM);
	STEP(.call = "removexattr", .path = D "plain", .name = "trusted.x", .error = EPERM);
	STEP(.call = "removexattr", .path = D "plain", .name = ACCESS_ACL, .error = EPERM);
	/* What is for appending may be touched, and no more. */
	if (mark_file(D "plain", FS_APPEND_FL))
		die("append only");
	STEP(.call = "chmod", .path = D "plain", .mode = 0600, .error = EPERM);
	STEP(.call = "utimensat", .path = D "plain", TIMES({ 3, 3 }, OMIT), .error = EPERM);
	STEP(.call = "utimes", .path = D "plain");
	/* A directory: only itself, and not what is in it. */
	if (mark_file(D "plain", 0) || mark_file(D "sub", FS_IMMUTABLE_FL))
		die("a directory");
	STEP(.call = "chmod", .path = D "sub", .mode = 0700, .error = EPERM);
	STEP(.call = "chown", .path = D "sub", .uid = 1000, .gid = 1000, .error = EPERM);
	STEP(.call = "utimensat", .path = D "sub", TIMES({ 4, 4 }, NOW), .error = EPERM);
	STEP(.call = "setxattr", .path = D "sub", .name = "trusted.x", .content = "x",
	     .error = EPERM);
	STEP(.call = "removexattr", .path = D "sub", .name = "trusted.x", .error = EPERM);
	STEP(.call = "chmod", .path = D "sub/file", .mode = 0600);
	if (mark_file(D "sub", 0))
		die("no flags");
	STEP(.call = "chmod", .path = D "plain", .mode = 0600);
	return 0;
}

/* Failures that are no refusal: no event at all. */
static int act_errors(int argc, char **argv)
{
	static char longer[257], big[65538];
	int fd, none = 1000, ends[2];

	make_tree();
	memset(longer, 'n', 256);
	memcpy(longer, "trusted.", 8);
	memset(big, 'v', 65537);
	fd = path_fd(D "plain");
	if (symlink("loop", D "loop"))
		die("symlink");

	STEP(.call = "chmod", .path = D "none", .error = ENOENT);
	STEP(.call = "chmod", .path = D "plain/below", .error = ENOTDIR);
	STEP(.call = "chmod", .path = D "loop", .error = ELOOP);
	STEP(.call = "chmod", .path = "", .error = ENOENT);
	STEP(.call = "fchmod", .fd = none, .error = EBADF);
	STEP(.call = "fchmod", .fd = fd, .resolved = "", .error = EBADF);
	STEP(.call = "fchmodat", .fd = none, .path = "x", .error = EBADF);
	STEP(.call = "fchmodat", .fd = fd, .path = "x", .error = ENOTDIR);
	STEP(.call = "int80-chmod", .path = D "none", .error = ENOENT);

	STEP(.call = "chown", .path = D "none", .error = ENOENT);
	STEP(.call = "fchown", .fd = none, .error = EBADF);
	STEP(.call = "fchown", .fd = fd, .resolved = "", .error = EBADF);
	STEP(.call = "fchownat", .path = D "plain", .flags = AT_REMOVEDIR, .error = EINVAL);
	STEP(.call = "fchownat", .fd = fd, .path = "", .resolved = "", .error = ENOENT);

	STEP(.call = "utime", .path = D "none", .error = ENOENT);
	STEP(.call = "utimes", .path = D "plain", TIMES({ 1, 1000000000 }, { 1, 0 }),
	     .error = EINVAL);
	STEP(.call = "utimensat", .path = D "plain", TIMES({ 1, 0 }, { 1, 1000000000 }),
	     .error = EINVAL);
	STEP(.call = "utimensat", .path = D "plain", TIMES({ 1, -1 }, NOW), .error = EINVAL);
	STEP(.call = "utimensat", .fd = none, TIMES({ 1, 1 }, { 2, 2 }), .error = EBADF);
	STEP(.call = "utimensat", .path = D "plain", .flags = AT_REMOVEDIR, .error = EINVAL);

	STEP(.call = "setxattr", .path = D "none", .name = "trusted.x", .content = "x",
	     .error = ENOENT);
	STEP(.call = "setxattr", .path = D "plain", .name = "unheard.x", .content = "x",
	     .error = EOPNOTSUPP);
	STEP(.call = "setxattr", .path = D "plain", .name = "bare", .content = "x",
	     .error = EOPNOTSUPP);
	STEP(.call = "setxattr", .path = D "plain", .name = "trusted.x", .content = "x",
	     .create = REPLACE, .error = ENODATA);
	STEP(.call = "setxattr", .path = D "plain", .name = "trusted.x", .content = "x",
	     .create = 64, .error = EINVAL);
	STEP(.call = "setxattr", .path = D "plain", .name = "", .content = "x", .error = ERANGE);
	STEP(.call = "setxattr", .path = D "plain", .name = longer, .content = "x",
	     .error = ERANGE);
	STEP(.call = "setxattr", .path = D "plain", .name = "trusted.x", .content = big,
	     .error = E2BIG);
	STEP(.call = "setxattr", .path = D "plain", .name = ACCESS_ACL, .content = "x",
	     .error = EINVAL);
	STEP(.call = "fsetxattr", .fd = none, .name = "trusted.x", .content = "x", .error = EBADF);
	STEP(.call = "fsetxattr", .fd = fd, .name = "trusted.x", .content = "x", .resolved = "",
	     .error = EBADF);
	STEP(.call = "removexattr", .path = D "plain", .name = "trusted.x", .error = ENODATA);
	STEP(.call = "removexattr", .path = D "none", .name = "trusted.x", .error = ENOENT);
	STEP(.call = "fremovexattr", .fd = none, .name = "trusted.x", .error = EBADF);

	if (mount(D "sub", D "sub", NULL, MS_BIND, NULL) ||
	    mount(NULL, D "sub", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL))
		die("mount");
	STEP(.call = "chmod", .path = D "sub/file", .error = EROFS);
	STEP(.call = "chown", .path = D "sub/file", .error = EROFS);
	STEP(.call = "utimes", .path = D "sub/file", .error = EROFS);
	STEP(.call = "setxattr", .path = D "sub/file", .name = "trusted.x", .content = "x",
	     .error = EROFS);
	STEP(.call = "removexattr", .path = D "sub/file", .name = "trusted.x", .error = EROFS);
	umount(D "sub");

	/* Nobody could find a pipe. */
	if (pipe2(ends, O_CLOEXEC) || syscall(SYS_fchmod, ends[0], 0600) ||
	    syscall(SYS_fchown, ends[1], 0, 0) || syscall(SYS_utimensat, ends[0], NULL, NULL, 0))
		die("pipe");
	if (!syscall(SYS_chmod, 8L, 0600) || errno != EFAULT)
		die("a path that cannot be read");

	/* And one of each that must come, so that silence is no accident. */
	STEP(.call = "chmod", .path = D "plain", .mode = 0604);
	STEP(.call = "chown", .path = D "plain", .uid = 1, .gid = 1);
	STEP(.call = "utimes", .path = D "plain", TIMES({ 1, 0 }, { 2, 0 }));
	STEP(.call = "setxattr", .path = D "plain", .name = "trusted.x", .content = "x");
	STEP(.call = "setxattr", .path = D "plain", .name = "trusted.x", .content = "x",
	     .create = CREATE, .error = EEXIST);
	STEP(.call = "removexattr", .path = D "plain", .name = "trusted.x");
	return 0;
}

/* One of each kind, on a file of whatever filesystem. */
static void change_all(const char *path, const char *resolved)
{
	STEP(.call = "chmod", .path = path, .mode = 0640, .resolved = resolved);
	STEP(.call = "chown", .path = path, .uid = 1000, .gid = -1, .resolved = resolved);
	STEP(.call = "utimes", .path = path, TIMES({ 1, 1000 }, { 2, 2000 }), .resolved = resolved);
	STEP(.call = "setxattr", .path = path, .name = "trusted.x", .content = "x",
	     .resolved = resolved);
	STEP(.call = "removexattr", .path = path, .name = "trusted.x", .resolved = resolved);
}

static void change_all_by_fd(int fd, const char *resolved)
{
	STEP(.call = "fchmod", .fd = fd, .mode = 0600, .resolved = resolved);
	STEP(.call = "fchown", .fd = fd, .uid = 0, .gid = 1000, .resolved = resolved);
	STEP(.call = "utimensat", .fd = fd, TIMES(NOW, { 3, 3 }), .resolved = resolved);
	STEP(.call = "fsetxattr", .fd = fd, .name = "trusted.fd", .content = "x",
	     .resolved = resolved);
	STEP(.call = "fremovexattr", .fd = fd, .name = "trusted.fd", .resolved = resolved);
}

static int act_places(int argc, char **argv)
{
	char status[64];
	pid_t child;
	int fd;

	make_tree();
	place_mounts(PLACE);
	write_file(D "tree/sub/file", "text\n", 0640);
	mkdir(D "jail/etc", 0755);
	write_file(D "jail/etc/conf", "x", 0644);
	write_file(D "onto", "x", 0644);
	write_file(D "gone", "x", 0644);
	write_file("/attribute", "x", 0644);
	write_file("/dev/attribute", "x", 0644);
	if (mount(D "plain", D "onto", NULL, MS_BIND, NULL))
		die("mount");
	write_file(D "inner/f", "x", 0644);
	change_all("/attribute", NULL);
	change_all(D "bind/file", NULL);
	change_all(D "tree/sub/file", NULL);
	change_all(D "bind", NULL);
	change_all(D "onto", NULL);
	change_all(D "inner/f", NULL);
	change_all(D "inner", NULL);
	fd = file_fd("/dev/attribute");
	change_all_by_fd(fd, "/dev/attribute");
	fd = file_fd(D "bind/file");
	change_all_by_fd(fd, D "bind/file");
	close(fd);
	fd = file_fd(D "gone");
	unlink(D "gone");
	change_all_by_fd(fd, D "gone");
	STEP(.call = "chmod", .path = place_of_fd(fd), .mode = 0644, .resolved = D "gone");
	STEP(.call = "chmod", .path = "/", .mode = 0755);

	/* Filesystems that answer for themselves. */
	snprintf(status, sizeof(status), "/proc/%d/status", getpid());
	STEP(.call = "chmod", .path = "/proc/self/status", .mode = 0, .resolved = status,
	     .error = EPERM);
	STEP(.call = "chmod", .path = "/sys/kernel/notes", .mode = 0444);
	STEP(.call = "utimensat", .path = "/sys/kernel/notes", TIMES({ 4, 4 }, NOW));

	child = truth_fork();
	if (!child) {
		place_jail(PLACE);
		change_all("/etc/conf", D "jail/etc/conf");
		STEP(.call = "chmod", .path = "etc/../etc/", .mode = 0711,
		     .resolved = D "jail/etc");
		become_alice();
		STEP(.call = "chmod", .path = "/etc/conf", .mode = 0,
		     .resolved = D "jail/etc/conf");
		STEP(.call = "chmod", .path = "etc/conf/none", .mode = 0, .error = ENOTDIR);
		_exit(0);
	}
	truth_wait(child);

	child = truth_fork();
	if (!child) {
		place_namespace();
		place_private(D "tree");
		write_file(D "tree/own", "x", 0600);
		change_all(D "tree/own", NULL);
		change_all(D "bind/file", NULL);
		_exit(0);
	}
	truth_wait(child);

	umount(D "onto");
	place_unmount(PLACE);
	unlink("/attribute");
	unlink("/dev/attribute");
	return 0;
}

#define LOWER(name) .path = D "o/merged/" name, .layer = D "o/lower/" name
#define UPPER(name) .path = D "o/merged/" name, .layer = D "o/upper/" name, .upper = 1

static int act_overlay(int argc, char **argv)
{
	static const char *const files[] = {
		D "o/lower/chmod", D "o/lower/chown", D "o/lower/utimes", D "o/lower/setxattr",
		D "o/lower/removexattr", D "o/lower/fd", D "o/lower/refused", D "o/upper/own",
	};
	pid_t child;
	size_t i;
	int fd;

	mkdir(D, 0755);
	place_layers(PLACE);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		write_file(files[i], "layer", 0644);
	mkdir(D "o/lower/directory", 0755);
	mkdir(D "o/lower/apart", 0755);
	STEP(.call = "setxattr", .path = D "o/lower/removexattr", .name = "trusted.x",
	     .content = "x");
	if (!place_overlay(PLACE))
		return 0;
	/* The first change copies the file up; it keeps its number. */
	STEP(.call = "chmod", LOWER("chmod"), .mode = 0600);
	STEP(.call = "chmod", LOWER("chmod"), .mode = 0640, .upper = 1);
	STEP(.call = "chown", LOWER("chown"), .uid = 1000, .gid = 1001);
	STEP(.call = "chown", LOWER("chown"), .uid = -1, .gid = 0, .upper = 1);
	STEP(.call = "utimensat", LOWER("utimes"), TIMES({ 1, 1 }, { 2, 2 }));
	STEP(.call = "utimensat", LOWER("utimes"), TIMES(NOW, OMIT), .upper = 1);
	STEP(.call = "setxattr", LOWER("setxattr"), .name = "trusted.x", .content = "x");
	STEP(.call = "setxattr", LOWER("setxattr"), .name = "security.x", .content = "x",
	     .upper = 1);
	STEP(.call = "removexattr", LOWER("removexattr"), .name = "trusted.x");
	STEP(.call = "chmod", LOWER("directory"), .mode = 0700);
	STEP(.call = "chmod", LOWER("directory"), .mode = 0711, .upper = 1);
	/* The overlay's own number of its root is that of the upper layer. */
	STEP(.call = "chmod", .path = D "o/merged", .layer = D "o/lower", .mode = 0711,
	     .upper = 1);
	STEP(.call = "chmod", UPPER("own"), .mode = 0600);
	STEP(.call = "setxattr", UPPER("own"), .name = "trusted.y", .content = "y");
	STEP(.call = "removexattr", UPPER("own"), .name = "trusted.y");
	fd = file_fd(D "o/merged/fd");
	STEP(.call = "fchmod", .fd = fd, .mode = 0600, .resolved = D "o/merged/fd",
	     .layer = D "o/lower/fd");
	STEP(.call = "utimensat", .fd = fd, .resolved = D "o/merged/fd", .layer = D "o/lower/fd",
	     .upper = 1);
	/* That of a directory is made up, where the layers are of different filesystems. */
	mkdir(D "o/apart", 0755);
	mkdir(D "o/other", 0755);
	if (mount("other", D "o/other", "tmpfs", 0, NULL) || mkdir(D "o/other/upper", 0755) ||
	    mkdir(D "o/other/work", 0755) ||
	    mount("overlay", D "o/apart", "overlay", 0,
		  "lowerdir=" D "o/lower,upperdir=" D "o/other/upper,workdir=" D "o/other/work"))
		die("overlay");
	STEP(.call = "chmod", .path = D "o/apart/apart", .layer = D "o/lower/apart", .mode = 0700);
	STEP(.call = "chmod", .path = D "o/apart/apart", .layer = D "o/lower/apart", .mode = 0711,
	     .upper = 1);
	umount(D "o/apart");
	umount(D "o/other");
	child = truth_fork();
	if (!child) {
		become_alice();
		STEP(.call = "chmod", LOWER("refused"), .mode = 0600, .error = EPERM);
		STEP(.call = "utimes", LOWER("refused"), .error = EACCES);
		STEP(.call = "setxattr", LOWER("refused"), .name = "trusted.x", .content = "x",
		     .error = EPERM);
		STEP(.call = "chown", UPPER("own"), .uid = 1000, .gid = -1, .error = EPERM);
		_exit(0);
	}
	truth_wait(child);
	close(fd);
	place_no_overlay(PLACE);
	return 0;
}

#define SHIFT	100000	/* where the ids of the namespace are outside */

static void map_ids(pid_t child, const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", child, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0 100000 5000", 13) != 13)
		die(path);
	close(fd);
}

/* The other side says that it has come so far. */
static void wait_for(int fd)
{
	char byte;

	if (read(fd, &byte, 1) != 1)
		die("the other side");
}

static void tell(int fd)
{
	if (write(fd, "", 1) != 1)
		die("the other side");
}

/* Root of a user namespace: what it asks for is shown as it says it, the rest is not. */
static int act_userns(int argc, char **argv)
{
	int to[2], from[2];
	pid_t child;

	make_tree();
	if (chown(D "plain", SHIFT, SHIFT) || chown(D "own", SHIFT + 1, SHIFT + 2) ||
	    pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		die("setup");
	child = truth_fork();
	if (!child) {
		if (unshare(CLONE_NEWUSER))
			die("unshare");
		tell(from[1]);
		wait_for(to[0]);
		if (setresgid(0, 0, 0) || setresuid(0, 0, 0))
			die("setresuid");
		tell(from[1]);
		wait_for(to[0]);
		STEP(.call = "chown", .path = D "plain", .uid = 5, .gid = 7, .shift = SHIFT);
		STEP(.call = "chown", .path = D "plain", .uid = -1, .gid = 0, .shift = SHIFT);
		STEP(.call = "lchown", .path = D "own", .uid = 0, .gid = 0, .shift = SHIFT);
		STEP(.call = "chmod", .path = D "own", .mode = 0600, .shift = SHIFT);
		STEP(.call = "utimes", .path = D "own", .shift = SHIFT);
		STEP(.call = "setxattr", .path = D "own", .name = "trusted.x", .content = "x",
		     .shift = SHIFT, .error = EPERM);
		/* An id that nothing is mapped to. */
		STEP(.call = "chown", .path = D "own", .uid = 6000, .gid = 0, .shift = SHIFT,
		     .error = EINVAL);
		_exit(0);
	}
	wait_for(from[0]);
	map_ids(child, "uid_map");
	map_ids(child, "gid_map");
	tell(to[1]);
	wait_for(from[0]);
	/* From outside: in there its ids are others. */
	truth_image(child, NULL);
	tell(to[1]);
	truth_wait(child);
	return 0;
}

const struct act attribute_acts[] = {
	{ "chmod", act_chmod },
	{ "attr-fchmodat2", act_fchmodat2 },
	{ "chown", act_chown },
	{ "utimes", act_utimes },
	{ "setxattr", act_setxattr },
	{ "removexattr", act_removexattr },
	{ "attr-xattrat", act_xattrat },
	{ "attr-uring", act_uring },
	{ "attr-refused", act_refused },
	{ "attr-immutable", act_immutable },
	{ "attr-errors", act_errors },
	{ "attr-place", act_places },
	{ "attr-overlay", act_overlay },
	{ "attr-userns", act_userns },
	{}
};
