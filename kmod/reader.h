/* SPDX-License-Identifier: GPL-2.0 */
/* Who reads the channel. */
#ifndef KSCRIBE_READER_H
#define KSCRIBE_READER_H

#include <linux/atomic.h>
#include <linux/types.h>

bool ks_reader_attach(u32 port, u32 tgid);
bool ks_reader_detach(u32 port);
bool ks_reader_is(u32 port, u32 tgid);
u32 ks_reader_port(void);

/* For ks_reader_tgid() alone. */
extern atomic64_t ks_reader;

/**
 * ks_reader_tgid() - process that reads, 0 without one
 *
 * Any context.
 */
static inline u32 ks_reader_tgid(void)
{
	return (u64)atomic64_read(&ks_reader) >> 32;
}

#endif
