// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "notify.h"
#include "test.h"

/* A service manager's socket under this name, '@' for an abstract one. */
static int listen_at(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	memcpy(address.sun_path, name, length);
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	CHECK(!bind(fd, (struct sockaddr *)&address,
		    offsetof(struct sockaddr_un, sun_path) + length + (name[0] != '@')));
	return fd;
}

static const char *heard(int fd)
{
	static char text[128];
	ssize_t got = recv(fd, text, sizeof(text) - 1, 0);

	text[got > 0 ? got : 0] = '\0';
	return text;
}

static void tells(const char *name)
{
	int fd = listen_at(name);

	setenv("NOTIFY_SOCKET", name, 1);
	notify_ready("reading");
	CHECK_STRING(heard(fd), "READY=1\nSTATUS=reading\n");
	notify_stopping("writing");
	CHECK_STRING(heard(fd), "STOPPING=1\nSTATUS=writing\n");
	/* neither a name that is none, nor one that is too long, reaches anybody */
	setenv("NOTIFY_SOCKET", "elsewhere", 1);
	notify_ready("reading");
	unsetenv("NOTIFY_SOCKET");
	notify_ready("reading");
	CHECK_STRING(heard(fd), "");
	close(fd);
}

void test_notify(void)
{
	char directory[] = "/tmp/relayd-test-XXXXXX", path[64], abstract[64], longer[200];

	if (!mkdtemp(directory))
		return;
	snprintf(path, sizeof(path), "%s/notify", directory);
	snprintf(abstract, sizeof(abstract), "@%s", directory);
	tells(path);
	tells(abstract);
	memset(longer, '/', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	setenv("NOTIFY_SOCKET", longer, 1);
	notify_ready("reading");
	unsetenv("NOTIFY_SOCKET");
	unlink(path);
	rmdir(directory);
}
