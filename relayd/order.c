// SPDX-License-Identifier: GPL-2.0
#include "order.h"

#include <stdlib.h>
#include <string.h>

#include "decode.h"
#include "log.h"
#include "memory.h"

#define NEVER	(~0ULL)

/**
 * struct stream - one CPU
 * @buffer:	the sub-buffer in hand, aligned by malloc()
 * @room:	bytes of @buffer
 * @length:	bytes of it that are records
 * @at:		where the next record begins; @length when used up
 * @time:	the next record's time, or how far this CPU is complete
 * @promised:	the last sequence number used by then, 0 if unknown
 * @unreported:	part of counts.lost that no log line has told yet
 */
struct stream {
	unsigned char *buffer;
	size_t room;
	size_t length;
	size_t at;
	__u64 time;
	__u64 complete;
	__u64 promised;
	__u64 unreported;
	struct order_counts counts;
};

static struct stream *streams;
static unsigned int stream_count;
static struct stream *current;	/* whose record goes next, as long as it is not after @limit */
static __u64 limit;
static __u64 emitted;		/* time of the last record that left */
static __u64 late;
static __u64 bad;
static __u64 began;
static __u64 inherited;
static bool finishing;

/**
 * order_init() - begin with @cpus empty streams of which nothing is known
 * @now:	older records were left by an earlier reader
 */
void order_init(unsigned int cpus, __u64 now)
{
	began = now;
	inherited = 0;
	streams = memory_zeroed(cpus * sizeof(*streams));
	stream_count = cpus;
	current = NULL;
	emitted = late = bad = 0;
	finishing = false;
}

/**
 * order_exit() - forget everything
 */
void order_exit(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < stream_count; cpu++)
		free(streams[cpu].buffer);
	free(streams);
	streams = NULL;
	stream_count = 0;
}

static bool used_up(const struct stream *stream)
{
	return stream->at == stream->length;
}

static void lose(struct stream *stream, __u64 count)
{
	stream->counts.lost += count;
	stream->unreported += count;
}

/* The account goes up to @sequence; numbers that were passed over are lost. */
static void account(struct stream *stream, __u64 sequence, bool delivered)
{
	struct order_counts *counts = &stream->counts;

	if (!counts->seen) {
		counts->seen = true;
		counts->first = delivered ? sequence : sequence + 1;
		counts->last = counts->first - 1;
	}
	if (sequence > counts->last) {
		lose(stream, sequence - counts->last - delivered);
		counts->last = sequence;
	}
	counts->delivered += delivered;
}

/* Look at the next record; a broken one ends the sub-buffer. */
static void look(struct stream *stream)
{
	if (!used_up(stream) && !decode_frame(stream->buffer + stream->at,
					      stream->length - stream->at)) {
		bad++;
		stream->at = stream->length;
	}
	if (!used_up(stream)) {
		const struct ks_header *header = (void *)(stream->buffer + stream->at);

		stream->time = header->time;
		return;
	}
	stream->time = stream->complete;
	if (stream->promised) {
		account(stream, stream->promised, false);
		stream->promised = 0;
	}
}

/**
 * order_wants() - may this CPU's next sub-buffer be asked for?
 *
 * Asking acknowledges the one before: its records are all out.
 */
bool order_wants(unsigned int cpu)
{
	return used_up(&streams[cpu]);
}

/**
 * order_put() - a sub-buffer, or the news that there is none
 *
 * Only when order_wants() it. The bytes are copied.
 */
void order_put(unsigned int cpu, const struct order_batch *batch)
{
	struct stream *stream = &streams[cpu];

	if (batch->length > stream->room) {
		stream->buffer = memory_resize(stream->buffer, batch->length);
		stream->room = batch->length;
	}
	if (batch->length)
		memcpy(stream->buffer, batch->records, batch->length);
	stream->length = batch->length;
	stream->at = 0;
	/* a CPU that is just writing promises nothing */
	if (!batch->pending && batch->complete) {
		if (batch->complete > stream->complete)
			stream->complete = batch->complete;
		stream->promised = batch->sequence;
		/* nothing yet from a CPU that was in use before: what was lost is not ours */
		if (!stream->counts.seen && !batch->length)
			account(stream, batch->sequence, false);
	}
	look(stream);
	current = NULL;
}

/**
 * order_absent() - a CPU that has no buffer: it says nothing before @now
 */
void order_absent(unsigned int cpu, __u64 now)
{
	struct stream *stream = &streams[cpu];

	if (now > stream->complete)
		stream->complete = now;
	if (used_up(stream))
		stream->time = stream->complete;
	current = NULL;
}

/**
 * order_finish() - no more will come: order_next() gives out the rest
 */
void order_finish(void)
{
	finishing = true;
	current = NULL;
}

/*
 * Finds the earliest record and how long its stream may go on before another
 * one has to be asked: storms come from one CPU, and then this runs seldom.
 */
static void choose(void)
{
	struct stream *stream;
	unsigned int i;

	current = NULL;
	limit = NEVER;
	for (i = 0; i < stream_count; i++) {
		stream = &streams[i];
		if (used_up(stream)) {
			if (!finishing && stream->time < limit)
				limit = stream->time;
		} else if (!current) {
			current = stream;
		} else if (stream->time < current->time) {
			if (current->time < limit)
				limit = current->time;
			current = stream;
		} else if (stream->time < limit) {
			limit = stream->time;
		}
	}
}

/**
 * order_next() - the next record, NULL when the CPUs must be asked again
 *
 * Valid until the next call of any function here.
 */
const struct ks_header *order_next(void)
{
	const struct ks_header *header;

	if (!current || used_up(current) || current->time > limit)
		choose();
	if (!current || current->time > limit)
		return NULL;

	header = (void *)(current->buffer + current->at);
	current->at += header->length;
	account(current, header->sequence, true);
	if (current->at == current->length && header->time > current->complete)
		current->complete = header->time;
	if (header->time < began)
		inherited++;
	if (header->time < emitted)
		late++;
	else
		emitted = header->time;
	look(current);
	/* its own promise binds it like the others'; look() has put it into @time */
	return header;
}

/**
 * order_abandon() - the record just given out was broken: drop what stands behind it
 */
void order_abandon(void)
{
	bad++;
	if (!current)
		return;
	current->at = current->length;
	look(current);
}

/**
 * order_report() - tell the log what was lost since the last report
 */
void order_report(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < stream_count; cpu++) {
		struct stream *stream = &streams[cpu];

		if (!stream->unreported)
			continue;
		log_note("lost %llu records on CPU %u (sequence up to %llu): the buffers were full",
			 (unsigned long long)stream->unreported, cpu,
			 (unsigned long long)stream->counts.last);
		stream->unreported = 0;
	}
}

/**
 * order_cpus() - how many streams there are
 */
unsigned int order_cpus(void)
{
	return stream_count;
}

/**
 * order_counts() - the account of one CPU
 */
const struct order_counts *order_counts(unsigned int cpu)
{
	return &streams[cpu].counts;
}

/**
 * order_late() - records that left after a later one
 */
__u64 order_late(void)
{
	return late;
}

/**
 * order_inherited() - records that are older than this reader
 */
__u64 order_inherited(void)
{
	return inherited;
}

/**
 * order_bad() - sub-buffers whose rest was dropped
 */
__u64 order_bad(void)
{
	return bad;
}
