// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sink.h"
#include "test.h"

static const char *content(const char *path)
{
	static char text[256];
	FILE *file = fopen(path, "r");
	size_t length = 0;

	if (file) {
		length = fread(text, 1, sizeof(text) - 1, file);
		fclose(file);
	}
	text[length] = '\0';
	return text;
}

static void put(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return;
	fputs(text, file);
	fclose(file);
	chmod(path, mode);
}

/* Everybody's arguments go in there: not into a file of others, nor for others. */
static void safe_file(const char *path, const char *other)
{
	struct stat stat_;

	unlink(path);
	put(path, "", 0644);
	CHECK(sink_open(&sink_file, path));
	CHECK(!stat(path, &stat_) && (stat_.st_mode & 07777) == 0600);
	sink_close();
	chmod(path, 0620);
	CHECK(!sink_open(&sink_file, path));
	sink_close();
	chmod(path, 0600);
	unlink(other);
	CHECK(!symlink(path, other));
	CHECK(!sink_open(&sink_file, other));
	CHECK(sink_open_private(other, O_TRUNC) < 0);
	sink_close();
	if (!geteuid() && !chown(path, 12345, 12345)) {
		CHECK(!sink_open(&sink_file, path));
		sink_close();
	}
	unlink(path);
	unlink(other);
}

static void half_a_line(const char *path)
{
	put(path, "one\ntw", 0600);
	CHECK(sink_open(&sink_file, path));
	JSON_LITERAL(sink_buffer(), "three\n");
	CHECK(sink_flush());
	CHECK_STRING(content(path), "one\ntw\nthree\n");
	sink_close();
	unlink(path);
}

static void special_files(const char *path)
{
	char text[8] = "";
	int reader;

	CHECK(sink_open(&sink_file, "/dev/stdout"));
	sink_close();
	CHECK(sink_open(&sink_file, "/dev/null"));
	JSON_LITERAL(sink_buffer(), "one\n");
	CHECK(sink_flush());
	sink_close();
	CHECK(!mkfifo(path, 0600));
	reader = open(path, O_RDONLY | O_NONBLOCK);
	CHECK(sink_open(&sink_file, path));
	JSON_LITERAL(sink_buffer(), "one\n");
	CHECK(sink_flush());
	CHECK(read(reader, text, sizeof(text)) == 4 && !strcmp(text, "one\n"));
	close(reader);
	/* nobody reads: an error, which stays one */
	signal(SIGPIPE, SIG_IGN);
	JSON_LITERAL(sink_buffer(), "two\n");
	CHECK(!sink_flush());
	CHECK(!sink_flush());
	sink_close();
	unlink(path);
}

/* The way out of a full disk: the file is replaced while the sink waits. */
static void reopen_when_full(const char *path)
{
	sigset_t set;
	int fd;

	unlink(path);
	CHECK(!mkfifo(path, 0600));
	fd = open(path, O_RDWR | O_NONBLOCK);
	CHECK(sink_open(&sink_file, path));
	while (write(fd, "x", 1) == 1)
		;
	unlink(path);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sink_set_reopen(signalfd(-1, &set, SFD_NONBLOCK));
	raise(SIGUSR1);
	JSON_LITERAL(sink_buffer(), "whole\n");
	CHECK(sink_flush());
	CHECK_STRING(content(path), "whole\n");
	sink_set_reopen(-1);
	sink_close();
	close(fd);
	unlink(path);
}

void test_sink(void)
{
	char directory[] = "/tmp/relayd-test-XXXXXX", path[64], moved[64];

	if (!mkdtemp(directory))
		return;
	snprintf(path, sizeof(path), "%s/out", directory);
	snprintf(moved, sizeof(moved), "%s/out.1", directory);

	CHECK(!sink_open(&sink_file, directory));
	CHECK(sink_open(&sink_file, path));
	JSON_LITERAL(sink_buffer(), "one\n");
	CHECK_STRING(content(path), "");
	CHECK(sink_flush());
	CHECK_STRING(content(path), "one\n");
	CHECK(!rename(path, moved));
	JSON_LITERAL(sink_buffer(), "two\n");
	CHECK(sink_flush());
	sink_reopen();
	JSON_LITERAL(sink_buffer(), "three\n");
	CHECK(sink_flush());
	CHECK_STRING(content(moved), "one\ntwo\n");
	CHECK_STRING(content(path), "three\n");
	sink_close();

	/* appended to, not begun anew */
	CHECK(sink_open(&sink_file, path));
	JSON_LITERAL(sink_buffer(), "four\n");
	CHECK(sink_flush());
	CHECK_STRING(content(path), "three\nfour\n");
	sink_close();
	CHECK(sink_open(&sink_file, "/dev/full"));
	sink_close();
	safe_file(path, moved);
	half_a_line(path);
	special_files(path);
	reopen_when_full(path);
	unlink(path);
	unlink(moved);
	rmdir(directory);
}
