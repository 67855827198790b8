// SPDX-License-Identifier: GPL-2.0
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "decode.h"
#include "memory.h"
#include "order.h"
#include "process.h"
#include "selection.h"
#include "serialize.h"
#include "sink.h"

/*
 * Lines in hand before they are written: a sub-buffer of short records with
 * long lineages makes a thousand times its size.
 */
#define FLUSH_BYTES	(1024 * 1024)

static struct pipeline_counts counts[KS_EVENT_LIMIT];
static __u64 lines;
static __u64 unknown;
static __u64 until;
static __u64 bad;

/**
 * pipeline_init() - nothing was counted
 *
 * What becomes a line says selection_init(); the rest still feeds the tree of
 * processes.
 */
void pipeline_init(void)
{
	memset(counts, 0, sizeof(counts));
	lines = unknown = bad = 0;
	until = ~0ULL;
}

/**
 * pipeline_stop() - what happens after @time is not printed
 *
 * Hooks go one after another: what the last ones see is not the whole truth.
 */
void pipeline_stop(__u64 time)
{
	until = time;
}

/* The counter of what becomes of an event. */
static __u64 *fate(struct pipeline_counts *count, const struct view *view,
		   const struct occurrence *occurrence)
{
	enum selection_result result;

	if (!occurrence->line)
		return &count->silent;
	result = selection_of(view, occurrence->image);
	if (result == SELECTION_UNASKED)
		return &count->silent;
	if (view->header->time > until)
		return &count->after_stop;
	return result == SELECTION_FILTERED ? &count->filtered : &count->lines;
}

static enum decode_result take(const struct ks_header *record)
{
	struct occurrence occurrence;
	struct pipeline_counts *count;
	struct view view;
	__u64 *counter;
	enum decode_result result = decode_record(&view, record);

	if (result == DECODE_UNKNOWN)
		unknown++;
	if (result != DECODE_OK)
		return result;
	count = &counts[view.type->id];
	count->records++;
	if (view.type->id == KS_EVENT_clock) {
		clock_step(view.fixed->clock.offset, record->time);
		count->silent++;
		return result;
	}
	process_take(&view, &occurrence);
	counter = fate(count, &view, &occurrence);
	++*counter;
	if (counter != &count->lines)
		return result;
	serialize_line(sink_buffer(), &view, &occurrence);
	lines++;
	if (view.header->flags & KS_ASYNC)
		count->async++;
	return result;
}

/**
 * pipeline_state() - records of the walk over all processes, in no order
 */
void pipeline_state(const void *records, size_t length)
{
	/* an attribute of netlink is aligned to 4, a record to 8 */
	char *copy = memory_copy(records, length);
	size_t at = 0, step;

	while (at < length) {
		step = decode_frame(copy + at, length - at);
		if (!step || take((const void *)(copy + at)) == DECODE_BAD) {
			bad++;
			break;
		}
		at += step;
	}
	free(copy);
}

/**
 * pipeline_emit() - make lines of everything whose turn has come
 *
 * Long runs of them are written on the way. If that fails, the rest is left
 * where it is: sink_flush(), which the caller calls next, fails as well.
 */
void pipeline_emit(void)
{
	const struct ks_header *record;

	while ((record = order_next())) {
		if (take(record) == DECODE_BAD)
			order_abandon();
		if (sink_buffer()->length > FLUSH_BYTES && !sink_flush())
			return;
	}
}

/**
 * pipeline_counts() - of one type, by id
 */
const struct pipeline_counts *pipeline_counts(unsigned int type)
{
	return &counts[type];
}

/**
 * pipeline_lines() - lines of all types
 */
__u64 pipeline_lines(void)
{
	return lines;
}

/**
 * pipeline_after_stop() - events that came too late to be printed
 */
__u64 pipeline_after_stop(void)
{
	__u64 sum = 0;
	unsigned int type;

	for (type = 0; type < KS_EVENT_LIMIT; type++)
		sum += counts[type].after_stop;
	return sum;
}

/**
 * pipeline_unknown() - records of a type that the list does not have
 */
__u64 pipeline_unknown(void)
{
	return unknown;
}

/**
 * pipeline_bad() - broken records
 */
__u64 pipeline_bad(void)
{
	return bad + order_bad();
}
