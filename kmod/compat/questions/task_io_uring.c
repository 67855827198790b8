/* SPDX-License-Identifier: GPL-2.0 */
/* A task knows whether it uses io_uring (5.11, where that is configured). */
#include <linux/sched.h>
#ifdef KS_ASKED
int ks_asked(struct task_struct *task)
{
	return task->io_uring != NULL;
}
#endif
