/* SPDX-License-Identifier: GPL-2.0 */
/* The per-CPU channel: records in, sub-buffers out, every loss counted. */
#ifndef KSCRIBE_CHANNEL_H
#define KSCRIBE_CHANNEL_H

#include <linux/types.h>
#include "netlink.h"
#include "record.h"

/**
 * struct ks_view - what is unread of one CPU
 * @data:	records of one sub-buffer; valid until it is acknowledged
 * @length:	bytes at @data, 0 if nothing is unread
 * @position:	acknowledges them
 * @pending:	sub-buffers unread behind them
 * @complete:	boottime in ns up to which nothing older is unread, 0 if more is
 * @sequence:	last number used by @complete
 */
struct ks_view {
	const void *data;
	size_t length;
	u64 position;
	u32 pending;
	u64 complete;
	u64 sequence;
};

int ks_channel_init(void);
void ks_channel_exit(void);
bool ks_channel_write(struct ks_record *record);
void ks_channel_refuse(u16 type, enum ks_refusal reason);
void ks_channel_filter(u16 type);

/* For the reader; the caller has them one at a time. */
void ks_channel_acknowledge(int cpu, u64 position);
void ks_channel_read(int cpu, struct ks_view *view);
void ks_channel_forget(void);
bool ks_channel_unread(void);
unsigned int ks_channel_counts(int cpu, struct ks_counts *counts, u64 *sequence, bool *buffer);
unsigned int ks_channel_subbuf_size(void);
unsigned int ks_channel_subbufs(void);

#endif
