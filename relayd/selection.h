/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which events become lines. What was asked for may change on the way: what
 * happened before that is chosen as it was then.
 */
#ifndef RELAYD_SELECTION_H
#define RELAYD_SELECTION_H

#include <linux/types.h>

#include "decode.h"
#include "filter.h"
#include "process.h"

enum selection_result {
	SELECTION_LINE,
	SELECTION_UNASKED,	/* not one of the events */
	SELECTION_FILTERED,
};

void selection_init(__u64 events, const struct filter *filters, __u64 judged);
void selection_change(__u64 events, const struct filter *filters, __u64 from);
enum selection_result selection_of(const struct view *view, const struct image *image);
__u64 selection_recorded(__u64 events);
void selection_exit(void);

#endif
