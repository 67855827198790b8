// SPDX-License-Identifier: GPL-2.0
/*
 * Mounts by every call that attaches one, and what looks like it and is none. What
 * became of them says the kernel itself, in mountinfo: the truth has all of it from
 * before and after each call, and the host finds the new line.
 */
#define _GNU_SOURCE
#include "actor.h"
#include "place.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define M "/tmp/mount/"

#define SYS_OPEN_TREE	428
#define SYS_MOVE_MOUNT	429
#define SYS_FSOPEN	430
#define SYS_FSCONFIG	431
#define SYS_FSMOUNT	432

#define TREE_CLONE	1
#define TREE_RECURSIVE	0x8000
#define FROM_EMPTY_PATH	0x04
#define BENEATH		0x200

/* One call. All paths in the truth are those of the mount namespace. */
struct mount_step {
	const char *call;	/* mount (the default) or int80 */
	const char *source, *target, *type;	/* the arguments */
	unsigned long flags;	/* of mount(2) or move_mount(2) */
	const char *data;
	const char *kind;	/* move_mount: new, bind or move */
	int tree;		/* move_mount: the descriptor of what is attached */
	const char *from;	/* what a bind mount shows; default: source */
	const char *at;		/* where it comes to be; default: target */
	int point;		/* what is covered, if a look at the target shows something else */
	const char *shown;	/* the new root, if a look at the target shows something else */
	const char *lower, *upper;	/* layers of the new root, on an overlay */
	const char *point_lower, *point_upper;	/* and of what is covered */
	int nested;		/* the lower one is an overlay: its numbers are its own affair */
	int brief;		/* it is gone again right after the call */
};

/*
 * Of the namespace's root, whatever root directory a child gets: the file shows
 * paths as they looked to whoever opened it.
 */
static int mountinfo = -1;
static char before[1 << 16], after[1 << 16];

static void enter_namespace(void)
{
	close(mountinfo);
	mountinfo = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	if (mountinfo < 0)
		die("mountinfo");
}

static void look(char *text)
{
	size_t used = 0;
	ssize_t n;

	lseek(mountinfo, 0, SEEK_SET);
	while ((n = read(mountinfo, text + used, sizeof(before) - 1 - used)) > 0)
		used += n;
	if (n < 0 || used == sizeof(before) - 1)
		die("mountinfo");
	text[used] = 0;
}

static int peek(const char *path)
{
	return path ? open(path, O_PATH | O_CLOEXEC) : -1;
}

/* The number of a file; nothing where there is none. */
static void truth_number(const char *key, const char *path)
{
	struct stat st;

	if (path && !stat(path, &st))
		truth_int(key, st.st_ino);
}

/* In the order in which the kernel asks. */
static const char *kind_of(unsigned long flags)
{
	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~MS_MGC_MSK;
	if (flags & MS_REMOUNT)
		return "none";
	if (flags & MS_BIND)
		return "bind";
	if (flags & (MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE))
		return "none";
	return flags & MS_MOVE ? "move" : "new";
}

static long mount_call(const struct mount_step *step)
{
	if (step->tree)
		return syscall(SYS_MOVE_MOUNT, step->tree, "", AT_FDCWD, step->target,
			       step->flags | FROM_EMPTY_PATH);
	if (step->call && !strcmp(step->call, "int80"))
		return int80(21, (long)low_string(0, step->source),
			     (long)low_string(1, step->target), (long)low_string(2, step->type),
			     step->flags, (long)low_string(3, step->data));
	return syscall(SYS_mount, step->source, step->target, step->type, step->flags, step->data);
}

/* Returns 0 or -1 with errno. */
static int mount_step(const struct mount_step *step)
{
	const char *at = step->at ? step->at : step->target;
	const char *kind = step->tree ? step->kind : kind_of(step->flags);
	const char *call = step->tree ? "move_mount" : step->call ? step->call : "mount";
	int point = step->point ? step->point : peek(step->target);
	int source = -1, root = -1, err;
	const char *from = step->from ? step->from : step->source;
	long long begin, end;
	long result;

	if (!strcmp(kind, "bind"))
		source = peek(step->source);
	look(before);
	begin = now();
	errno = 0;
	result = mount_call(step);
	err = errno;
	end = now();
	if (!result) {
		look(after);
		root = step->tree ? step->tree : peek(step->shown ? step->shown : step->target);
		if (step->brief && umount2(step->target, MNT_DETACH))
			die("umount");
	}

	truth_begin_at("mount", begin);
	truth_string("call", call);
	truth_string("kind", kind);
	truth_string("at", at);
	truth_int("errno", result ? err : 0);
	if (!result && strcmp(kind, "none")) {
		truth_file("point", point, at);
		truth_file("root", root, at);
		if (source >= 0)
			truth_file("source", source, from);
		truth_number("root_lower", step->lower);
		truth_number("root_upper", step->upper);
		truth_int("nested", step->nested);
		truth_number("point_lower", step->point_lower);
		truth_number("point_upper", step->point_upper);
		truth_string("before", before);
		truth_string("after", after);
	}
	truth_end_at(end);
	if (!step->tree && root >= 0)
		close(root);
	if (!step->point)
		close(point);
	if (source >= 0)
		close(source);
	errno = err;
	return result ? -1 : 0;
}

/* One that must succeed: what the case is about follows from it. */
static void attach(const struct mount_step *step)
{
	if (mount_step(step))
		die(step->target);
}

/* One that must fail, and how; 0: that depends on the kernel. */
static void refuse(int error, const struct mount_step *step)
{
	if (!mount_step(step) || (error && errno != error))
		die(step->target);
}

#define ATTACH(...) attach(&(struct mount_step){ __VA_ARGS__ })
#define REFUSE(error, ...) refuse(error, &(struct mount_step){ __VA_ARGS__ })

static void directories(const char *const *names)
{
	char path[4096];

	mkdir("/tmp/mount", 0755);
	for (; *names; names++) {
		snprintf(path, sizeof(path), M "%s", *names);
		if (mkdir(path, 0755))
			die(path);
	}
}

#define DIRECTORIES(...) directories((const char *const[]){ __VA_ARGS__, NULL })

/* With everything that is mounted inside. */
static void unmount(const char *path)
{
	if (umount2(path, MNT_DETACH))
		die(path);
}

static int act_attach(int argc, char **argv)
{
	enter_namespace();
	DIRECTORIES("new", "tree", "tree/sub", "tree/sub/deep", "tree/inner", "bind", "sub",
		    "again", "recursive", "moved", "32", "ram", "proc", "flat");
	write_file(M "file", "text\n", 0640);
	write_file(M "onto", "other\n", 0604);
	if (chown(M "file", 1000, 1001) || chown(M "new", 1001, 1000) || chmod(M "new", 0751))
		die("setup");

	/* Whose mount point and whose root have nothing in common. */
	ATTACH(.source = "new one", .target = M "new", .type = "tmpfs",
	       .data = "mode=1773,uid=1000,gid=1001");
	ATTACH(.source = "none", .target = M "ram", .type = "ramfs");
	ATTACH(.source = "proc", .target = M "proc", .type = "proc");
	ATTACH(.call = "int80", .source = "32", .target = M "32", .type = "tmpfs",
	       .data = "mode=750");
	/* The kernel of old took a magic number with the flags. */
	ATTACH(.source = "magic", .target = M "tree/inner", .type = "tmpfs",
	       .flags = MS_MGC_VAL | MS_NOSUID | MS_NODEV);

	ATTACH(.source = M "tree", .target = M "bind", .flags = MS_BIND);
	ATTACH(.source = M "tree/sub", .target = M "sub", .flags = MS_BIND);
	ATTACH(.source = M "file", .target = M "onto", .flags = MS_BIND);
	/* What a bind mount shows, and through it. */
	ATTACH(.source = M "sub/deep", .target = M "again", .flags = MS_BIND);
	/* Two mounts, one event; without MS_REC it is one mount. */
	ATTACH(.source = M "tree", .target = M "recursive", .flags = MS_BIND | MS_REC);
	ATTACH(.source = M "tree", .target = M "flat", .flags = MS_BIND | MS_PRIVATE);
	/* On a bind mount the path inside the mount below is not that of its filesystem. */
	ATTACH(.source = "below", .target = M "sub/deep", .type = "tmpfs");

	ATTACH(.source = M "new", .target = M "moved", .flags = MS_MOVE);
	ATTACH(.source = M "recursive", .target = M "new", .flags = MS_MOVE);

	/* Over what is mounted there. */
	ATTACH(.source = "over", .target = M "moved", .type = "tmpfs", .data = "mode=700");
	ATTACH(.source = M "tree", .target = M "moved", .flags = MS_BIND);
	ATTACH(.source = M "file", .target = M "onto", .flags = MS_BIND);

	/* As somebody else wrote it. */
	if (chdir(M "tree") || symlink(M "flat", M "link"))
		die("setup");
	ATTACH(.source = "sub", .from = M "tree/sub", .target = "../link//.", .at = M "flat",
	       .flags = MS_BIND);
	if (chdir("/"))
		die("chdir");

	/* None of these attaches anything. */
	ATTACH(.source = "none", .target = M "moved", .flags = MS_REMOUNT | MS_BIND | MS_RDONLY);
	ATTACH(.source = "none", .target = M "ram", .flags = MS_REMOUNT);
	ATTACH(.source = "none", .target = M "ram", .flags = MS_SHARED);
	ATTACH(.source = "none", .target = M "ram", .flags = MS_SLAVE | MS_REC);
	ATTACH(.source = "none", .target = M "ram", .flags = MS_UNBINDABLE);
	ATTACH(.source = "none", .target = M "ram", .flags = MS_PRIVATE);

	unmount(M "flat");
	unmount(M "flat");
	unmount(M "onto");
	unmount(M "onto");
	unmount(M "moved");
	unmount(M "moved");
	unmount(M "moved");
	unmount(M "new");
	unmount(M "again");
	unmount(M "sub");
	unmount(M "bind");
	unmount(M "tree/inner");
	unmount(M "32");
	unmount(M "proc");
	unmount(M "ram");
	return 0;
}

static int act_attach_names(int argc, char **argv)
{
	char longest[sizeof(M) + NAME_MAX] = M, path[sizeof(longest)], below[sizeof(path) + 4];
	size_t i;

	enter_namespace();
	mkdir("/tmp/mount", 0755);
	memset(longest + strlen(M), 'm', NAME_MAX);
	longest[sizeof(longest) - 1] = 0;
	if (mkdir(longest, 0755))
		die("mkdir");
	for (i = 0; odd_names[i]; i++) {
		snprintf(path, sizeof(path), M "%s", odd_names[i]);
		snprintf(below, sizeof(below), "%s/\xff\n", path);
		if (mkdir(path, 0755))
			die("mkdir");
		ATTACH(.source = path, .target = longest, .flags = MS_BIND);
		ATTACH(.source = "odd", .target = path, .type = "tmpfs");
		if (mkdir(below, 0755))
			die("mkdir");
		ATTACH(.source = longest, .target = below, .flags = MS_BIND);
		unmount(path);
		unmount(longest);
	}
	return 0;
}

/* What is covered, or what is shown, is deep; the calls name it from where it is. */
static void attach_there(const char *point, const char *shown)
{
	ATTACH(.source = "new", .target = "point", .at = point, .type = "tmpfs");
	unmount("point");
	ATTACH(.source = M "shallow", .target = "point", .at = point, .flags = MS_BIND);
	unmount("point");
	ATTACH(.source = "shown", .from = shown, .target = M "shallow", .flags = MS_BIND);
	unmount(M "shallow");
}

/* Both are. */
static void attach_both(const char *point, const char *shown)
{
	ATTACH(.source = "shown", .from = shown, .target = "point", .at = point,
	       .flags = MS_BIND);
	unmount("point");
}

/* Each from a directory of its own: no rm of the guest takes such a tree away. */
static void descend(const char *from, void (*attach_all)(const char *point, const char *shown))
{
	static char path[PLACE_DEEP_SIZE], point[sizeof(path)], shown[sizeof(path)];
	int dir, i;

	enter_namespace();
	DIRECTORIES("shallow");
	if (mkdir(from, 0755) && errno != EEXIST)
		die(from);
	strcpy(path, from);
	dir = peek(path);
	for (i = 0; i < PLACE_DEEP; i++) {
		dir = place_deeper(dir, i, path);
		if (!place_tells(i))
			continue;
		strcat(strcpy(point, path), "/point");
		strcat(strcpy(shown, path), "/shown");
		if (fchdir(dir) || mkdir("point", 0755) || mkdir("shown", 0750))
			die("mkdir");
		attach_all(point, shown);
	}
}

static int act_attach_deep(int argc, char **argv)
{
	descend(M "deep", attach_there);
	return 0;
}

static int act_attach_long(int argc, char **argv)
{
	descend("/tmp/mount", attach_both);
	return 0;
}

static int act_attach_fails(int argc, char **argv)
{
	pid_t child;

	enter_namespace();
	DIRECTORIES("here", "sys", "closed", "closed/in");
	write_file(M "file", "text\n", 0644);
	ATTACH(.source = "sysfs", .target = M "sys", .type = "sysfs");
	REFUSE(ENOENT, .source = "none", .target = M "nowhere", .type = "tmpfs");
	REFUSE(ENOENT, .source = M "nothing", .target = M "here", .flags = MS_BIND);
	REFUSE(EINVAL, .source = "none", .target = M "here", .type = "tmpfs", .data = "size=x");
	REFUSE(ENOTDIR, .source = "none", .target = M "file", .type = "tmpfs");
	REFUSE(ENOTDIR, .source = M "here", .target = M "file", .flags = MS_BIND);
	/* There is only one of these. */
	REFUSE(EBUSY, .source = "sysfs", .target = M "sys", .type = "sysfs");
	REFUSE(EINVAL, .source = M "here", .target = M "closed", .flags = MS_MOVE);
	REFUSE(ELOOP, .source = M "sys", .target = M "sys/fs", .flags = MS_MOVE);
	REFUSE(EINVAL, .source = "none", .target = M "here", .flags = MS_REMOUNT);
	REFUSE(EINVAL, .source = "none", .target = M "here", .flags = MS_SHARED);
	if (chmod(M "closed", 0700))
		die("chmod");

	child = truth_fork();
	if (!child) {
		become_alice();
		REFUSE(EPERM, .source = "none", .target = M "here", .type = "tmpfs");
		REFUSE(EPERM, .source = M "sys", .target = M "here", .flags = MS_BIND);
		REFUSE(EACCES, .source = "none", .target = M "closed/in", .type = "tmpfs");
		_exit(0);
	}
	truth_wait(child);
	/* And one that must come, so that silence is no accident. */
	ATTACH(.source = "none", .target = M "here", .type = "tmpfs");
	unmount(M "here");
	unmount(M "sys");
	return 0;
}

static int act_propagation(int argc, char **argv)
{
	enter_namespace();
	DIRECTORIES("shared", "peer", "slave", "private");
	ATTACH(.source = "shared", .target = M "shared", .type = "tmpfs");
	ATTACH(.source = "none", .target = M "shared", .flags = MS_SHARED);
	DIRECTORIES("shared/a", "shared/b", "shared/c", "shared/d", "shared/e", "shared/a/in");
	/* In the group of what it shows. */
	ATTACH(.source = M "shared", .target = M "peer", .flags = MS_BIND);
	ATTACH(.source = M "shared", .target = M "slave", .flags = MS_BIND);
	ATTACH(.source = "none", .target = M "slave", .flags = MS_SLAVE);
	ATTACH(.source = M "shared", .target = M "private", .flags = MS_BIND);
	ATTACH(.source = "none", .target = M "private", .flags = MS_PRIVATE);

	/* One in a new group, copies in two places. */
	ATTACH(.source = "a", .target = M "shared/a", .type = "tmpfs");
	ATTACH(.source = "b", .target = M "peer/b", .type = "tmpfs");
	/* Of a slave and of a private mount, nobody gets a copy. */
	ATTACH(.source = "c", .target = M "slave/c", .type = "tmpfs");
	ATTACH(.source = "d", .target = M "private/d", .type = "tmpfs");
	/* Where a copy has to go below the one that is there. */
	ATTACH(.source = "c", .target = M "shared/c", .type = "tmpfs");
	/* A slave with a group of its own. */
	ATTACH(.source = "none", .target = M "slave", .flags = MS_SHARED);
	ATTACH(.source = "e", .target = M "slave/e", .type = "tmpfs");
	/* What is shared comes with its group, and all that is in it. */
	ATTACH(.source = M "peer", .target = M "shared/d", .flags = MS_BIND | MS_REC);
	ATTACH(.source = M "private/d", .target = M "shared/e", .flags = MS_MOVE);
	/* Nothing can be moved out of a shared mount. */
	REFUSE(EINVAL, .source = M "shared/a", .target = M "private/a", .flags = MS_MOVE);

	unmount(M "private");
	unmount(M "slave");
	unmount(M "peer");
	unmount(M "shared");
	return 0;
}

static void own_namespace(void)
{
	if (unshare(CLONE_NEWNS))
		die("unshare");
	enter_namespace();
	ATTACH(.source = "none", .target = "/", .flags = MS_REC | MS_PRIVATE);
}

static int act_attach_inside(int argc, char **argv)
{
	pid_t child;

	enter_namespace();
	DIRECTORIES("jail", "jail/here", "jail/there", "jail/here/deep", "tree", "inner", "brief",
		    "root", "outside");
	/* Another root directory: its mounts are where they are all the same. */
	child = truth_fork();
	if (!child) {
		if (chroot(M "jail") || chdir("/"))
			die("chroot");
		ATTACH(.source = "jailed", .target = "/there", .at = M "jail/there",
		       .type = "tmpfs");
		ATTACH(.source = "/here", .from = M "jail/here", .target = "there",
		       .at = M "jail/there", .flags = MS_BIND);
		ATTACH(.source = "there", .target = "/here", .at = M "jail/here", .flags = MS_MOVE);
		unmount("/here");
		unmount("/there");
		_exit(0);
	}
	truth_wait(child);

	/* In a namespace that nobody else sees; the kernel makes copies at its start. */
	child = truth_fork();
	if (!child) {
		own_namespace();
		ATTACH(.source = "own", .target = M "tree", .type = "tmpfs");
		ATTACH(.source = M "jail", .target = M "inner", .flags = MS_BIND);
		ATTACH(.source = "brief", .target = M "brief", .type = "tmpfs", .brief = 1);
		ATTACH(.source = M "jail/here", .target = M "brief", .flags = MS_BIND, .brief = 1);
		_exit(0);
	}
	truth_wait(child);

	/* What is mounted outside is copied into a namespace that listens. */
	ATTACH(.source = "outside", .target = M "outside", .type = "tmpfs");
	ATTACH(.source = "none", .target = M "outside", .flags = MS_SHARED);
	DIRECTORIES("outside/in", "outside/out");
	child = truth_fork();
	if (!child) {
		if (unshare(CLONE_NEWNS))
			die("unshare");
		enter_namespace();
		ATTACH(.source = "in", .target = M "outside/in", .type = "tmpfs");
		_exit(0);
	}
	truth_wait(child);
	ATTACH(.source = "out", .target = M "outside/out", .type = "tmpfs");

	/* As a container does it: another root, the old one gone. */
	child = truth_fork();
	if (!child) {
		own_namespace();
		ATTACH(.source = "rootfs", .target = M "root", .type = "tmpfs");
		DIRECTORIES("root/old", "root/proc", "root/in", "root/in/deep");
		ATTACH(.source = "proc", .target = M "root/proc", .type = "proc");
		if (syscall(SYS_pivot_root, M "root", M "root/old") || chdir("/"))
			die("pivot_root");
		enter_namespace();
		ATTACH(.source = "own", .target = "/in/deep", .type = "tmpfs");
		if (umount2("/old", MNT_DETACH))
			die("/old");
		ATTACH(.source = "/in", .target = "/old", .flags = MS_BIND | MS_REC);
		_exit(0);
	}
	truth_wait(child);

	/* As one without pivot_root does it: a mount on top of the root. */
	child = truth_fork();
	if (!child) {
		own_namespace();
		ATTACH(.source = "rootfs", .target = M "root", .type = "tmpfs");
		DIRECTORIES("root/in", "root/proc");
		if (chdir(M "root"))
			die("chdir");
		ATTACH(.source = ".", .target = "/", .flags = MS_MOVE, .shown = ".");
		if (chroot(".") || chdir("/"))
			die("chroot");
		ATTACH(.source = "proc", .target = "/proc", .type = "proc");
		enter_namespace();
		ATTACH(.source = "own", .target = "/in", .type = "tmpfs");
		_exit(0);
	}
	truth_wait(child);

	unmount(M "outside");
	return 0;
}

static int act_attach_overlay(int argc, char **argv)
{
	enter_namespace();
	DIRECTORIES("o");
	ATTACH(.source = "layers", .target = M "o", .type = "tmpfs");
	DIRECTORIES("o/lower", "o/upper", "o/work", "o/merged", "o/upper2", "o/work2", "o/nested",
		    "o/lower/low", "o/upper/up", "o/lower/both", "o/upper/both");
	if (chown(M "o/upper", 1000, 1001) || chmod(M "o/upper", 0711))
		die("setup");
	if (mount_step(&(struct mount_step){ .source = "overlay",
					     .target = M "o/merged",
					     .type = "overlay",
					     .data = "lowerdir=" M "o/lower,upperdir=" M
						     "o/upper,workdir=" M "o/work",
					     .lower = M "o/lower",
					     .upper = M "o/upper" })) {
		truth_absent(errno == ENODEV ? "no overlayfs in this kernel" : strerror(errno));
		return 0;
	}
	ATTACH(.source = "on", .target = M "o/merged/low", .type = "tmpfs",
	       .point_lower = M "o/lower/low");
	ATTACH(.source = "on", .target = M "o/merged/up", .type = "tmpfs",
	       .point_upper = M "o/upper/up");
	ATTACH(.source = M "o/merged/both", .target = M "o/merged/low", .flags = MS_BIND,
	       .lower = M "o/lower/both", .upper = M "o/upper/both");
	unmount(M "o/merged/low");
	unmount(M "o/merged/low");
	unmount(M "o/merged/up");
	ATTACH(.source = "nested", .target = M "o/nested", .type = "overlay",
	       .data = "lowerdir=" M "o/merged,upperdir=" M "o/upper2,workdir=" M "o/work2",
	       .upper = M "o/upper2", .nested = 1);
	ATTACH(.source = M "o/nested", .target = M "o/merged", .flags = MS_BIND,
	       .point_lower = M "o/lower", .point_upper = M "o/upper", .upper = M "o/upper2",
	       .nested = 1);
	unmount(M "o/merged");
	unmount(M "o/nested");
	unmount(M "o/merged");
	unmount(M "o");
	return 0;
}

/* A mount of a new filesystem that is nowhere yet; -1: no such calls. */
static int detached(const char *type)
{
	int context = syscall(SYS_FSOPEN, type, 1 /* FSOPEN_CLOEXEC */), fd;

	if (context < 0)
		return -1;
	if (syscall(SYS_FSCONFIG, context, 6 /* FSCONFIG_CMD_CREATE */, NULL, NULL, 0))
		die("fsconfig");
	fd = syscall(SYS_FSMOUNT, context, 1 /* FSMOUNT_CLOEXEC */, 0);
	if (fd < 0)
		die("fsmount");
	close(context);
	return fd;
}

static int tree(const char *path, unsigned int flags)
{
	int fd = syscall(SYS_OPEN_TREE, AT_FDCWD, path, flags | O_CLOEXEC);

	if (fd < 0)
		die(path);
	return fd;
}

static int act_attach_api(int argc, char **argv)
{
	int fd;

	enter_namespace();
	DIRECTORIES("new", "tree", "tree/sub", "tree/inner", "bind", "recursive", "moved", "again");
	write_file(M "file", "text\n", 0640);
	write_file(M "onto", "other\n", 0604);
	fd = detached("tmpfs");
	if (fd < 0) {
		truth_absent(errno == ENOSYS ? "no move_mount in this kernel" : strerror(errno));
		return 0;
	}
	ATTACH(.kind = "new", .tree = fd, .target = M "new");
	/* The same once more moves it. */
	ATTACH(.kind = "move", .tree = fd, .target = M "moved");
	close(fd);
	fd = detached("proc");
	ATTACH(.kind = "new", .tree = fd, .target = M "new");
	close(fd);

	fd = tree(M "tree", TREE_CLONE);
	ATTACH(.kind = "bind", .source = M "tree", .tree = fd, .target = M "bind");
	close(fd);
	ATTACH(.source = "inner", .target = M "tree/inner", .type = "tmpfs");
	fd = tree(M "tree", TREE_CLONE | TREE_RECURSIVE);
	ATTACH(.kind = "bind", .source = M "tree", .tree = fd, .target = M "recursive");
	close(fd);
	fd = tree(M "file", TREE_CLONE);
	ATTACH(.kind = "bind", .source = M "file", .tree = fd, .target = M "onto");
	close(fd);
	fd = tree(M "moved", 0);
	ATTACH(.kind = "move", .tree = fd, .target = M "again");
	close(fd);

	fd = detached("tmpfs");
	REFUSE(ENOENT, .kind = "new", .tree = fd, .target = M "nowhere");
	REFUSE(0, .kind = "new", .tree = fd, .target = M "file");
	close(fd);
	fd = tree(M "tree", 0);
	REFUSE(EINVAL, .kind = "move", .tree = fd, .target = M "moved");
	close(fd);

	unmount(M "again");
	unmount(M "onto");
	unmount(M "recursive");
	unmount(M "bind");
	unmount(M "tree/inner");
	unmount(M "new");
	return 0;
}

/* Below what is mounted there: nothing changes for who looks at the path. */
static int act_attach_beneath(int argc, char **argv)
{
	struct mount_step below;
	int point, fd;

	enter_namespace();
	DIRECTORIES("top", "top/sub", "tree", "tree/sub");
	point = peek(M "top/sub");
	ATTACH(.source = "top", .target = M "top/sub", .type = "tmpfs");
	fd = detached("tmpfs");
	below = (struct mount_step){ .kind = "new", .tree = fd, .flags = BENEATH,
				     .target = M "top/sub", .point = point };
	if (fd < 0 || mount_step(&below)) {
		truth_absent(errno == ENOSYS || errno == EINVAL ?
				     "no MOVE_MOUNT_BENEATH in this kernel" : strerror(errno));
		unmount(M "top/sub");
		return 0;
	}
	close(point);
	/* Between the two: what is covered is the one that has just been put there. */
	point = fd;
	fd = tree(M "tree/sub", TREE_CLONE);
	ATTACH(.kind = "bind", .source = M "tree/sub", .tree = fd, .flags = BENEATH,
	       .target = M "top/sub", .point = point);
	close(fd);
	close(point);
	unmount(M "top/sub");
	unmount(M "top/sub");
	unmount(M "top/sub");
	return 0;
}

const struct act mount_acts[] = {
	{ "attach", act_attach },
	{ "attach-names", act_attach_names },
	{ "attach-deep", act_attach_deep },
	{ "attach-long", act_attach_long },
	{ "attach-fails", act_attach_fails },
	{ "propagation", act_propagation },
	{ "attach-inside", act_attach_inside },
	{ "attach-overlay", act_attach_overlay },
	{ "attach-api", act_attach_api },
	{ "attach-beneath", act_attach_beneath },
	{}
};
