/* SPDX-License-Identifier: GPL-2.0 */
/* Prototypes of the tracepoints of process life that differ. */
#ifndef KS_COMPAT_PROCESS_H
#define KS_COMPAT_PROCESS_H

#include "answers.h"

/* Defines ks_exit_probe() for sched_process_exit, which calls @handle(hook, task). */
#if KS_HAVE_EXIT_TELLS_GROUP_DEAD
#define KS_EXIT_PROBE(handle)							\
	static void ks_exit_probe(void *hook, struct task_struct *task, bool last)	\
	{									\
		handle(hook, task);						\
	}
#else
#define KS_EXIT_PROBE(handle)							\
	static void ks_exit_probe(void *hook, struct task_struct *task)		\
	{									\
		handle(hook, task);						\
	}
#endif

#endif
