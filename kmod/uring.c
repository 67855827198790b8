// SPDX-License-Identifier: GPL-2.0
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "uring.h"

/**
 * ks_uring_asker() - the thread whose request the current task carries out
 *
 * io_uring's threads belong to the process but are not the thread that asked.
 * The kernel names them after it. The process can rename them, so the number is
 * believed only for a thread of the same process. Task context, under
 * rcu_read_lock().
 *
 * Return: its id in the initial pid namespace.
 */
u32 ks_uring_asker(void)
{
	struct task_struct *task;
	u32 tid = 0;
	int i;

	if (!(current->flags & KS_PF_IO_WORKER) ||
	    (strncmp(current->comm, "iou-wrk-", 8) && strncmp(current->comm, "iou-sqp-", 8)))
		return current->pid;
	for (i = 8; i < TASK_COMM_LEN && current->comm[i] >= '0' && current->comm[i] <= '9'; i++)
		tid = tid * 10 + current->comm[i] - '0';
	task = pid_task(find_pid_ns(tid, &init_pid_ns), PIDTYPE_PID);
	return task && task->tgid == current->tgid ? tid : current->pid;
}
