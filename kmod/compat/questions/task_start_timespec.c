/* SPDX-License-Identifier: GPL-2.0 */
/* real_start_time is a struct timespec (until 3.17). */
#include <linux/sched.h>
#ifdef KS_ASKED
long ks_asked(struct task_struct *task)
{
	return task->real_start_time.tv_nsec;
}
#endif
