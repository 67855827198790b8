/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One stream, in the order of time, out of one stream per CPU.
 *
 * A CPU's own stream is in order. A record may leave when no CPU can still
 * come with an earlier one: each CPU either shows its next record here, or has
 * promised to be complete up to some time.
 *
 * Of each CPU one sub-buffer is held, which the kernel keeps as well until the
 * next one is asked for. That must not happen before order_wants() says so and
 * the lines are out: then a reader that is killed takes nothing with it. The
 * CPU that holds up the others is always one whose sub-buffer is used up, so
 * waiting for this cannot block.
 */
#ifndef RELAYD_ORDER_H
#define RELAYD_ORDER_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "events.h"

/**
 * struct order_counts - what came from one CPU since this reader began
 * @first:	sequence number that the account begins with
 * @last:	the last one accounted for; delivered + lost = last - first + 1
 * @seen:	@first and @last mean something
 */
struct order_counts {
	bool seen;
	__u64 first;
	__u64 last;
	__u64 delivered;
	__u64 lost;
};

/**
 * struct order_batch - one answer of the kernel to a read
 * @pending:	sub-buffers still unread behind this one
 * @complete:	valid if @pending is 0: nothing before this time is missing; 0: no promise
 * @sequence:	valid if @complete is: the last number used by then
 */
struct order_batch {
	const void *records;
	size_t length;
	__u32 pending;
	__u64 complete;
	__u64 sequence;
};

void order_init(unsigned int cpus, __u64 now);
void order_exit(void);
bool order_wants(unsigned int cpu);
void order_put(unsigned int cpu, const struct order_batch *batch);
void order_absent(unsigned int cpu, __u64 now);
void order_finish(void);
const struct ks_header *order_next(void);
void order_abandon(void);
void order_report(void);

unsigned int order_cpus(void);
const struct order_counts *order_counts(unsigned int cpu);
__u64 order_late(void);
__u64 order_bad(void);
__u64 order_inherited(void);

#endif
