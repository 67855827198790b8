/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that a handler may use: nothing is allocated when an event happens. */
#ifndef KSCRIBE_SCRATCH_H
#define KSCRIBE_SCRATCH_H

#include <linux/types.h>

#define KS_SCRATCH_WORK	4096

/**
 * struct ks_scratch - room for one handler
 * @busy:	a handler of this CPU and context level uses it
 * @size:	bytes at @record
 * @record:	for the record being built
 * @work:	KS_SCRATCH_WORK bytes for intermediate results, NULL above task level
 */
struct ks_scratch {
	bool busy;
	size_t size;
	void *record;
	char *work;
};

int ks_scratch_init(void);
void ks_scratch_exit(void);
struct ks_scratch *ks_scratch_get(void);
void ks_scratch_put(struct ks_scratch *scratch);

#endif
