// SPDX-License-Identifier: GPL-2.0
/*
 * One datagram to the socket that NOTIFY_SOCKET names, as sd_notify(3) describes
 * it. Not with libsystemd: it is missing where relayd is linked statically or the
 * system has another service manager, and half of it would come along for this.
 */
#include "notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"

static void notify(const char *state, const char *status)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = path ? strlen(path) : 0;
	char text[256];
	int fd;

	if (!length)
		return;
	if ((path[0] != '/' && path[0] != '@') || length >= sizeof(address.sun_path)) {
		log_note("NOTIFY_SOCKET=%s is not a path: the service manager is not told", path);
		return;
	}
	memcpy(address.sun_path, path, length);
	/* the name of an abstract socket begins with NUL and ends with its length */
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	snprintf(text, sizeof(text), "%s=1\nSTATUS=%s\n", state, status);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&address,
			     offsetof(struct sockaddr_un, sun_path) + length) < 0)
		log_note("cannot tell the service manager %s: %s", state, strerror(errno));
	if (fd >= 0)
		close(fd);
}

/**
 * notify_ready() - started; @status is one line for people
 */
void notify_ready(const char *status)
{
	notify("READY", status);
}

/**
 * notify_stopping() - told to end
 */
void notify_stopping(const char *status)
{
	notify("STOPPING", status);
}
