/* SPDX-License-Identifier: GPL-2.0 */
/* A relay channel without files. */
#ifndef KS_COMPAT_RELAY_H
#define KS_COMPAT_RELAY_H

#include <linux/relay.h>
#include "answers.h"

/* The buffer of a CPU; NULL if it was never online since the channel is open. */
static inline struct rchan_buf *ks_relay_buf(struct rchan *channel, int cpu)
{
#if KS_HAVE_RELAY_BUF_PER_CPU
	return *per_cpu_ptr(channel->buf, cpu);
#else
	return channel->buf[cpu];
#endif
}

struct rchan *ks_relay_open(size_t subbuf_size, size_t subbufs,
			    int (*start)(struct rchan_buf *buf, void *previous));

#endif
