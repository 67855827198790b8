// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
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

/* Everybody's arguments go in there: not into a file of others, nor for others. */
static void safe_file(const char *path, const char *other)
{
	struct stat stat_;

	unlink(path);
	test_write(path, "", 0644);
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
	test_write(path, "one\ntw", 0600);
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

static int reopen_fd;

static void take_reopen(void)
{
	struct signalfd_siginfo info;

	CHECK(read(reopen_fd, &info, sizeof(info)) == sizeof(info));
	sink_reopen();
}

/* A request to reopen waits, as if it had come by a signal. */
static void signal_reopen(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	reopen_fd = signalfd(-1, &set, SFD_NONBLOCK);
	sink_set_reopen(reopen_fd, take_reopen);
	raise(SIGUSR1);
}

/* The way out of a full disk: the file is replaced while the sink waits. */
static void reopen_when_full(const char *path)
{
	int fd;

	unlink(path);
	CHECK(!mkfifo(path, 0600));
	fd = open(path, O_RDWR | O_NONBLOCK);
	CHECK(sink_open(&sink_file, path));
	while (write(fd, "x", 1) == 1)
		;
	unlink(path);
	signal_reopen();
	JSON_LITERAL(sink_buffer(), "whole\n");
	CHECK(sink_flush());
	CHECK_STRING(content(path), "whole\n");
	sink_set_reopen(-1, NULL);
	close(reopen_fd);
	sink_close();
	close(fd);
	unlink(path);
}

/* A descriptor that says: stop. */
static int stop_now(void)
{
	int ends[2];

	if (pipe(ends))
		return -1;
	close(ends[1]);
	sink_set_stop(ends[0]);
	return ends[0];
}

/* Waited for, until somebody wants an end. */
static void full_disk(void)
{
	int stop = stop_now();
	time_t begin = time(NULL);

	CHECK(sink_open(&sink_file, "/dev/full"));
	JSON_LITERAL(sink_buffer(), "one\n");
	CHECK(!sink_flush());
	CHECK(time(NULL) - begin >= 2);
	sink_close();
	sink_set_stop(-1);
	close(stop);
}

/* A reader that comes late and takes its time gets every byte. */
static void stalled_pipe(const char *path)
{
	static char sent[200000], got[sizeof(sent) + 1];
	size_t length = 0;
	ssize_t more = 1;
	int status = -1, fd;
	pid_t child;

	memset(sent, 'x', sizeof(sent) - 1);
	sent[sizeof(sent) - 1] = '\n';
	unlink(path);
	CHECK(!mkfifo(path, 0600));
	child = fork();
	if (!child) {
		fd = open(path, O_RDONLY);
		while (more > 0 && length < sizeof(got)) {
			usleep(50000);
			more = read(fd, got + length, sizeof(got) - length);
			length += more > 0 ? more : 0;
		}
		_exit(length == sizeof(sent) && !memcmp(sent, got, length) ? 0 : 1);
	}
	CHECK(sink_open(&sink_file, path));
	json_raw(sink_buffer(), sent, sizeof(sent));
	CHECK(sink_flush());
	sink_close();
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	CHECK_NUMBER(status, 0);
	unlink(path);
}

/* Whether it is closed, or something harmless took its number. */
static void closed_stdout(void)
{
	int saved = dup(STDOUT_FILENO);
	bool closed, replaced, open_;

	fflush(stdout);
	close(STDOUT_FILENO);
	closed = sink_open(&sink_stdout, "");
	sink_close();
	if (open("/dev/null", O_RDONLY) != STDOUT_FILENO)
		exit(1);
	replaced = sink_open(&sink_stdout, "");
	sink_close();
	dup2(saved, STDOUT_FILENO);
	close(saved);
	open_ = sink_open(&sink_stdout, "");
	sink_close();
	CHECK(!closed);
	CHECK(!replaced);
	CHECK(open_);
}

static void lines(const char *text)
{
	json_raw(sink_buffer(), text, strlen(text));
	CHECK(sink_flush());
}

static const char *old(const char *path, unsigned int number)
{
	static char name[80];

	snprintf(name, sizeof(name), "%s.%u", path, number);
	return name;
}

static void remove_all(const char *path)
{
	unsigned int i;

	unlink(path);
	for (i = 1; i < 10; i++)
		unlink(old(path, i));
}

/* Whole lines, each once, in files that are as large as they may be. */
static void rotates(const char *path)
{
	remove_all(path);
	sink_set_rotation(10, 3);
	CHECK(sink_open(&sink_file, path));
	lines("1234\n6789\n");
	CHECK_STRING(content(path), "1234\n6789\n");
	lines("a\n");
	CHECK_STRING(content(old(path, 1)), "1234\n6789\n");
	CHECK_STRING(content(path), "a\n");
	/* several at once, and one that is longer than a file */
	lines("bcdefgh\n12345\nlonger than ten\nx\n");
	CHECK_STRING(content(path), "x\n");
	CHECK_STRING(content(old(path, 1)), "longer than ten\n");
	CHECK_STRING(content(old(path, 2)), "12345\n");
	CHECK_STRING(content(old(path, 3)), "a\nbcdefgh\n");
	CHECK(access(old(path, 4), F_OK));
	/* a gap is filled and costs no file */
	unlink(old(path, 2));
	lines("123456789\n");
	CHECK_STRING(content(old(path, 1)), "x\n");
	CHECK_STRING(content(old(path, 2)), "longer than ten\n");
	CHECK_STRING(content(old(path, 3)), "a\nbcdefgh\n");
	sink_close();
	/* what was there before counts */
	CHECK(sink_open(&sink_file, path));
	lines("y\n");
	CHECK_STRING(content(old(path, 1)), "123456789\n");
	/* somebody else moved it: nothing of ours is renamed, the new name is used */
	CHECK(!rename(path, old(path, 7)));
	lines("123456789\n");
	CHECK_STRING(content(old(path, 7)), "y\n");
	CHECK_STRING(content(old(path, 1)), "123456789\n");
	CHECK_STRING(content(path), "123456789\n");
	/* and put another one there */
	CHECK(!rename(path, old(path, 8)));
	test_write(path, "one\n", 0600);
	lines("two\n");
	CHECK_STRING(content(path), "one\ntwo\n");
	CHECK_STRING(content(old(path, 8)), "123456789\n");
	CHECK_STRING(content(old(path, 1)), "123456789\n");
	CHECK(access(old(path, 4), F_OK));
	sink_close();
	sink_set_rotation(0, 1);
	remove_all(path);
}

/* It goes on in the file it has, says so once, and tries again when asked to. */
static void cannot_rotate(const char *path)
{
	char blocker[80];

	remove_all(path);
	sink_set_rotation(4, 1);
	snprintf(blocker, sizeof(blocker), "%s", old(path, 1));
	CHECK(!mkdir(blocker, 0700));
	CHECK(sink_open(&sink_file, path));
	lines("123\n");
	lines("456\n789\n");
	CHECK_STRING(content(path), "123\n456\n789\n");
	rmdir(blocker);
	lines("abc\n");
	CHECK_STRING(content(path), "123\n456\n789\nabc\n");
	sink_reopen();
	lines("def\n");
	CHECK_STRING(content(path), "def\n");
	CHECK_STRING(content(old(path, 1)), "123\n456\n789\nabc\n");
	sink_close();
	sink_set_rotation(0, 1);
	remove_all(path);
}

/* Like lines(), where no file may have more than six bytes: nor may our own output. */
static void limited_lines(const char *text)
{
	struct rlimit limit, none;
	bool flushed;

	fflush(stdout);
	if (getrlimit(RLIMIT_FSIZE, &none))
		exit(1);
	limit = none;
	limit.rlim_cur = 6;
	json_raw(sink_buffer(), text, strlen(text));
	setrlimit(RLIMIT_FSIZE, &limit);
	flushed = sink_flush();
	setrlimit(RLIMIT_FSIZE, &none);
	CHECK(flushed);
}

/* The system's limit cuts a line: it is whole in the next file, and only there. */
static void limited_file(const char *path)
{
	remove_all(path);
	sink_set_rotation(100, 3);
	CHECK(sink_open(&sink_file, path));
	limited_lines("123\n456\n78\n");
	CHECK_STRING(content(old(path, 2)), "123\n");
	CHECK_STRING(content(old(path, 1)), "456\n");
	CHECK_STRING(content(path), "78\n");
	sink_close();

	/* without rotation somebody has to move the file away */
	remove_all(path);
	sink_set_rotation(0, 1);
	CHECK(sink_open(&sink_file, path));
	lines("123\n");
	CHECK(!rename(path, old(path, 1)));
	signal_reopen();
	limited_lines("456\n");
	CHECK_STRING(content(old(path, 1)), "123\n");
	CHECK_STRING(content(path), "456\n");
	sink_set_reopen(-1, NULL);
	close(reopen_fd);
	sink_close();
	remove_all(path);
}

void test_sink(void)
{
	char directory[] = "/tmp/relayd-test-XXXXXX", path[64], moved[64];

	if (!mkdtemp(directory))
		return;
	signal(SIGXFSZ, SIG_IGN);
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
	full_disk();
	stalled_pipe(path);
	closed_stdout();
	rotates(path);
	cannot_rotate(path);
	limited_file(path);
	unlink(path);
	unlink(moved);
	rmdir(directory);
}
