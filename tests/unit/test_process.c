// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <unistd.h>

#include "build.h"
#include "clock.h"
#include "process.h"
#include "test.h"

static struct build build;
static struct view view;
static struct occurrence occurrence;
static __u64 now;

static struct image *take(void)
{
	build_view(&build, &view);
	process_take(&view, &occurrence);
	return occurrence.image;
}

static struct image *fork_of(__u32 parent, __u64 parent_start, __u32 child, __u64 start)
{
	build_begin(&build, KS_EVENT_fork, ++now);
	build_actor(&build, parent, parent_start);
	build.any.fork.child_tgid = build.any.fork.child_tid = child;
	build.any.fork.child_start = start;
	build_task(&build, &build.any.fork.task, parent, parent_start, "forked");
	return take();
}

static void begin_exec(__u32 tgid, __u64 start, const char *path)
{
	build_begin(&build, KS_EVENT_exec, ++now);
	build_actor(&build, tgid, start);
	build_task(&build, &build.any.exec.task, 1, 1, "execed");
	build.any.exec.image.state = KS_IMAGE_KNOWN;
	build_file(&build, &build.any.exec.image.executable, path);
	BUILD_LITERAL(&build, &build.any.exec.image.arguments, "argv0\0one\0");
}

static struct image *exec_of(__u32 tgid, __u64 start, const char *path)
{
	begin_exec(tgid, start, path);
	return take();
}

static struct image *exit_of(__u32 tgid, __u64 start)
{
	build_begin(&build, KS_EVENT_exit, ++now);
	build_actor(&build, tgid, start);
	return take();
}

static void begin_process(__u32 tgid, __u64 start, __u32 parent, __u64 parent_start,
			  unsigned int flags)
{
	build_begin(&build, KS_EVENT_process, ++now);
	build_actor(&build, tgid, start);
	build.header.flags = flags;
	build_task(&build, &build.any.process.task, parent, parent_start, "state");
	build.any.process.image.state = KS_IMAGE_KNOWN;
	build_file(&build, &build.any.process.image.executable, "/bin/state");
	BUILD_LITERAL(&build, &build.any.process.image.arguments, "state\0x\0");
}

static struct image *state_of(__u32 tgid, __u64 start, __u32 parent, __u64 parent_start)
{
	begin_process(tgid, start, parent, parent_start, KS_STATE);
	take();
	return process_find(tgid, start);
}

static void begin(void)
{
	now = 1000;
	clock_set_offset(0);
	process_init();
}

static void lineage(void)
{
	struct image *list[PROCESS_ANCESTORS_MAX], *init, *shell, *child, *image;

	begin();
	init = state_of(1, 1, 0, 0);
	CHECK(init && !occurrence.line);
	shell = fork_of(1, 1, 50, 500);
	CHECK(occurrence.line && occurrence.tid == 50);
	CHECK(shell->flags & PROCESS_THREAD);
	CHECK_NUMBER(shell->fork_time, 500);
	CHECK(shell->facts == init->facts);
	CHECK_NUMBER(shell->exec_time, init->exec_time);
	shell = exec_of(50, 500, "/bin/sh");
	CHECK(!(shell->flags & PROCESS_THREAD));
	CHECK(process_find(50, 500) == shell);
	CHECK_NUMBER(shell->exec_time, now);
	CHECK_NUMBER(shell->parent->exit_time, now);
	CHECK_NUMBER(shell->exit_time, 0);
	CHECK_NUMBER(shell->fork_time, 500);
	child = fork_of(50, 500, 51, 510);
	CHECK(child->facts == shell->facts && child->parent == shell);
	CHECK_NUMBER(child->exec_time, shell->exec_time);
	image = exec_of(51, 510, "/bin/ls");
	CHECK_NUMBER(process_ancestors(image, list), 4);
	CHECK(list[0]->tgid == 51 && list[0]->facts == shell->facts);
	CHECK(list[1] == shell);
	CHECK(list[2]->tgid == 50 && list[2]->facts == init->facts);
	CHECK(list[3] == init);
	CHECK_NUMBER(image->ppid, 50);

	/* the parent goes first; the child keeps its lineage and its ppid */
	exit_of(50, 500);
	CHECK(occurrence.line && occurrence.image == shell);
	CHECK_NUMBER(shell->exit_time, now);
	now += 10000000000ULL;
	image = exec_of(51, 510, "/bin/cat");
	CHECK(!process_find(50, 500));
	CHECK_NUMBER(image->ppid, 50);
	CHECK_NUMBER(process_ancestors(image, list), 5);
	CHECK(list[2] == shell && list[2]->exit_time);
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);
}

static void exits(void)
{
	struct image *image;

	begin();
	state_of(1, 1, 0, 0);
	fork_of(1, 1, 60, 600);
	exit_of(60, 600);
	CHECK(occurrence.line);
	exit_of(60, 600);
	CHECK(!occurrence.line);
	CHECK_NUMBER(process_counts()->duplicate_exits, 1);
	/* for a while late records still find it, then not */
	CHECK(process_find(60, 600));

	/* the same number again is somebody else */
	image = fork_of(1, 1, 60, 700);
	CHECK(image->start == 700 && !image->exit_time);
	CHECK(process_find(60, 600) && process_find(60, 700) == image);
	now += 10000000000ULL;
	exit_of(60, 700);
	CHECK(!process_find(60, 600));
	CHECK(process_find(60, 700));

	/* of nobody we know: said once */
	exit_of(99, 9);
	CHECK(occurrence.line && (occurrence.image->flags & PROCESS_UNKNOWN));
	exit_of(99, 9);
	CHECK(!occurrence.line);
	CHECK_NUMBER(process_counts()->unknown, 1);
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);
}

/* Made by a kernel thread, then a program like others. */
static void helper(__u32 tgid, __u32 state)
{
	struct image *list[PROCESS_ANCESTORS_MAX], *image;

	build_begin(&build, KS_EVENT_fork, ++now);
	build_actor(&build, 2, 2);
	build.any.fork.child_tgid = build.any.fork.child_tid = tgid;
	build.any.fork.child_start = tgid;
	build_task(&build, &build.any.fork.task, 2, 2, "kworker");
	build.any.fork.task.state = state;
	image = take();
	CHECK(occurrence.line == !(state & KS_TASK_KERNEL));
	CHECK(image->flags & PROCESS_BY_KERNEL);
	image = exec_of(tgid, tgid, "/sbin/modprobe");
	CHECK(occurrence.line);
	CHECK(image->flags & PROCESS_BY_KERNEL);
	CHECK(!(image->flags & PROCESS_KERNEL));
	CHECK_NUMBER(process_ancestors(image, list), 2);
	CHECK(list[0]->tgid == tgid && !(list[0]->flags & PROCESS_KERNEL));
	CHECK(list[1]->tgid == 2 && list[1]->flags & PROCESS_KERNEL);
}

static void kernel_threads(void)
{

	begin();
	begin_process(2, 2, 0, 0, KS_STATE);
	build.any.process.task.state = KS_TASK_KERNEL;
	take();
	CHECK(process_find(2, 2)->flags & PROCESS_KERNEL);
	CHECK(!process_find(2, 2)->facts);

	build_begin(&build, KS_EVENT_open, ++now);
	build_actor(&build, 2, 2);
	take();
	CHECK(!occurrence.line);

	helper(70, KS_TASK_BY_KERNEL);
	/* up to 5.18 it begins as a thread of the kernel */
	helper(71, KS_TASK_BY_KERNEL | KS_TASK_KERNEL);
	exit_of(2, 2);
	CHECK(!occurrence.line);

	begin_process(1, 1, 0, 0, KS_STATE);
	build.any.process.task.state = KS_TASK_BY_KERNEL;
	take();
	CHECK(!(process_find(1, 1)->flags & PROCESS_BY_KERNEL));
	process_exit();
}

static void states(void)
{
	struct image *image, *old;
	struct facts *facts;

	begin();
	/* children before their parents, as the walk may have them */
	state_of(20, 200, 10, 100);
	state_of(10, 100, 1, 1);
	state_of(1, 1, 0, 0);
	image = process_find(20, 200);
	CHECK(!image->parent);
	process_state_done();
	CHECK(image->parent == process_find(10, 100));
	CHECK(image->parent->parent == process_find(1, 1));
	CHECK_NUMBER(image->fork_time, 200);
	CHECK_NUMBER(image->exec_time, 200);
	CHECK_NUMBER(image->ppid, 10);

	/* an exec from before the walk: the walk saw what it led to */
	old = image;
	begin_exec(20, 200, "/bin/earlier");
	build.header.time = old->learned - 1;
	image = take();
	CHECK(image != old && image->parent == process_find(10, 100));
	/* one from after it pushes */
	old = image;
	image = exec_of(20, 200, "/bin/later");
	CHECK(image->parent == old);

	/* a repeated fact changes nothing and stays shared */
	image = fork_of(20, 200, 21, 210);
	facts = image->facts;
	begin_process(21, 210, 20, 200, KS_REFRESHED);
	memset(&build.any.process.image, 0, sizeof(build.any.process.image));
	build.any.process.image.state = KS_IMAGE_KNOWN | KS_IMAGE_ARGS_UNREAD;
	build_file(&build, &build.any.process.image.executable, "/bin/later");
	take();
	CHECK(process_find(21, 210)->facts == facts);
	CHECK(process_find(21, 210)->flags & PROCESS_THREAD);
	/* another one tells of an exec that was lost */
	begin_process(21, 210, 20, 200, KS_REFRESHED);
	take();
	CHECK(process_find(21, 210)->facts != facts);
	CHECK(!(process_find(21, 210)->flags & PROCESS_THREAD));
	CHECK_NUMBER(process_find(21, 210)->exec_time, 0);

	/* of a process whose fork was lost */
	begin_process(22, 220, 20, 200, KS_REFRESHED);
	take();
	image = process_find(22, 220);
	CHECK(image && image->parent == process_find(20, 200));
	CHECK_NUMBER(image->fork_time, 220);

	/* the walk does not undo what events told */
	image = exec_of(22, 220, "/bin/state");
	facts = image->facts;
	state_of(22, 220, 1, 1);
	CHECK(process_find(22, 220)->facts == facts);
	CHECK_NUMBER(process_find(22, 220)->ppid, 20);
	CHECK_STRING(image->comm, "execed");
	/* unless it shows that they missed something */
	image = exec_of(22, 220, "/bin/other");
	state_of(22, 220, 1, 1);
	CHECK(process_find(22, 220) == image);
	CHECK_NUMBER(image->exec_time, 0);

	/* who looks later sees the interpreter of a script */
	begin_exec(23, 230, "/root/script");
	build_file(&build, &build.any.exec.image.interpreter, "/bin/state");
	image = take();
	facts = image->facts;
	begin_process(23, 230, 20, 200, KS_REFRESHED);
	take();
	CHECK(image->facts == facts);
	CHECK(image->exec_time);
	/* a process on its way out runs nothing any more */
	begin_process(23, 230, 20, 200, KS_STATE);
	memset(&build.any.process.image, 0, sizeof(build.any.process.image));
	take();
	CHECK(image->facts == facts);

	/* somebody nobody told of becomes known */
	build_begin(&build, KS_EVENT_open, ++now);
	build_actor(&build, 33, 330);
	image = take();
	CHECK(occurrence.line && (image->flags & PROCESS_UNKNOWN));
	begin_process(33, 330, 1, 1, KS_REFRESHED);
	take();
	CHECK(process_find(33, 330) == image && !(image->flags & PROCESS_UNKNOWN));
	CHECK(image->facts && image->parent == process_find(1, 1));
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);
}

/* Exits that were lost. */
static void sweeps(void)
{
	begin();
	/* no machine has a process of this number; this very one exists */
	fork_of(1, 1, 0x7ffffff0, 10);
	fork_of(1, 1, getpid(), 11);
	process_sweep(now + 1);
	CHECK(process_find(0x7ffffff0, 10));
	exit_of(0x7ffffff0, 10);
	CHECK(occurrence.line);
	process_sweep(now + 1);
	now += 10000000000ULL;
	exit_of(99, 99);
	CHECK(!process_find(0x7ffffff0, 10));
	CHECK(process_find(getpid(), 11));
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);
}

static void late_fork(void)
{
	struct image *image;

	begin();
	state_of(1, 1, 0, 0);
	image = exec_of(80, 800, "/bin/x");
	now -= 5;
	fork_of(1, 1, 80, 800);
	CHECK(occurrence.line && occurrence.image != image);
	CHECK(process_find(80, 800) == image);
	now += 5;
	exit_of(80, 800);
	CHECK(occurrence.image == image);
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);
}

static void clone_parent(void)
{
	struct image *image;

	begin();
	state_of(1, 1, 0, 0);
	fork_of(1, 1, 90, 900);
	exec_of(90, 900, "/bin/cloner");
	build_begin(&build, KS_EVENT_fork, ++now);
	build_actor(&build, 90, 900);
	build.any.fork.child_tgid = build.any.fork.child_tid = 91;
	build.any.fork.child_start = 910;
	build_task(&build, &build.any.fork.task, 1, 1, "cloner");
	image = take();
	CHECK_NUMBER(image->ppid, 1);
	CHECK(image->parent == process_find(1, 1));
	CHECK(image->facts == process_find(90, 900)->facts);
	process_exit();
}

static void limits(void)
{
	struct image *list[PROCESS_ANCESTORS_MAX], *image;
	unsigned int i;

	/* a chain of forks whose parents go away */
	begin();
	state_of(1, 1, 0, 0);
	for (i = 1; i < 2000; i++) {
		image = fork_of(i, i, i + 1, i + 1);
		if (i > 1)
			exit_of(i, i);
		now += 3000000000ULL;
	}
	CHECK_NUMBER(process_ancestors(image, list), PROCESS_ANCESTORS_MAX);
	CHECK_NUMBER(list[0]->tgid, 1999);
	CHECK_NUMBER(list[62]->tgid, 1999 - 62);
	CHECK_NUMBER(list[63]->tgid, 1);
	CHECK(process_counts()->images < 600);
	CHECK(process_counts()->cut > 1000);
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);

	/* one process that execs for ever */
	begin();
	state_of(1, 1, 0, 0);
	fork_of(1, 1, 5, 5);
	for (i = 0; i < 5000; i++)
		image = exec_of(5, 5, "/bin/again");
	CHECK_NUMBER(process_ancestors(image, list), PROCESS_ANCESTORS_MAX);
	CHECK_NUMBER(list[62]->tgid, 5);
	CHECK_NUMBER(list[63]->tgid, 1);
	CHECK(process_counts()->images < 600);
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);

	/* many at once */
	begin();
	state_of(1, 1, 0, 0);
	for (i = 2; i < 20000; i++)
		fork_of(1, 1, i, 10 * i);
	for (i = 2; i < 20000; i++)
		if (!process_find(i, 10 * i))
			break;
	CHECK_NUMBER(i, 20000);
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);
}

static void credentials_of(__u32 tgid, __u64 start, __u32 tid, __u32 uid)
{
	build_begin(&build, KS_EVENT_commit, ++now);
	build_actor(&build, tgid, start);
	build.header.tid = tid;
	build.any.commit.credentials.uid = uid;
	take();
}

static struct image *open_of(__u32 tgid, __u64 start, __u32 tid)
{
	build_begin(&build, KS_EVENT_open, ++now);
	build_actor(&build, tgid, start);
	build.header.tid = tid;
	return take();
}

/* Records that were refused, and what is told later instead of them. */
static void repairs(void)
{
	struct image *image;

	begin();
	state_of(1, 1, 0, 0);
	fork_of(1, 1, 20, 200);
	image = exec_of(20, 200, "/bin/state");

	/* the same binary was executed again, with other arguments */
	begin_process(20, 200, 1, 1, KS_REFRESHED | KS_EXECUTED);
	take();
	CHECK_NUMBER(image->exec_time, 0);
	CHECK(image->facts->arguments_known);

	/* a walk knows of a commit that was refused */
	exec_of(20, 200, "/bin/state");
	begin_process(20, 200, 1, 1, KS_STATE);
	build.any.process.task.credentials.uid = 1000;
	build.any.process.task.cgroup = 7;
	take();
	CHECK_NUMBER(process_find(20, 200)->credentials.uid, 1000);
	CHECK_NUMBER(process_find(20, 200)->cgroup, 7);
	CHECK(process_find(20, 200)->exec_time != 0);
	process_exit();
}

/* setuid by a whole program, and by a thread that acts for somebody else. */
static void credentials(void)
{
	begin();
	state_of(1, 1, 0, 0);
	fork_of(1, 1, 20, 200);
	exec_of(20, 200, "/bin/server");
	credentials_of(20, 200, 20, 1000);
	CHECK_NUMBER(open_of(20, 200, 20)->credentials.uid, 1000);
	CHECK_NUMBER(open_of(20, 200, 21)->credentials.uid, 1000);

	credentials_of(20, 200, 21, 1001);
	CHECK_NUMBER(open_of(20, 200, 21)->credentials.uid, 1001);
	CHECK_NUMBER(occurrence.image->tgid, 20);
	CHECK(occurrence.image->parent == process_find(20, 200)->parent);
	CHECK_NUMBER(open_of(20, 200, 22)->credentials.uid, 1000);
	CHECK_NUMBER(exit_of(20, 200)->credentials.uid, 1000);
	CHECK(open_of(20, 200, 21)->credentials.uid == 1001);

	/* nobody's own any more once the leader has followed, or the thread gone back */
	credentials_of(20, 200, 20, 1001);
	CHECK(!process_find(20, 200)->threads);
	credentials_of(20, 200, 21, 0);
	CHECK(process_find(20, 200)->threads != NULL);
	credentials_of(20, 200, 21, 1001);
	CHECK(!process_find(20, 200)->threads);

	/* of somebody that nobody told of: still unknown */
	credentials_of(30, 300, 30, 5);
	CHECK(process_find(30, 300)->flags & PROCESS_UNKNOWN);
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);
}

/* Records that describe no tree must not make a loop. */
static void impossible(void)
{
	struct image *list[PROCESS_ANCESTORS_MAX];

	begin();
	state_of(10, 100, 11, 110);
	state_of(11, 110, 10, 100);
	state_of(12, 120, 12, 120);
	process_state_done();
	CHECK(process_ancestors(process_find(11, 110), list) == 1);
	CHECK(process_ancestors(process_find(10, 100), list) == 0);
	CHECK(process_ancestors(process_find(12, 120), list) == 0);
	process_exit();
	CHECK_NUMBER(process_counts()->images, 0);
}

void test_process(void)
{
	lineage();
	exits();
	kernel_threads();
	states();
	sweeps();
	late_fork();
	clone_parent();
	limits();
	repairs();
	credentials();
	impossible();
}
