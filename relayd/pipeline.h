/* SPDX-License-Identifier: GPL-2.0 */
/* One record on its way from order.c to the sink. */
#ifndef RELAYD_PIPELINE_H
#define RELAYD_PIPELINE_H

#include <linux/types.h>
#include <stddef.h>

#include "events.h"

/**
 * struct pipeline_counts - what became of the records of one type
 * @lines:	those that are lines; @async of them done by io_uring
 * @filtered:	dropped because of filters
 * @after_stop:	came too late to be printed
 * @silent:	the rest: of an event that was not asked for, or nothing that makes a
 *		line. The four add up to @records
 */
struct pipeline_counts {
	__u64 records;
	__u64 lines;
	__u64 async;
	__u64 filtered;
	__u64 after_stop;
	__u64 silent;
};

void pipeline_init(void);
void pipeline_stop(__u64 time);
void pipeline_state(const void *records, size_t length);
void pipeline_emit(void);

const struct pipeline_counts *pipeline_counts(unsigned int type);
__u64 pipeline_lines(void);
__u64 pipeline_after_stop(void);
__u64 pipeline_unknown(void);
__u64 pipeline_bad(void);

#endif
