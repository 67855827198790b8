/* SPDX-License-Identifier: GPL-2.0 */
/* Records that tell about processes rather than about what they do. */
#ifndef KSCRIBE_FACTS_H
#define KSCRIBE_FACTS_H

#include "owed.h"
#include "record.h"
#include "scratch.h"

struct task_struct;

void ks_facts_owe(unsigned int debt);
void ks_facts_before(struct ks_scratch *scratch);
void ks_facts_introduce_now(void);
void ks_facts_cgroup(struct ks_scratch *scratch, struct task_struct *task);
void ks_facts_state(struct ks_record *record, struct ks_scratch *scratch,
		    struct task_struct *task);

/**
 * ks_facts_introduce() - repeat the facts of the current process if they are owed
 *
 * At the entry of an operation: its return may hold the lock that
 * ks_facts_before() speaks of. Nothing is claimed. Task context.
 */
static inline void ks_facts_introduce(void)
{
	if (unlikely(ks_owed_any()))
		ks_facts_introduce_now();
}

#endif
