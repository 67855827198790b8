/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_PID_NAMESPACE_H
#define SHIM_LINUX_PID_NAMESPACE_H

struct task_struct;

extern struct pid_namespace {
	struct task_struct *child_reaper;
} init_pid_ns;

#endif
