/* SPDX-License-Identifier: GPL-2.0 */
/* Processes whose facts the reader did not get. */
#ifndef KSCRIBE_OWED_H
#define KSCRIBE_OWED_H

#include <linux/types.h>

void ks_owed_add(u32 tgid, u64 start);
bool ks_owed_take(u32 tgid, u64 start);
void ks_owed_clear(void);
u32 ks_owed_resync(void);

#endif
