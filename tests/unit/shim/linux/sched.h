/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_SCHED_H
#define SHIM_LINUX_SCHED_H

struct nsproxy;

extern struct task_struct {
	struct nsproxy *nsproxy;
} *current;

void task_lock(struct task_struct *task);
void task_unlock(struct task_struct *task);

#endif
