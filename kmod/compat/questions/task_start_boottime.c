/* SPDX-License-Identifier: GPL-2.0 */
/* The boot-based start time of a task is start_boottime (5.5), real_start_time before. */
#include <linux/sched.h>
#ifdef KS_ASKED
u64 ks_asked(struct task_struct *task)
{
	return task->start_boottime;
}
#endif
