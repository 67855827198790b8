/* SPDX-License-Identifier: GPL-2.0 */
/* The walk over all processes that a new reader asks for. */
#ifndef KSCRIBE_STATE_H
#define KSCRIBE_STATE_H

#include <linux/types.h>

/* Bytes that one step of the walk yields, at most. */
#define KS_STATE_MAX 31744

int ks_state_begin(void);
void ks_state_end(void);
size_t ks_state_step(u64 *position, void *to, size_t size);

#endif
