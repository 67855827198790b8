/* SPDX-License-Identifier: GPL-2.0 */
/* sched_process_exit has a second argument that marks the last thread (7.x). */
#include <linux/sched.h>
#include <trace/events/sched.h>
#ifdef KS_ASKED
static void probe(void *data, struct task_struct *task, bool group_dead)
{
}

void ks_asked(void)
{
	check_trace_callback_type_sched_process_exit(probe);
}
#endif
