/* SPDX-License-Identifier: GPL-2.0 */
/* The path of a control group, once for each that a record names. */
#ifndef KSCRIBE_CGROUP_H
#define KSCRIBE_CGROUP_H

#include "record.h"

struct task_struct;

bool ks_cgroup_may_ask(void);
bool ks_cgroup_record(struct ks_record *record, void *space, size_t size,
		      struct task_struct *task, char *work);
bool ks_cgroup_path_record(struct ks_record *record, void *space, size_t size, u64 id,
			   const char *path, size_t length);
void ks_cgroup_told(const struct ks_record *record);
void ks_cgroup_forget(void);

#endif
