/* SPDX-License-Identifier: GPL-2.0 */
/* What a record says about a process. */
#ifndef KSCRIBE_TASK_H
#define KSCRIBE_TASK_H

#include "record.h"

struct cred;
struct task_struct;

void ks_identity(struct ks_header *header, const struct task_struct *task);
void ks_credentials(struct ks_credentials *to, const struct cred *cred);
u64 ks_group_start(const struct task_struct *task);
void ks_task(struct ks_record *record, struct ks_task *to, struct task_struct *task);

#endif
