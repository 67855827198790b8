// SPDX-License-Identifier: GPL-2.0
/*
 * Process life: fork, exec, exit.
 *
 * The tracepoints run in the context of the task that forks, has executed or
 * exits, in a system call of its own or on its way out, with no locks of
 * process management held. They stay placed as long as anything is recorded:
 * records name processes by identity, and only these explain who that is.
 */
#include <linux/binfmts.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include "channel.h"
#include "compat/kernel.h"
#include "compat/process.h"
#include "compat/syscall.h"
#include "event.h"
#include "facts.h"
#include "file.h"
#include "hook.h"
#include "image.h"
#include "owed.h"
#include "script.h"
#include "task.h"

KS_RECORDS(fork);
KS_RECORDS(exec);
KS_RECORDS(exit);

#define EVERYTHING (~0ULL)

static void forked(void *hook, struct task_struct *parent, struct task_struct *child)
{
	struct ks_event_fork *event;
	struct ks_scratch *scratch;
	struct ks_record record;

	ks_hook_hit(hook);
	if (child->tgid == parent->tgid)
		return;
	scratch = ks_scratch_get();
	if (!scratch) {
		ks_channel_refuse(KS_EVENT_fork, KS_REFUSED_BUSY);
		ks_owed_add(child->tgid, ks_group_start(child), KS_OWED);
		return;
	}
	rcu_read_lock();
	ks_facts_before(scratch);
	ks_facts_cgroup(scratch, child);
	event = ks_record_begin_event(&record, scratch->record, scratch->size, fork);
	ks_identity(&event->header, parent);
	event->child_tgid = child->tgid;
	event->child_tid = child->pid;
	event->child_start = ks_group_start(child);
	ks_task(&record, &event->task, child);
	if (parent->flags & PF_KTHREAD)
		event->task.state |= KS_TASK_BY_KERNEL;
	ks_record_end(&record);
	if (!ks_channel_write(&record))
		ks_owed_add(child->tgid, event->child_start, KS_OWED);
	rcu_read_unlock();
	ks_scratch_put(scratch);
}

/*
 * Executable and interpreter: the file that the exec began with, and the one it
 * ended with, which are the same unless that was a script.
 */
static void files(struct ks_record *record, struct ks_image *image,
		  const struct linux_binprm *bprm, char *work)
{
	const struct file *last = bprm->file;

	image->state |= KS_IMAGE_KNOWN;
	if (!ks_script_recall(bprm, record, &image->executable)) {
		ks_file(record, &image->executable, &last->f_path, file_inode(last), work);
		if (bprm->interp != bprm->filename)
			image->state |= KS_IMAGE_SCRIPT_LOST;
	} else if (bprm->interp != bprm->filename) {
		ks_file(record, &image->interpreter, &last->f_path, file_inode(last), work);
	}
}

static void executed(void *hook, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	struct ks_event_exec *event;
	struct ks_scratch *scratch;
	struct ks_record record;

	ks_hook_hit(hook);
	scratch = ks_scratch_get();
	if (!scratch) {
		ks_channel_refuse(KS_EVENT_exec, KS_REFUSED_BUSY);
		ks_facts_owe(KS_OWED | KS_OWED_EXEC);
		return;
	}
	rcu_read_lock();
	/* The record itself has all that may be owed, but not who came before. */
	ks_facts_cgroup(scratch, task);
	event = ks_record_begin_event(&record, scratch->record, scratch->size, exec);
	ks_identity(&event->header, task);
	ks_owed_take(event->header.tgid, event->header.start);
	ks_task(&record, &event->task, task);
	files(&record, &event->image, bprm, scratch->work);
	ks_image_strings(&record, &event->image, scratch->work);
	ks_record_end(&record);
	if (!ks_channel_write(&record))
		ks_facts_owe(KS_OWED | KS_OWED_EXEC);
	rcu_read_unlock();
	ks_scratch_put(scratch);
}

/*
 * What wait(2) will report: the group's code if it was killed or called
 * exit_group, else the code of the leader, which may have left long ago.
 */
static u32 wait_status(const struct task_struct *task)
{
	const struct signal_struct *signal = task->signal;

	if (signal->flags & SIGNAL_GROUP_EXIT)
		return signal->group_exit_code;
	return task->group_leader->exit_code;
}

/*
 * The last thread of the group. Two that leave at the same moment can both find
 * that nobody else is left: then there are two records, and the daemon takes
 * one.
 */
static void exited(struct ks_hook *hook, struct task_struct *task)
{
	struct ks_event_exit *event;
	struct ks_scratch *scratch;
	struct ks_record record;

	ks_hook_hit(hook);
	ks_script_forget();
	if (atomic_read(&task->signal->live))
		return;
	scratch = ks_scratch_get();
	if (!scratch) {
		ks_channel_refuse(KS_EVENT_exit, KS_REFUSED_BUSY);
		return;
	}
	rcu_read_lock();
	ks_facts_before(scratch);
	event = ks_record_begin_event(&record, scratch->record, scratch->size, exit);
	ks_identity(&event->header, task);
	event->status = wait_status(task);
	ks_record_end(&record);
	ks_channel_write(&record);
	rcu_read_unlock();
	ks_scratch_put(scratch);
}

KS_EXIT_PROBE(exited)

/* The kernel looks at a file that is to be executed; for a script, first at the script. */
static int begin_exec(struct pt_regs *regs, void *data)
{
	const struct linux_binprm *bprm = (const void *)ks_argument(regs, 0);
	struct ks_scratch *scratch;
	struct ks_record record;

	/* Later looks of the same exec come with another interpreter. */
	if (bprm->interp != bprm->filename)
		return 0;
	scratch = ks_scratch_get();
	if (!scratch)
		return 0;
	rcu_read_lock();
	ks_record_begin(&record, scratch->record, scratch->size, KS_EVENT_exec,
			sizeof(struct ks_event_exec));
	ks_script_note(bprm, bprm->file, &record, scratch->work);
	rcu_read_unlock();
	ks_scratch_put(scratch);
	return 0;
}

struct ks_hook ks_hooks_process[] = {
	{
		.name = "fork",
		.how = KS_TRACEPOINT,
		.symbols = { "sched_process_fork" },
		.probe = forked,
		.events = EVERYTHING,
		.vital = true,
		.loss = "processes cannot be told apart, so nothing is recorded",
	}, {
		.name = "exec",
		.how = KS_TRACEPOINT,
		.symbols = { "sched_process_exec" },
		.probe = executed,
		.events = EVERYTHING,
		.vital = true,
		.loss = "what a process runs is unknown, so nothing is recorded",
	}, {
		.name = "exit",
		.how = KS_TRACEPOINT,
		.symbols = { "sched_process_exit" },
		.probe = ks_exit_probe,
		.events = EVERYTHING,
		.vital = true,
		.loss = "ended processes cannot be told from living ones, so nothing is recorded",
	}, {
		.name = "script",
		.how = KS_FTRACE,
		.symbols = { "security_bprm_check" },
		.enter = begin_exec,
		.events = EVERYTHING,
		.loss = "a script shows as its interpreter",
	},
};

const unsigned int ks_hooks_process_count = ARRAY_SIZE(ks_hooks_process);
