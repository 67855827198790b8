/* SPDX-License-Identifier: GPL-2.0 */
/* Asking works: this must be answered yes. */
#include <linux/module.h>
#include <linux/sched.h>
#ifdef KS_ASKED
int ks_asked(struct task_struct *task)
{
	return task->tgid;
}
#endif
