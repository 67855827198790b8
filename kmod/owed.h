/* SPDX-License-Identifier: GPL-2.0 */
/* Processes whose facts the reader did not get. */
#ifndef KSCRIBE_OWED_H
#define KSCRIBE_OWED_H

#include <linux/compiler.h>
#include <linux/types.h>

/* What a process owes. */
#define KS_OWED		0x1	/* its facts */
#define KS_OWED_EXEC	0x2	/* and that it executed something */

void ks_owed_add(u32 tgid, u64 start, unsigned int debt);
unsigned int ks_owed_take(u32 tgid, u64 start);
void ks_owed_everyone(bool owed);
void ks_owed_clear(void);
void ks_owed_resync_add(void);
u32 ks_owed_resync(void);

/* How many are entered: almost always none, and then nobody is searched for. */
extern unsigned int ks_owed;

static inline bool ks_owed_any(void)
{
	return unlikely(READ_ONCE(ks_owed));
}

#endif
