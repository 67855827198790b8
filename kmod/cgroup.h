/* SPDX-License-Identifier: GPL-2.0 */
/* The path of a control group, once for each that a record names. */
#ifndef KSCRIBE_CGROUP_H
#define KSCRIBE_CGROUP_H

#include "record.h"

struct cgroup;
struct task_struct;

bool ks_cgroup_record(struct ks_record *record, void *space, size_t size,
		      struct task_struct *task, char *work);
bool ks_cgroup_path_record(struct ks_record *record, void *space, size_t size,
			   const struct cgroup *group, const char *path);
void ks_cgroup_told(const struct ks_record *record);
void ks_cgroup_forget(void);

#endif
