// SPDX-License-Identifier: GPL-2.0
/*
 * What actors do beside their task, to prepare it and to clean up: calls of the C
 * library that make events. The linker leads them here (--wrap), and each becomes a
 * record of truth. What a task itself is about goes through syscall(2).
 */
#include "actor.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

static int observed;

void aside_begin(void)
{
	observed = 1;
}

static int aside(const char *kind, long long begin, int result)
{
	int error = errno;

	if (observed) {
		truth_begin_at("aside", begin);
		truth_string("kind", kind);
		truth_int("errno", result ? error : 0);
		truth_end();
	}
	errno = error;
	return result;
}

#define ASIDE(kind, name, parameters, arguments)			\
	int __real_##name parameters;					\
	int __wrap_##name parameters;					\
	int __wrap_##name parameters					\
	{								\
		long long begin = now();				\
									\
		return aside(kind, begin, __real_##name arguments);	\
	}

ASIDE("mkdir", mkdir, (const char *path, mode_t mode), (path, mode))
ASIDE("mkdir", mkdirat, (int dir, const char *path, mode_t mode), (dir, path, mode))
ASIDE("rmdir", rmdir, (const char *path), (path))
ASIDE("unlink", unlink, (const char *path), (path))
ASIDE("link", link, (const char *from, const char *to), (from, to))
ASIDE("rename", rename, (const char *from, const char *to), (from, to))
ASIDE("chmod", chmod, (const char *path, mode_t mode), (path, mode))
ASIDE("chmod", fchmod, (int fd, mode_t mode), (fd, mode))
ASIDE("chown", chown, (const char *path, uid_t uid, gid_t gid), (path, uid, gid))
ASIDE("chown", lchown, (const char *path, uid_t uid, gid_t gid), (path, uid, gid))

int __real_mount(const char *source, const char *target, const char *type, unsigned long flags,
		 const void *data);
int __wrap_mount(const char *source, const char *target, const char *type, unsigned long flags,
		 const void *data);

/* Only what attaches a mount is an event, and only where it succeeds. */
int __wrap_mount(const char *source, const char *target, const char *type, unsigned long flags,
		 const void *data)
{
	long long begin = now();
	int result = __real_mount(source, target, type, flags, data);

	if (result || flags & (MS_REMOUNT | MS_PRIVATE | MS_SHARED | MS_SLAVE | MS_UNBINDABLE))
		return result;
	return aside("mount", begin, 0);
}
