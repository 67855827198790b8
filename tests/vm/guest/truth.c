// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "truth.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Room for an argument vector near the kernel's limit, escaped. */
#define LINE_MAX_BYTES (8 << 20)

static __thread char *line;
static __thread size_t used;

void die(const char *what)
{
	fprintf(stderr, "actor: %s: %s\n", what, strerror(errno));
	_exit(99);
}

static long long clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

long long now(void)
{
	return clock_ns(CLOCK_REALTIME);
}

int kernel_since(int major, int minor)
{
	struct utsname name;
	int this_major, this_minor;

	if (uname(&name) || sscanf(name.release, "%d.%d", &this_major, &this_minor) != 2)
		die("uname");
	return this_major > major || (this_major == major && this_minor >= minor);
}

static void put(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	used += vsnprintf(line + used, LINE_MAX_BYTES - used, format, arguments);
	va_end(arguments);
	if (used >= LINE_MAX_BYTES)
		die("a line of truth is too long");
}

static void put_text(const char *text, size_t length)
{
	size_t i;

	put("\"");
	for (i = 0; i < length; i++) {
		unsigned char c = text[i];

		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
			put("\\u%04x", c);
		else
			line[used++] = c;
	}
	put("\"");
}

void truth_begin_at(const char *op, long long begin)
{
	/* Pages, not malloc: an actor may share its heap with a vfork parent. */
	if (!line)
		line = mmap(NULL, LINE_MAX_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	used = 0;
	put("{\"op\":\"%s\",\"pid\":%d,\"tid\":%d,\"t\":%lld", op, getpid(),
	    (int)syscall(SYS_gettid), begin);
}

void truth_begin(const char *op)
{
	truth_begin_at(op, now());
}

void truth_int(const char *key, long long value)
{
	put(",\"%s\":%lld", key, value);
}

void truth_string(const char *key, const char *value)
{
	put(",\"%s\":", key);
	put_text(value, strlen(value));
}

void truth_strings(const char *key, char *const *list)
{
	int i;

	put(",\"%s\":[", key);
	for (i = 0; list && list[i]; i++) {
		put(i ? "," : "");
		put_text(list[i], strlen(list[i]));
	}
	put("]");
}

void truth_bytes(const char *key, const char *bytes, size_t length)
{
	size_t at, n;

	put(",\"%s\":[", key);
	for (at = 0; at < length; at += n + 1) {
		n = strnlen(bytes + at, length - at);
		put(at ? "," : "");
		put_text(bytes + at, n);
	}
	put("]");
}

void truth_end_at(long long end)
{
	put(",\"u\":%lld}\n", end);
	if (write(TRUTH_FD, line, used) != (ssize_t)used)
		die("writing the truth");
}

void truth_end(void)
{
	truth_end_at(now());
}

void truth_any_last(void)
{
	truth_begin("last");
	truth_end();
}

void truth_absent(const char *why)
{
	truth_begin("absent");
	truth_string("why", why);
	truth_end();
}

/* Reads a whole small file; the result is static and ends in NUL. */
static char *slurp(const char *path, size_t *length)
{
	static __thread char *buffer;
	size_t size = 4 << 20, n = 0;
	ssize_t got = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (!buffer)
		buffer = mmap(NULL, size, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (fd >= 0) {
		while (n < size - 1 && (got = read(fd, buffer + n, size - 1 - n)) > 0)
			n += got;
		close(fd);
	}
	buffer[n] = 0;
	if (length)
		*length = n;
	return fd < 0 ? NULL : buffer;
}

/*
 * The mount of a descriptor, by the oldest way that works: fdinfo shows it
 * since 3.15, a file handle carries it since 2.6.39 where the filesystem can
 * make handles, and else the device number must do.
 */
static int mount_of(int fd, const struct stat *st)
{
	struct {
		struct file_handle head;
		char room[128];
	} handle;
	unsigned int major, minor;
	char path[64], *text, *at;
	int id = -1;

	snprintf(path, sizeof(path), "/proc/self/task/%d/fdinfo/%d", (int)syscall(SYS_gettid), fd);
	text = slurp(path, NULL);
	at = text ? strstr(text, "mnt_id:") : NULL;
	if (at)
		return atoi(at + 7);

	handle.head.handle_bytes = sizeof(handle.room);
	if (!name_to_handle_at(fd, "", &handle.head, &id, AT_EMPTY_PATH) || errno == EOVERFLOW)
		return id;

	text = slurp("/proc/self/mountinfo", NULL);
	for (at = text; at && *at; at = strchr(at, '\n') + 1)
		if (sscanf(at, "%d %*d %u:%u", &id, &major, &minor) == 3 &&
		    makedev(major, minor) == st->st_dev)
			return id;
	return -1;
}

static void filesystem_of(int fd, int mount, char *name, size_t size)
{
	char path[64], *text, *at, *dash;
	struct statfs fs;

	/* Not /proc/self: the leader may be gone while this thread goes on. */
	snprintf(path, sizeof(path), "/proc/self/task/%d/mountinfo", (int)syscall(SYS_gettid));
	text = slurp(path, NULL);
	*name = 0;
	/* In a chroot the file shows only what lies below the root, or is missing. */
	if (!fstatfs(fd, &fs) && fs.f_type == TMPFS_MAGIC)
		snprintf(name, size, "tmpfs");
	for (at = text; at && *at; at = strchr(at, '\n') + 1) {
		if (atoi(at) != mount)
			continue;
		dash = strstr(at, " - ");
		if (dash)
			snprintf(name, size, "%.*s", (int)strcspn(dash + 3, " "), dash + 3);
		return;
	}
}

void truth_file(const char *key, int fd, const char *path)
{
	char filesystem[64];
	struct stat st;
	int mount;

	put(",\"%s\":{\"path\":", key);
	put_text(path, strlen(path));
	if (fd >= 0 && !fstat(fd, &st)) {
		mount = mount_of(fd, &st);
		filesystem_of(fd, mount, filesystem, sizeof(filesystem));
		put(",\"ino\":%llu,\"mode\":%u,\"uid\":%u,\"gid\":%u,\"mount\":%d",
		    (unsigned long long)st.st_ino, st.st_mode, st.st_uid, st.st_gid, mount);
		put(",\"filesystem\":\"%s\"", filesystem);
		put(",\"mtime\":%lld,\"ctime\":%lld",
		    st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec,
		    st.st_ctim.tv_sec * 1000000000LL + st.st_ctim.tv_nsec);
	}
	put("}");
}

/* Field by number as proc(5) counts them, after the name in parentheses. */
static long long stat_field(const char *stat, int number)
{
	const char *at = strrchr(stat, ')') + 2;
	int i;

	for (i = 3; i < number; i++)
		at = strchr(at, ' ') + 1;
	return strtoll(at, NULL, 10);
}

static void put_status(const char *status, const char *name, const char *key, int hexadecimal)
{
	const char *at = strstr(status, name);
	unsigned long long value[4] = {0};

	if (!at)
		return;
	at += strlen(name);
	if (hexadecimal) {
		put(",\"%s\":%llu", key, strtoull(at, NULL, 16));
		return;
	}
	sscanf(at, "%llu %llu %llu %llu", &value[0], &value[1], &value[2], &value[3]);
	put(",\"%s\":[%llu,%llu,%llu,%llu]", key, value[0], value[1], value[2], value[3]);
}

/* Of the flags in /proc/PID/stat: a thread of the kernel. */
#define PF_KTHREAD	0x00200000

static void put_credentials(const char *status)
{
	put_status(status, "\nUid:", "uids", 0);
	put_status(status, "\nGid:", "gids", 0);
	put_status(status, "\nCapEff:", "effective", 1);
	put_status(status, "\nCapPrm:", "permitted", 1);
}

void truth_credentials(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%d/status", (int)syscall(SYS_gettid));
	put_credentials(slurp(path, NULL));
}

/* Device numbers as the kernel names them. */
static void put_tty(long long number)
{
	unsigned int major = (number >> 8) & 0xfff;
	unsigned int minor = (number & 0xff) | ((number >> 12) & 0xfff00);

	if (!number)
		return;
	if (major >= 136 && major <= 143)
		put(",\"tty\":\"pts%u\"", (major - 136) * 256 + minor);
	else if (major == 4 && minor >= 64)
		put(",\"tty\":\"ttyS%u\"", minor - 64);
	else if (major == 4)
		put(",\"tty\":\"tty%u\"", minor);
	else
		put(",\"tty\":\"%u:%u\"", major, minor);
}

/*
 * Boot time, in which the kernel keeps start times, to wall clock. Others may
 * run between two looks at clocks: the closest pair of looks counts.
 */
static long long boot_to_wall(void)
{
	long long best = -1, offset = 0;
	int i;

	for (i = 0; i < 8; i++) {
		long long before = clock_ns(CLOCK_BOOTTIME), wall = now();
		long long after = clock_ns(CLOCK_BOOTTIME);

		if (best < 0 || after - before < best) {
			best = after - before;
			offset = wall - (before + after) / 2;
		}
	}
	return offset;
}

void truth_image(pid_t pid, const char *executable)
{
	char path[64], target[4200], *text, *end;
	long long begin = now(), offset;
	size_t length;
	ssize_t n;
	int fd;

	offset = boot_to_wall();

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	text = slurp(path, NULL);
	if (!text)
		die(path);
	truth_begin_at("image", begin);
	truth_int("of", pid);
	truth_int("parent", stat_field(text, 4));
	truth_int("start", stat_field(text, 22) * (1000000000LL / sysconf(_SC_CLK_TCK)) + offset);
	put_tty(stat_field(text, 7));
	truth_int("kernel", !!(stat_field(text, 9) & PF_KTHREAD));

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	put_credentials(slurp(path, NULL));

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	text = slurp(path, &length);
	end = text + length;
	if (end > text && end[-1] == '\n')
		end[-1] = 0;
	truth_string("comm", text);

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	text = slurp(path, &length);
	truth_bytes("argv", text, length);

	snprintf(path, sizeof(path), "/proc/%d/environ", pid);
	text = slurp(path, &length);
	if (text)
		truth_bytes("env", text, length);

	snprintf(path, sizeof(path), "/proc/%d/cgroup", pid);
	text = slurp(path, NULL);
	truth_string("cgroup", text ? text : "");

	/*
	 * O_PATH: the fact is wanted, not an open. Its descriptor has a mount
	 * all the same.
	 */
	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	fd = open(path, O_PATH | O_CLOEXEC);
	n = readlink(path, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = 0;
	truth_file("exe", fd, executable ? executable : target);
	if (fd >= 0)
		close(fd);
	truth_end();
}
