// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc_scan.h"
#include "test.h"

static __u64 start_of(pid_t pid)
{
	char path[64], stat[1024] = "", *at;
	int fd, field;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, stat, sizeof(stat) - 1) <= 0)
		return 0;
	close(fd);
	at = strrchr(stat, ')');
	for (field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	return at ? strtoull(at + 1, NULL, 10) * (1000000000ULL / sysconf(_SC_CLK_TCK)) : 0;
}

#define IS(text_, literal) \
	((text_).length == sizeof(literal) - 1 && !memcmp((text_).at, literal, sizeof(literal) - 1))

void test_proc_scan(void)
{
	static char *const args[] = { "sleeper", "", "60", NULL };
	static char *const env[] = {
		"HOME=/root", "PATH=/bin", "SECRET=1", "ODD", "LD_PRELOAD=", "PATHX=1", NULL,
	};
	struct facts_lists lists;
	__u64 start;
	int status, tube[2];
	char byte;
	pid_t pid;

	if (pipe2(tube, O_CLOEXEC))
		return;
	pid = fork();
	if (!pid) {
		execve("/bin/cat", args, env);
		_exit(1);
	}
	/* the exec closes the other end */
	close(tube[1]);
	if (read(tube[0], &byte, 1) < 0)
		return;
	close(tube[0]);
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	start = start_of(pid);

	if (WIFSTOPPED(status)) {
		CHECK(proc_scan(pid, start, &lists));
		CHECK(IS(lists.arguments, "sleeper\0\0" "60\0"));
		CHECK(IS(lists.environment,
			 "HOME\0PATH=/bin\0SECRET\0ODD\0LD_PRELOAD=\0PATHX\0"));
		CHECK(!lists.arguments_cut && !lists.environment_cut);
	}
	/* the number is somebody else's by now */
	CHECK(!proc_scan(pid, start + 1000000000, &lists));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	CHECK(!proc_scan(pid, start, &lists));
}
