/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The door: everything that lines are made of comes in here, one thing after
 * another. A capture is the list of what came, and its replay brings the same
 * through the same door: the lines are the same.
 *
 * Answers of the host come before what they were needed for.
 */
#ifndef RELAYD_INTAKE_H
#define RELAYD_INTAKE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "order.h"

/* The numbers are in capture files: they keep their meaning. */
enum intake_type {
	INTAKE_END		= 0,	/* of a capture */
	INTAKE_CLOCK		= 1,	/* @time: ns from boottime to the time of day,
					   from boottime @sequence on */
	INTAKE_NAMES		= 2,	/* names may have changed; @count 1: ask for all again */
	INTAKE_STATE		= 3,	/* bytes: records of the walk */
	INTAKE_STATE_END	= 4,
	INTAKE_BATCH		= 5,	/* @id: CPU; the rest is struct order_batch */
	INTAKE_ABSENT		= 6,	/* @id: CPU, @time: nothing comes before it */
	INTAKE_EMIT		= 7,	/* lines are made of what is complete */
	INTAKE_SWEEP		= 8,	/* @time: who was forked before it is looked for */
	INTAKE_STOP		= 9,	/* @time: what is later is not printed */
	INTAKE_FINISH		= 10,	/* no more records will come */
	/* answers of the host */
	INTAKE_USER		= 11,	/* @id; bytes: the name, none if there is none */
	INTAKE_GROUP		= 12,	/* likewise */
	INTAKE_PROCESS		= 13,	/* @id: tgid, @time: start; see capture_put_process() */
	INTAKE_GONE		= 14,	/* @id: tgid that INTAKE_SWEEP does not find */
	INTAKE_PACKAGE		= 15,	/* bytes: a path, @id of them, its package's name,
					   @count, and the version */
	INTAKE_PACKAGES		= 16,	/* packages may have changed: ask for all again */
};

/**
 * struct intake - one thing that came
 * @length:	of its bytes
 * @type:	enum intake_type, which says what the others are
 */
struct intake {
	__u32 length;
	__u32 type;
	__u32 id;
	__u32 count;
	__u64 time;
	__u64 sequence;
};

typedef void (*intake_listener)(const struct intake *in, const void *bytes);

void intake_listen(intake_listener listener);
bool intake_take(const struct intake *in, const void *bytes);

void intake_clock(__s64 offset, __u64 from);
void intake_names(bool forget);
void intake_packages(void);
void intake_state(const void *records, size_t length);
void intake_state_end(void);
void intake_batch(unsigned int cpu, const struct order_batch *batch);
void intake_absent(unsigned int cpu, __u64 time);
void intake_emit(void);
void intake_sweep(__u64 time);
void intake_stop(__u64 time);
void intake_finish(void);

#endif
