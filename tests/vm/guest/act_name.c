// SPDX-License-Identifier: GPL-2.0
/* Names that come and go: mkdir, rmdir, unlink, link, rename, by all their calls. */
#define _GNU_SOURCE
#include "actor.h"
#include "place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SYS_RENAMEAT2	316
#define NOREPLACE	1
#define EXCHANGE	2

/* Failures that differ between kernels, and are no refusal in any. */
#define SOME_ERROR	(-1)
/* EACCES up to 4.8, EPERM later. */
#define SOME_REFUSAL	(-2)

/* One operation. All paths must be what the event must say. */
struct name_step {
	const char *call;	/* mkdir, mkdirat, rmdir, unlink, unlinkat, link, … */
	const char *by;		/* int80, uring, worker; default: the call itself */
	int dirfd, to_dirfd;
	const char *path, *to;	/* the arguments */
	int flags;		/* AT_*, or RENAME_* */
	mode_t mode;
	int error;		/* that it must end with */
	const char *resolved, *to_resolved;	/* in the mount namespace; default: path, to */
	const char *requested, *to_requested;	/* absolute: refused before there was a file */
	const char *real;	/* overlay: the file in its layer */
	int upper;		/* which is the upper one */
	const char *note;	/* selects a rule of the host's comparison: same */
};

static int at(int dirfd)
{
	return dirfd ? dirfd : AT_FDCWD;
}

static long by_syscall(const struct name_step *s)
{
	const int dirfd = at(s->dirfd), to_dirfd = at(s->to_dirfd);

	if (!strcmp(s->call, "mkdir"))
		return syscall(SYS_mkdir, s->path, s->mode);
	if (!strcmp(s->call, "mkdirat"))
		return syscall(SYS_mkdirat, dirfd, s->path, s->mode);
	if (!strcmp(s->call, "rmdir"))
		return syscall(SYS_rmdir, s->path);
	if (!strcmp(s->call, "unlink"))
		return syscall(SYS_unlink, s->path);
	if (!strcmp(s->call, "unlinkat"))
		return syscall(SYS_unlinkat, dirfd, s->path, s->flags);
	if (!strcmp(s->call, "link"))
		return syscall(SYS_link, s->path, s->to);
	if (!strcmp(s->call, "linkat"))
		return syscall(SYS_linkat, dirfd, s->path, to_dirfd, s->to, s->flags);
	if (!strcmp(s->call, "rename"))
		return syscall(SYS_rename, s->path, s->to);
	if (!strcmp(s->call, "renameat"))
		return syscall(SYS_renameat, dirfd, s->path, to_dirfd, s->to);
	if (!strcmp(s->call, "renameat2"))
		return syscall(SYS_RENAMEAT2, dirfd, s->path, to_dirfd, s->to, s->flags);
	die(s->call);
	return -1;
}

static long by_int80(const struct name_step *s)
{
	const int dirfd = at(s->dirfd), to_dirfd = at(s->to_dirfd);
	const long path = (long)low_string(0, s->path);
	const long to = s->to ? (long)low_string(1, s->to) : 0;

	if (!strcmp(s->call, "mkdir"))
		return int80(39, path, s->mode, 0, 0, 0);
	if (!strcmp(s->call, "mkdirat"))
		return int80(296, dirfd, path, s->mode, 0, 0);
	if (!strcmp(s->call, "rmdir"))
		return int80(40, path, 0, 0, 0, 0);
	if (!strcmp(s->call, "unlink"))
		return int80(10, path, 0, 0, 0, 0);
	if (!strcmp(s->call, "unlinkat"))
		return int80(301, dirfd, path, s->flags, 0, 0);
	if (!strcmp(s->call, "link"))
		return int80(9, path, to, 0, 0, 0);
	if (!strcmp(s->call, "linkat"))
		return int80(303, dirfd, path, to_dirfd, to, s->flags);
	if (!strcmp(s->call, "rename"))
		return int80(38, path, to, 0, 0, 0);
	if (!strcmp(s->call, "renameat"))
		return int80(302, dirfd, path, to_dirfd, to, 0);
	if (!strcmp(s->call, "renameat2"))
		return int80(353, dirfd, path, to_dirfd, to, s->flags);
	die(s->call);
	return -1;
}

static long by_uring(const struct name_step *s)
{
	struct uring_request request = { .fd = at(s->dirfd), .addr = (uint64_t)s->path };

	if (!strcmp(s->call, "mkdirat")) {
		request.opcode = 37;
		request.len = s->mode;
	} else if (!strcmp(s->call, "unlinkat")) {
		request.opcode = 36;
		request.op_flags = s->flags;
	} else if (!strcmp(s->call, "linkat") || !strcmp(s->call, "renameat2")) {
		request.opcode = s->call[0] == 'l' ? 39 : 35;
		request.len = at(s->to_dirfd);
		request.off = (uint64_t)s->to;
		request.op_flags = s->flags;
	} else {
		die(s->call);
	}
	return uring(&request, !strcmp(s->by, "worker"));
}

/* The file that a path means to a call; the path may be empty. */
static int look(int dirfd, const char *path, int follow)
{
	if (!*path)
		return dup(dirfd);
	return openat(at(dirfd), path, O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
}

/* The directory of its last component. */
static int look_around(int dirfd, const char *path)
{
	static char parent[2 * 4096];
	char *slash;

	strcpy(parent, path);
	while ((slash = strrchr(parent, '/')) && !slash[1] && slash != parent)
		*slash = 0;
	if (!slash)
		return openat(at(dirfd), ".", O_PATH | O_CLOEXEC);
	slash[slash == parent] = 0;
	return openat(at(dirfd), parent, O_PATH | O_CLOEXEC);
}

static void put_file(const char *key, int fd, const char *path)
{
	truth_file(key, fd, path);
	if (fd >= 0)
		close(fd);
}

static void put_real(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		die(path);
	truth_int("real", st.st_ino);
}

static int ended_so(int expected, int error)
{
	const int refused = error == EPERM || error == EACCES;

	if (expected == SOME_ERROR)
		return error && !refused;
	return expected == SOME_REFUSAL ? refused : error == expected;
}

/* Does it, writes the truth; -1 with errno if it failed, as it must. */
static int name_step(const struct name_step *s)
{
	const char *resolved = s->resolved ? s->resolved : s->path;
	const char *to_resolved = s->to_resolved ? s->to_resolved : s->to;
	const int creates = !strncmp(s->call, "mkdir", 5);
	long long begin, end;
	long result;
	int err;

	truth_begin("name");
	truth_string("call", s->call);
	truth_string("by", s->by ? s->by : "");
	truth_int("flags", s->flags);
	truth_int("mode", s->mode);
	if (s->note)
		truth_string("note", s->note);
	if (!creates && !s->requested) {
		put_file("before", look(s->dirfd, s->path, s->flags & AT_SYMLINK_FOLLOW &&
						!strncmp(s->call, "link", 4)), resolved);
		if (s->real)
			put_real(s->real);
	}

	begin = now();
	errno = 0;
	result = !s->by ? by_syscall(s) : !strcmp(s->by, "int80") ? by_int80(s) : by_uring(s);
	err = result < 0 ? errno : 0;
	end = now();

	if (!ended_so(s->error, err)) {
		fprintf(stderr, "actor: %s %s %s: ", s->by ? s->by : "", s->call, resolved);
		errno = err;
		die("not as it must end");
	}
	truth_int("begin", begin);
	truth_int("errno", err);
	if (s->real) {
		truth_int("upper", s->upper);
		if (creates && !err)
			put_real(s->real);
	}
	if (s->requested)
		truth_string("requested", s->requested);
	if (s->to_requested)
		truth_string("to_requested", s->to_requested);
	if (!err && creates)
		put_file("after", look(s->dirfd, s->path, 0), resolved);
	else if (!err && s->to)
		put_file("after", look(s->to_dirfd, s->to, 0), to_resolved);
	else if (creates && !s->requested)
		put_file("place", look_around(s->dirfd, s->path), resolved);
	else if (s->to && !s->to_requested)
		put_file("place", look_around(s->to_dirfd, s->to), to_resolved);
	truth_end_at(end);
	errno = err;
	return err ? -1 : 0;
}

#define STEP(...) name_step(&(struct name_step){ __VA_ARGS__ })

/* Where the case is: the argument of the actor. */
static const char *place;

static void begin_at(int argc, char **argv)
{
	place = argc > 1 ? argv[1] : "/tmp/name";
	umask(022);
	if (mkdir(place, 0755) && errno != EEXIST)
		die(place);
	if (chdir(place))
		die(place);
}

/* An absolute path below the place; never freed. */
static char *in(const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", place, name) < 0)
		die("asprintf");
	return path;
}

static void new_file(const char *name)
{
	write_file(in(name), "text\n", 0644);
}

static void new_dir(const char *name, mode_t mode)
{
	if (mkdir(in(name), mode) || chmod(in(name), mode))
		die(name);
}

static int directory(const char *name)
{
	int fd = open(in(name), O_PATH | O_CLOEXEC);

	if (fd < 0)
		die(name);
	return fd;
}

/* A child whose steps all ended as they must. */
static void finished(pid_t child)
{
	if (truth_wait(child)) {
		errno = ECHILD;
		die("a child failed");
	}
}

/* mkdir [PLACE] */
static int act_mkdir(int argc, char **argv)
{
	int dir;

	begin_at(argc, argv);
	new_dir("sub", 0755);
	dir = directory("sub");
	if (symlink("sub", in("way")))
		die("symlink");
	STEP(.call = "mkdir", .path = in("a"), .mode = 0777);
	STEP(.call = "mkdir", .path = "b", .mode = 0700, .resolved = in("b"));
	STEP(.call = "mkdir", .path = "./sub/../sub//c/", .mode = 0750, .resolved = in("sub/c"));
	STEP(.call = "mkdir", .path = in("way/d"), .mode = 01777, .resolved = in("sub/d"));
	STEP(.call = "mkdirat", .dirfd = dir, .path = "e", .mode = 0, .resolved = in("sub/e"));
	STEP(.call = "mkdirat", .dirfd = dir, .path = "../f", .mode = 02755, .resolved = in("f"));
	STEP(.call = "mkdirat", .path = in("g"), .mode = 0170777);
	STEP(.call = "mkdir", .by = "int80", .path = in("h"), .mode = 0711);
	STEP(.call = "mkdirat", .by = "int80", .dirfd = dir, .path = "i", .mode = 0755,
	     .resolved = in("sub/i"));
	umask(077);
	STEP(.call = "mkdir", .path = in("j"), .mode = 0777);
	umask(022);
	/* It belongs to the group of its directory, and hands that on. */
	if (chown(in("sub"), 1000, 1001) || chmod(in("sub"), 02775))
		die("chown");
	STEP(.call = "mkdir", .path = in("sub/k"), .mode = 0755);
	return 0;
}

/* rmdir [PLACE] */
static int act_rmdir(int argc, char **argv)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "sub", "sub/f", "sub/g" };
	int dir, gone;
	size_t i;

	begin_at(argc, argv);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		new_dir(names[i], 0755 - i);
	if (chown(in("b"), 1000, 1001))
		die("chown");
	dir = directory("sub");
	STEP(.call = "rmdir", .path = in("a"));
	STEP(.call = "rmdir", .path = "b", .resolved = in("b"));
	STEP(.call = "rmdir", .path = "sub/../c/", .resolved = in("c"));
	STEP(.call = "unlinkat", .path = in("d"), .flags = AT_REMOVEDIR);
	STEP(.call = "unlinkat", .dirfd = dir, .path = "f", .flags = AT_REMOVEDIR,
	     .resolved = in("sub/f"));
	STEP(.call = "rmdir", .by = "int80", .path = in("e"));
	STEP(.call = "unlinkat", .by = "int80", .dirfd = dir, .path = "g", .flags = AT_REMOVEDIR,
	     .resolved = in("sub/g"));
	/* One that somebody is in; nothing comes to be below it any more. */
	gone = open(in("sub"), O_RDONLY | O_CLOEXEC);
	if (chdir(in("sub")))
		die("chdir");
	STEP(.call = "rmdir", .path = in("sub"));
	STEP(.call = "mkdirat", .dirfd = gone, .path = "x", .mode = 0755, .error = ENOENT);
	STEP(.call = "mkdir", .path = "x", .mode = 0755, .error = ENOENT);
	return 0;
}

/* unlink [PLACE] */
static int act_unlink(int argc, char **argv)
{
	static const char *const names[] = { "a", "b", "c", "sub/d", "e", "sub/f", "sub/open" };
	int dir, fd;
	size_t i;

	begin_at(argc, argv);
	new_dir("sub", 0755);
	dir = directory("sub");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		new_file(names[i]);
	if (chown(in("a"), 1000, 4242) || chmod(in("b"), 06755) || symlink("b", in("link")) ||
	    symlink("sub", in("way")) || mknod(in("fifo"), S_IFIFO | 0600, 0) ||
	    mknod(in("null"), S_IFCHR | 0666, 1 << 8 | 3) || link(in("c"), in("second")))
		die("setup");
	STEP(.call = "unlink", .path = in("a"));
	/* Not what it points to. */
	STEP(.call = "unlink", .path = in("link"));
	STEP(.call = "unlink", .path = "./b", .resolved = in("b"));
	STEP(.call = "unlink", .path = in("way/d"), .resolved = in("sub/d"));
	/* Two names of one file: the name that was used counts. */
	STEP(.call = "unlink", .path = in("second"));
	STEP(.call = "unlink", .path = in("c"));
	STEP(.call = "unlinkat", .dirfd = dir, .path = "../e", .resolved = in("e"));
	STEP(.call = "unlink", .by = "int80", .path = in("fifo"));
	STEP(.call = "unlinkat", .by = "int80", .dirfd = dir, .path = "f",
	     .resolved = in("sub/f"));
	STEP(.call = "unlinkat", .path = in("null"));
	/* Open, and its directory has another name meanwhile. */
	fd = open(in("sub/open"), O_RDWR | O_CLOEXEC);
	if (rename(in("sub"), in("moved")))
		die("rename");
	STEP(.call = "unlinkat", .dirfd = dir, .path = "open", .resolved = in("moved/open"));
	close(fd);
	return 0;
}

/* link [PLACE] */
static int act_link(int argc, char **argv)
{
	char number[64];
	struct stat st;
	int dir, fd;

	begin_at(argc, argv);
	new_dir("sub", 0755);
	dir = directory("sub");
	new_file("a");
	new_file("sub/b");
	if (chown(in("a"), 1000, 1001) || symlink("a", in("symlink")))
		die("setup");
	STEP(.call = "link", .path = in("a"), .to = in("a1"));
	STEP(.call = "link", .path = "a1", .to = "sub/../a2", .resolved = in("a1"),
	     .to_resolved = in("a2"));
	STEP(.call = "linkat", .dirfd = dir, .path = "b", .to_dirfd = dir, .to = "b1",
	     .resolved = in("sub/b"), .to_resolved = in("sub/b1"));
	STEP(.call = "linkat", .path = in("a"), .to_dirfd = dir, .to = "a3",
	     .to_resolved = in("sub/a3"));
	/* A symbolic link is a file, unless it is to be followed. */
	STEP(.call = "link", .path = in("symlink"), .to = in("symlink1"));
	STEP(.call = "linkat", .path = in("symlink"), .to = in("a4"), .flags = AT_SYMLINK_FOLLOW,
	     .resolved = in("a"));
	STEP(.call = "link", .by = "int80", .path = in("a"), .to = in("a5"));
	STEP(.call = "linkat", .by = "int80", .dirfd = dir, .path = "b", .to = in("b2"),
	     .resolved = in("sub/b"));
	/* A file by its descriptor: the name it was opened by. */
	fd = open(in("a2"), O_RDWR | O_CLOEXEC);
	STEP(.call = "linkat", .dirfd = fd, .path = "", .to = in("a6"), .flags = AT_EMPTY_PATH,
	     .resolved = in("a2"));
	close(fd);
	/* One that has no name yet. */
	fd = open(place, O_TMPFILE | O_RDWR | O_CLOEXEC, 0640);
	if (fd < 0 || fstat(fd, &st)) {
		truth_absent("no O_TMPFILE in this kernel");
		return 0;
	}
	snprintf(number, sizeof(number), "#%llu", (unsigned long long)st.st_ino);
	STEP(.call = "linkat", .dirfd = fd, .path = "", .to = in("named"), .flags = AT_EMPTY_PATH,
	     .resolved = in(number));
	close(fd);
	fd = open(in("sub"), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0 || fstat(fd, &st))
		die("O_TMPFILE");
	snprintf(number, sizeof(number), "sub/#%llu", (unsigned long long)st.st_ino);
	STEP(.call = "linkat", .path = place_of_fd(fd), .to = in("again"),
	     .flags = AT_SYMLINK_FOLLOW, .resolved = in(number));
	return 0;
}

/* rename [PLACE] */
static int act_rename(int argc, char **argv)
{
	static const char *const names[] = { "a", "b", "over", "c", "sub/d", "e", "sub/deep/f" };
	int dir, deep;
	size_t i;

	begin_at(argc, argv);
	new_dir("sub", 0755);
	new_dir("sub/deep", 0755);
	new_dir("empty", 0700);
	new_dir("other", 0755);
	dir = directory("sub");
	deep = directory("sub/deep");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		new_file(names[i]);
	if (chown(in("b"), 1000, 1001) || symlink("a", in("symlink")) ||
	    symlink("sub", in("way")))
		die("setup");
	STEP(.call = "rename", .path = in("a"), .to = in("a1"));
	STEP(.call = "rename", .path = in("symlink"), .to = in("symlink1"));
	/* Over a file that is there. */
	STEP(.call = "rename", .path = in("b"), .to = in("over"));
	STEP(.call = "rename", .path = "c", .to = "sub//./c", .resolved = in("c"),
	     .to_resolved = in("sub/c"));
	STEP(.call = "renameat", .dirfd = dir, .path = "d", .to = in("way/deep/d"),
	     .resolved = in("sub/d"), .to_resolved = in("sub/deep/d"));
	STEP(.call = "renameat", .path = in("e"), .to_dirfd = deep, .to = "../../e1",
	     .to_resolved = in("e1"));
	STEP(.call = "rename", .by = "int80", .path = in("a1"), .to = in("a2"));
	STEP(.call = "renameat", .by = "int80", .dirfd = dir, .path = "c", .to = in("c1"),
	     .resolved = in("sub/c"));
	/* Two names of one file: it is a success, and both stay. */
	if (link(in("over"), in("second")))
		die("link");
	STEP(.call = "rename", .path = in("over"), .to = in("second"), .note = "same");
	STEP(.call = "unlink", .path = in("over"));
	/* Directories: into another one, over an empty one, and what lies below. */
	STEP(.call = "rename", .path = in("sub/deep/"), .to = in("other/deeper"),
	     .resolved = in("sub/deep"));
	STEP(.call = "renameat", .dirfd = deep, .path = "f", .to_dirfd = deep, .to = "f1",
	     .resolved = in("other/deeper/f"), .to_resolved = in("other/deeper/f1"));
	STEP(.call = "rename", .path = in("other"), .to = in("empty"));
	STEP(.call = "renameat", .dirfd = deep, .path = "f1", .to_dirfd = dir, .to = "f",
	     .resolved = in("empty/deeper/f1"), .to_resolved = in("sub/f"));
	return 0;
}

/* rename-flags [PLACE] */
static int act_rename_flags(int argc, char **argv)
{
	begin_at(argc, argv);
	new_file("a");
	new_file("b");
	new_dir("dir", 0750);
	new_file("dir/in");
	if (syscall(SYS_RENAMEAT2, AT_FDCWD, in("none"), AT_FDCWD, in("x"), NOREPLACE) &&
	    errno != ENOENT) {
		truth_absent("no flags of renameat2 on this filesystem");
		return 0;
	}
	STEP(.call = "renameat2", .path = in("a"), .to = in("a1"));
	STEP(.call = "renameat2", .path = in("a1"), .to = in("a2"), .flags = NOREPLACE);
	STEP(.call = "renameat2", .path = in("a2"), .to = in("b"), .flags = NOREPLACE,
	     .error = EEXIST);
	STEP(.call = "renameat2", .path = in("a2"), .to = in("b"), .flags = EXCHANGE);
	STEP(.call = "renameat2", .path = in("b"), .to = in("dir"), .flags = EXCHANGE);
	STEP(.call = "renameat2", .path = "b", .to = in("dir"), .flags = EXCHANGE,
	     .resolved = in("b"));
	STEP(.call = "renameat2", .path = in("dir/in"), .to = in("b"), .flags = EXCHANGE);
	/* Older kernels have it for 64-bit programs only. */
	if (int80(353, -1, 0, -1, 0, -1) && errno != ENOSYS)
		STEP(.call = "renameat2", .by = "int80", .path = in("b"), .to = in("a2"),
		     .flags = EXCHANGE);
	STEP(.call = "renameat2", .path = in("a2"), .to = in("none"), .flags = EXCHANGE,
	     .error = ENOENT);
	return 0;
}

/* name-errors [PLACE]: failures that are no refusal, so no event at all. */
static int act_errors(int argc, char **argv)
{
	begin_at(argc, argv);
	new_dir("dir", 0755);
	new_file("dir/file");
	new_file("file");
	if (symlink("loop", in("loop")))
		die("symlink");
	STEP(.call = "mkdir", .path = in("dir"), .mode = 0755, .error = EEXIST);
	STEP(.call = "mkdir", .path = in("none/dir"), .mode = 0755, .error = ENOENT);
	STEP(.call = "mkdir", .path = in("file/dir"), .mode = 0755, .error = ENOTDIR);
	STEP(.call = "mkdir", .path = in("loop/dir"), .mode = 0755, .error = ELOOP);
	STEP(.call = "mkdirat", .dirfd = 1000, .path = "x", .mode = 0755, .error = EBADF);
	STEP(.call = "mkdir", .path = "", .mode = 0755, .error = ENOENT);
	STEP(.call = "rmdir", .path = in("dir"), .error = ENOTEMPTY);
	STEP(.call = "rmdir", .path = in("file"), .error = ENOTDIR);
	STEP(.call = "rmdir", .path = in("none"), .error = ENOENT);
	STEP(.call = "rmdir", .path = "/tmp", .error = EBUSY);
	STEP(.call = "rmdir", .path = "dir/.", .error = EINVAL);
	STEP(.call = "unlink", .path = in("none"), .error = ENOENT);
	STEP(.call = "unlink", .path = in("dir"), .error = EISDIR);
	STEP(.call = "unlink", .path = in("file/"), .error = ENOTDIR);
	STEP(.call = "unlinkat", .path = in("file"), .flags = 0x10000, .error = EINVAL);
	STEP(.call = "link", .path = in("file"), .to = in("dir"), .error = EEXIST);
	STEP(.call = "link", .path = in("none"), .to = in("new"), .error = ENOENT);
	STEP(.call = "link", .path = in("file"), .to = "/proc/new", .error = SOME_ERROR);
	STEP(.call = "link", .path = in("file"), .to = "/dev/new", .error = EXDEV);
	STEP(.call = "rename", .path = in("none"), .to = in("new"), .error = ENOENT);
	STEP(.call = "rename", .path = in("file"), .to = in("dir"), .error = EISDIR);
	STEP(.call = "rename", .path = in("dir"), .to = in("file"), .error = ENOTDIR);
	STEP(.call = "rename", .path = in("dir"), .to = in("dir/below"), .error = EINVAL);
	STEP(.call = "rename", .path = in("dir/file"), .to = in("dir"), .error = SOME_ERROR);
	STEP(.call = "rename", .path = in("file"), .to = "/dev/new", .error = EXDEV);
	STEP(.call = "rename", .path = "/tmp", .to = in("dir"), .error = SOME_ERROR);
	/* And some that must come, so that silence is no accident. */
	STEP(.call = "mkdir", .path = in("new"), .mode = 0700);
	STEP(.call = "rename", .path = in("new"), .to = in("newer"));
	STEP(.call = "rmdir", .path = in("newer"));
	STEP(.call = "link", .path = in("file"), .to = in("second"));
	STEP(.call = "unlink", .path = in("second"));
	return 0;
}

/* Whether one may link to files of others that one may not write to. */
#define PROTECT "/proc/sys/fs/protected_hardlinks"

/* name-refused [PLACE]: by permission bits, a sticky directory, and the way there. */
static int act_refused(int argc, char **argv)
{
	pid_t child;
	int dir;

	begin_at(argc, argv);
	new_dir("dir", 0755);
	new_dir("dir/sub", 0700);
	new_file("dir/file");
	new_file("dir/second");
	new_dir("sticky", 01777);
	new_dir("sticky/sub", 0777);
	new_file("sticky/file");
	new_dir("closed", 0700);
	new_dir("closed/sub", 0777);
	new_file("closed/file");
	new_dir("own", 0755);
	new_file("own/file");
	if (chown(in("own"), 1000, 1000) || chown(in("own/file"), 1000, 1001) ||
	    chown(in("dir/second"), 1001, 1000) || symlink("dir", in("way")))
		die("setup");
	dir = directory("dir");

	set_sysctl(PROTECT, 0);
	child = truth_fork();
	if (child) {
		finished(child);
		/* The kernel asks that when it has not told the place to anybody yet. */
		set_sysctl(PROTECT, 1);
		child = truth_fork();
		if (!child) {
			become_alice();
			STEP(.call = "link", .path = in("dir/file"), .to = in("own/new"),
			     .requested = in("dir/file"), .to_requested = in("own/new"),
			     .error = EPERM);
			_exit(0);
		}
		finished(child);
		set_sysctl(PROTECT, 0);
		/* A directory has one name; not even root changes that. */
		STEP(.call = "link", .path = in("dir"), .to = in("name"), .error = EPERM);
		return 0;
	}
	become_alice();
	STEP(.call = "mkdir", .path = in("dir/new"), .mode = 0750, .error = EACCES);
	STEP(.call = "mkdir", .path = "way/new", .mode = 0, .resolved = in("dir/new"),
	     .error = EACCES);
	STEP(.call = "mkdirat", .dirfd = dir, .path = "new/", .mode = 07777,
	     .resolved = in("dir/new"), .error = EACCES);
	STEP(.call = "mkdir", .by = "int80", .path = in("dir/new"), .mode = 0700,
	     .error = EACCES);
	STEP(.call = "rmdir", .path = in("dir/sub"), .error = EACCES);
	STEP(.call = "unlinkat", .dirfd = dir, .path = "sub", .flags = AT_REMOVEDIR,
	     .resolved = in("dir/sub"), .error = EACCES);
	STEP(.call = "unlink", .path = in("dir/file"), .error = EACCES);
	STEP(.call = "unlink", .path = in("way/second"), .resolved = in("dir/second"),
	     .error = EACCES);
	STEP(.call = "link", .path = in("own/file"), .to = in("dir/new"), .error = EACCES);
	STEP(.call = "linkat", .dirfd = dir, .path = "file", .to_dirfd = dir, .to = "new",
	     .resolved = in("dir/file"), .to_resolved = in("dir/new"), .error = EACCES);
	STEP(.call = "rename", .path = in("dir/file"), .to = in("own/new"), .error = EACCES);
	STEP(.call = "rename", .path = in("own/file"), .to = in("dir/new"), .error = EACCES);
	STEP(.call = "rename", .path = in("own/file"), .to = in("dir/second"), .error = EACCES);
	STEP(.call = "rename", .by = "int80", .path = in("dir/second"), .to = in("dir/new"),
	     .error = EACCES);

	STEP(.call = "rmdir", .path = in("sticky/sub"), .error = EPERM);
	STEP(.call = "unlink", .path = in("sticky/file"), .error = EPERM);
	STEP(.call = "rename", .path = in("sticky/file"), .to = in("sticky/new"),
	     .error = EPERM);
	STEP(.call = "rename", .path = in("own/file"), .to = in("sticky/file"), .error = EPERM);

	/* Nothing is found where nobody may look. */
	STEP(.call = "mkdir", .path = in("closed/new"), .mode = 0711,
	     .requested = in("closed/new"), .error = EACCES);
	STEP(.call = "mkdir", .path = "./closed/new", .mode = 0711,
	     .requested = in("./closed/new"), .error = EACCES);
	STEP(.call = "rmdir", .path = in("closed/sub"), .requested = in("closed/sub"),
	     .error = EACCES);
	STEP(.call = "unlinkat", .dirfd = dir, .path = "../closed/sub", .flags = AT_REMOVEDIR,
	     .requested = in("dir/../closed/sub"), .error = EACCES);
	STEP(.call = "unlink", .path = in("closed/none"), .requested = in("closed/none"),
	     .error = EACCES);
	STEP(.call = "unlink", .by = "int80", .path = in("closed/file"),
	     .requested = in("closed/file"), .error = EACCES);
	STEP(.call = "link", .path = in("closed/file"), .to = in("own/new"),
	     .requested = in("closed/file"), .to_requested = in("own/new"), .error = EACCES);
	STEP(.call = "link", .path = in("own/file"), .to = in("closed/new"),
	     .requested = in("own/file"), .to_requested = in("closed/new"), .error = EACCES);
	STEP(.call = "rename", .path = in("closed/file"), .to = in("own/new"),
	     .requested = in("closed/file"), .to_requested = in("own/new"), .error = EACCES);
	STEP(.call = "renameat", .dirfd = dir, .path = "file", .to = in("closed/sub/../new"),
	     .requested = in("dir/file"), .to_requested = in("closed/sub/../new"),
	     .error = EACCES);
	/* What it may do. */
	STEP(.call = "mkdir", .path = in("own/new"), .mode = 0777);
	STEP(.call = "rename", .path = in("own/file"), .to = in("sticky/mine"));
	STEP(.call = "unlink", .path = in("sticky/mine"));
	STEP(.call = "rmdir", .path = in("own/new"));
	_exit(0);
}

int mark_file(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), old, result = -1;

	if (fd >= 0 && !ioctl(fd, FS_IOC_GETFLAGS, &old)) {
		flags |= old & ~(FS_IMMUTABLE_FL | FS_APPEND_FL);
		result = ioctl(fd, FS_IOC_SETFLAGS, &flags);
	}
	close(fd);
	return result;
}

/* name-denied [PLACE]: by a security module, to root. */
static int act_denied(int argc, char **argv)
{
	int version = confine_version(), dir;
	pid_t child;

	if (version < 0)
		return 0;
	begin_at(argc, argv);
	new_dir("dir", 0755);
	new_dir("sub", 0750);
	new_file("file");
	new_file("other");
	if (chown(in("file"), 1000, 1001) || symlink(".", in("way")))
		die("setup");
	dir = directory(".");
	child = truth_fork();
	if (!child) {
		confine(confine_all(version));
		STEP(.call = "mkdir", .path = in("new"), .mode = 0751, .error = EACCES);
		STEP(.call = "mkdirat", .dirfd = dir, .path = "sub/../new", .mode = 0700,
		     .resolved = in("new"), .error = EACCES);
		STEP(.call = "rmdir", .path = in("dir"), .error = EACCES);
		STEP(.call = "unlinkat", .dirfd = dir, .path = "dir", .flags = AT_REMOVEDIR,
		     .resolved = in("dir"), .error = EACCES);
		STEP(.call = "unlink", .path = in("file"), .error = EACCES);
		STEP(.call = "unlink", .path = in("way/file"), .resolved = in("file"),
		     .error = EACCES);
		STEP(.call = "link", .path = in("file"), .to = in("new"), .error = EACCES);
		STEP(.call = "rename", .path = in("file"), .to = in("new"), .error = EACCES);
		STEP(.call = "rename", .path = in("file"), .to = in("other"), .error = EACCES);
		STEP(.call = "rename", .path = in("sub"), .to = in("dir"), .error = EACCES);
		STEP(.call = "renameat2", .path = in("file"), .to = in("dir"),
		     .flags = EXCHANGE, .error = EACCES);
		STEP(.call = "rename", .by = "int80", .path = in("file"), .to = in("new"),
		     .error = EACCES);
		/* What Landlock is not asked about. */
		STEP(.call = "unlink", .path = in("none"), .error = ENOENT);
		_exit(0);
	}
	finished(child);

	/* Of whom a right is taken, no file may leave its directory: that is another error. */
	child = truth_fork();
	if (!child) {
		confine(CONFINE_MAKE_DIR);
		STEP(.call = "mkdir", .path = in("sub/new"), .mode = 0751, .error = EACCES);
		STEP(.call = "link", .path = in("file"), .to = in("sub/file"), .error = EXDEV);
		STEP(.call = "rename", .path = in("file"), .to = in("sub/file"), .error = EXDEV);
		STEP(.call = "rename", .path = in("file"), .to = in("new"));
		STEP(.call = "unlink", .path = in("new"));
		STEP(.call = "rmdir", .path = in("dir"));
		_exit(0);
	}
	finished(child);
	return 0;
}

/* name-marked [PLACE]: files that not even root may move. */
static int act_marked(int argc, char **argv)
{
	static const char *const names[] = { "fixed", "fixed-dir", "growing", "growing-dir" };
	size_t i;

	begin_at(argc, argv);
	new_file("plain");
	new_file("fixed");
	new_file("growing");
	new_dir("fixed-dir", 0755);
	new_dir("growing-dir", 0755);
	new_dir("fixed-dir/sub", 0700);
	new_file("fixed-dir/file");
	new_file("growing-dir/file");
	for (i = 0; i < 4; i++)
		if (mark_file(in(names[i]), i < 2 ? FS_IMMUTABLE_FL : FS_APPEND_FL))
			die("chattr");
	STEP(.call = "unlink", .path = in("fixed"), .error = EPERM);
	STEP(.call = "unlink", .path = in("growing"), .error = EPERM);
	STEP(.call = "link", .path = in("fixed"), .to = in("new"), .error = EPERM);
	STEP(.call = "link", .path = in("growing"), .to = in("new"), .error = EPERM);
	STEP(.call = "rename", .path = in("fixed"), .to = in("new"), .error = EPERM);
	STEP(.call = "rename", .path = in("plain"), .to = in("fixed"), .error = EPERM);
	STEP(.call = "rename", .path = in("plain"), .to = in("growing"), .error = EPERM);
	STEP(.call = "rmdir", .path = in("fixed-dir"), .error = EPERM);
	STEP(.call = "rename", .path = in("growing-dir"), .to = in("new"), .error = EPERM);
	/* Directories: nothing comes and goes in one, nothing goes in the other. */
	STEP(.call = "mkdir", .path = in("fixed-dir/new"), .mode = 0755,
	     .error = SOME_REFUSAL);
	STEP(.call = "rmdir", .path = in("fixed-dir/sub"), .error = SOME_REFUSAL);
	STEP(.call = "unlink", .path = in("fixed-dir/file"), .error = SOME_REFUSAL);
	STEP(.call = "link", .path = in("plain"), .to = in("fixed-dir/new"),
	     .error = SOME_REFUSAL);
	STEP(.call = "rename", .path = in("plain"), .to = in("fixed-dir/new"),
	     .error = SOME_REFUSAL);
	STEP(.call = "rename", .path = in("fixed-dir/file"), .to = in("new"),
	     .error = SOME_REFUSAL);
	STEP(.call = "unlink", .path = in("growing-dir/file"), .error = EPERM);
	STEP(.call = "rename", .path = in("growing-dir/file"), .to = in("new"), .error = EPERM);
	STEP(.call = "rename", .path = in("plain"), .to = in("growing-dir/file"),
	     .error = EPERM);
	STEP(.call = "mkdir", .path = in("growing-dir/new"), .mode = 0755);
	STEP(.call = "rmdir", .path = in("growing-dir/new"), .error = EPERM);
	STEP(.call = "link", .path = in("plain"), .to = in("growing-dir/second"));
	for (i = 0; i < 4; i++)
		if (mark_file(in(names[i]), 0))
			die("chattr");
	STEP(.call = "unlink", .path = in("fixed"));
	return 0;
}

/* name-uring [PLACE] */
static int act_uring(int argc, char **argv)
{
	static const char *const ways[] = { "uring", "worker" };
	struct uring_request nothing = { .opcode = 37, .fd = AT_FDCWD, .addr = (uint64_t)"" };
	int dir;
	size_t i;

	begin_at(argc, argv);
	if (uring(&nothing, 0) && errno != ENOENT) {
		truth_absent(errno == ENOSYS ? "no io_uring in this kernel" :
					       "io_uring of this kernel makes no directories");
		return 0;
	}
	new_dir("sub", 0755);
	dir = directory("sub");
	truth_any_last();
	for (i = 0; i < 2; i++) {
		const char *by = ways[i];

		new_file("file");
		STEP(.call = "mkdirat", .by = by, .path = in("dir"), .mode = 0751);
		STEP(.call = "mkdirat", .by = by, .dirfd = dir, .path = "dir", .mode = 01777,
		     .resolved = in("sub/dir"));
		STEP(.call = "renameat2", .by = by, .path = in("dir"), .to = in("other"));
		STEP(.call = "renameat2", .by = by, .dirfd = dir, .path = "dir",
		     .to = in("other"), .flags = EXCHANGE, .resolved = in("sub/dir"));
		STEP(.call = "linkat", .by = by, .path = in("file"), .to_dirfd = dir, .to = "name",
		     .to_resolved = in("sub/name"));
		STEP(.call = "unlinkat", .by = by, .path = in("file"));
		STEP(.call = "unlinkat", .by = by, .dirfd = dir, .path = "name",
		     .resolved = in("sub/name"));
		STEP(.call = "unlinkat", .by = by, .path = in("other"), .flags = AT_REMOVEDIR);
		STEP(.call = "unlinkat", .by = by, .dirfd = dir, .path = "dir",
		     .flags = AT_REMOVEDIR, .resolved = in("sub/dir"));
		STEP(.call = "unlinkat", .by = by, .path = in("none"), .error = ENOENT);
	}
	return 0;
}

/* name-bytes [PLACE] */
static int act_bytes(int argc, char **argv)
{
	char *from, *to;
	size_t i;

	begin_at(argc, argv);
	to = in("plain");
	for (i = 0; odd_names[i]; i++) {
		from = in(odd_names[i]);
		STEP(.call = "mkdir", .path = from, .mode = 0755);
		STEP(.call = "rename", .path = from, .to = to);
		STEP(.call = "rename", .path = to, .to = from);
		STEP(.call = "rmdir", .path = from);
		new_file(odd_names[i]);
		STEP(.call = "link", .path = from, .to = to);
		STEP(.call = "unlink", .path = from);
		STEP(.call = "unlink", .path = to);
	}
	return 0;
}

/* name-deep [PLACE] */
static int act_deep(int argc, char **argv)
{
	static char path[PLACE_DEEP_SIZE], other[sizeof(path)];
	int i, dir, next;

	begin_at(argc, argv);
	dir = directory(".");
	strcpy(path, place);
	for (i = 0; i < PLACE_DEEP; i++) {
		size_t used;

		dir = place_deeper(dir, i, path);
		if (!place_tells(i))
			continue;
		used = strlen(path);
		strcpy(other, path);
		strcat(path, "/dir");
		strcat(other, "/other");
		STEP(.call = "mkdirat", .dirfd = dir, .path = "dir", .mode = 0755,
		     .resolved = path);
		STEP(.call = "renameat", .dirfd = dir, .path = "dir", .to_dirfd = dir,
		     .to = "other", .resolved = path, .to_resolved = other);
		STEP(.call = "unlinkat", .dirfd = dir, .path = "other", .flags = AT_REMOVEDIR,
		     .resolved = other);
		next = openat(dir, "dir", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
		close(next);
		STEP(.call = "linkat", .dirfd = dir, .path = "dir", .to_dirfd = dir,
		     .to = "other", .resolved = path, .to_resolved = other);
		STEP(.call = "unlinkat", .dirfd = dir, .path = "dir", .resolved = path);
		path[used] = 0;
	}
	return 0;
}

/* All five, below a directory whose path in the namespace is "resolved". */
static void all_five(const char *path, const char *resolved)
{
	char *name[4], *full[4];
	int i;

	for (i = 0; i < 4; i++)
		if (asprintf(&name[i], "%s/%d", path, i) < 0 ||
		    asprintf(&full[i], "%s/%d", resolved, i) < 0)
			die("asprintf");
	STEP(.call = "mkdir", .path = name[0], .mode = 0755, .resolved = full[0]);
	STEP(.call = "rename", .path = name[0], .to = name[1], .resolved = full[0],
	     .to_resolved = full[1]);
	STEP(.call = "rmdir", .path = name[1], .resolved = full[1]);
	write_file(name[2], "x", 0644);
	STEP(.call = "link", .path = name[2], .to = name[3], .resolved = full[2],
	     .to_resolved = full[3]);
	STEP(.call = "unlink", .path = name[2], .resolved = full[2]);
	STEP(.call = "unlink", .path = name[3], .resolved = full[3]);
}

/* name-mount [PLACE] */
static int act_mounts(int argc, char **argv)
{
	pid_t child;

	begin_at(argc, argv);
	place_mounts(place);
	new_dir("jail/dir", 0755);
	new_file("tree/sub/file");
	all_five(in("bind"), in("bind"));
	all_five(in("tree/sub"), in("tree/sub"));
	all_five(in("inner"), in("inner"));
	/* The same file through two mounts, and over their border. */
	STEP(.call = "link", .path = in("bind/file"), .to = in("bind/second"));
	STEP(.call = "unlink", .path = in("tree/sub/second"));
	STEP(.call = "rename", .path = in("bind/file"), .to = in("tree/new"), .error = EXDEV);
	STEP(.call = "link", .path = in("bind/file"), .to = in("tree/new"), .error = EXDEV);
	STEP(.call = "rmdir", .path = in("bind"), .error = EBUSY);

	child = truth_fork();
	if (!child) {
		place_jail(place);
		all_five("/dir", in("jail/dir"));
		all_five("dir/..", in("jail"));
		_exit(0);
	}
	finished(child);

	child = truth_fork();
	if (!child) {
		place_namespace();
		place_private(in("tree"));
		all_five(in("tree"), in("tree"));
		all_five(in("bind"), in("bind"));
		_exit(0);
	}
	finished(child);

	child = truth_fork();
	if (!child) {
		place_container(place, "dir");
		all_five("/dir", "/dir");
		STEP(.call = "rmdir", .path = "/old");
		_exit(0);
	}
	finished(child);

	place_unmount(place);
	return 0;
}

/* name-overlay: what a name was in its layers, before and after. */
static int act_overlay(int argc, char **argv)
{
	begin_at(argc, argv);
	place_layers(place);
	new_dir("o/lower/dir", 0755);
	new_dir("o/lower/gone", 0710);
	new_file("o/lower/unlinked");
	new_file("o/lower/renamed");
	new_file("o/lower/linked");
	new_file("o/lower/hidden");
	new_file("o/upper/own");
	new_dir("o/upper/dir", 0751);
	new_file("o/upper/dir/own");
	if (chown(in("o/lower/renamed"), 1000, 1001))
		die("setup");
	if (!place_overlay(place))
		return 0;
	STEP(.call = "mkdir", .path = in("o/merged/new"), .mode = 0750,
	     .real = in("o/upper/new"), .upper = 1);
	STEP(.call = "mkdir", .path = in("o/merged/dir/new"), .mode = 0755,
	     .real = in("o/upper/dir/new"), .upper = 1);
	STEP(.call = "rename", .path = in("o/merged/new"), .to = in("o/merged/newer"),
	     .real = in("o/upper/new"), .upper = 1);
	STEP(.call = "rmdir", .path = in("o/merged/newer"), .real = in("o/upper/newer"),
	     .upper = 1);
	STEP(.call = "rmdir", .path = in("o/merged/gone"), .real = in("o/lower/gone"));
	/* Where a lower one was whited out. */
	STEP(.call = "mkdir", .path = in("o/merged/gone"), .mode = 0755,
	     .real = in("o/upper/gone"), .upper = 1);
	STEP(.call = "unlink", .path = in("o/merged/unlinked"), .real = in("o/lower/unlinked"));
	STEP(.call = "unlink", .path = in("o/merged/dir/own"), .real = in("o/upper/dir/own"),
	     .upper = 1);
	STEP(.call = "rename", .path = in("o/merged/renamed"), .to = in("o/merged/dir/renamed"),
	     .real = in("o/lower/renamed"));
	STEP(.call = "rename", .path = in("o/merged/own"), .to = in("o/merged/hidden"),
	     .real = in("o/upper/own"), .upper = 1);
	STEP(.call = "link", .path = in("o/merged/linked"), .to = in("o/merged/second"),
	     .real = in("o/lower/linked"));
	STEP(.call = "link", .path = in("o/merged/second"), .to = in("o/merged/dir/third"),
	     .real = in("o/lower/linked"), .upper = 1);
	place_no_overlay(place);
	return 0;
}

/*
 * name-layers: on an overlay whose upper layer takes what is made for it, and then
 * refuses to put it where the whiteout is. What was made there is nobody's file.
 */
static int act_layers(int argc, char **argv)
{
	begin_at(argc, argv);
	new_dir("o", 0755);
	new_dir("o/lower", 0755);
	new_dir("o/upper", 0755);
	new_dir("o/work", 0755);
	new_dir("o/merged", 0755);
	new_dir("o/lower/gone", 0710);
	new_file("o/lower/unlinked");
	new_file("o/upper/own");
	if (!place_overlay(place))
		return 0;
	STEP(.call = "rmdir", .path = in("o/merged/gone"), .real = in("o/lower/gone"));
	STEP(.call = "unlink", .path = in("o/merged/unlinked"), .real = in("o/lower/unlinked"));
	if (mark_file(in("o/upper"), FS_APPEND_FL))
		die("chattr");
	STEP(.call = "mkdir", .path = in("o/merged/gone"), .mode = 0755, .error = EPERM);
	STEP(.call = "link", .path = in("o/merged/own"), .to = in("o/merged/unlinked"),
	     .real = in("o/upper/own"), .upper = 1, .error = EPERM);
	/* Where there is none. */
	STEP(.call = "mkdir", .path = in("o/merged/new"), .mode = 0755,
	     .real = in("o/upper/new"), .upper = 1);
	STEP(.call = "rmdir", .path = in("o/merged/new"), .real = in("o/upper/new"), .upper = 1,
	     .error = EPERM);
	if (mark_file(in("o/upper"), 0))
		die("chattr");
	umount(in("o/merged"));
	return 0;
}

const struct act name_acts[] = {
	{ "mkdir", act_mkdir },
	{ "rmdir", act_rmdir },
	{ "unlink", act_unlink },
	{ "link", act_link },
	{ "rename", act_rename },
	{ "rename-flags", act_rename_flags },
	{ "name-errors", act_errors },
	{ "name-refused", act_refused },
	{ "name-denied", act_denied },
	{ "name-marked", act_marked },
	{ "name-uring", act_uring },
	{ "name-bytes", act_bytes },
	{ "name-deep", act_deep },
	{ "name-mount", act_mounts },
	{ "name-overlay", act_overlay },
	{ "name-layers", act_layers },
	{}
};
