// SPDX-License-Identifier: GPL-2.0
/*
 * The channel: a relay buffer for each CPU, without files and without
 * overwriting.
 *
 * A record is complete in scratch before it comes here. Then, with interrupts
 * off, it gets its sequence number, its time and its place, in this order: on
 * one CPU the three rise together, and a flush on that CPU is a barrier. A
 * record that is refused has used its number up, so that the reader sees a gap
 * exactly where the loss is, and is counted here by type and reason.
 */
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/string.h>
#include "channel.h"
#include "compat/kernel.h"
#include "compat/relay.h"
#include "doorbell.h"
#include "event.h"

static unsigned int subbuf_size = KS_SUBBUF_SIZE;
module_param(subbuf_size, uint, 0444);
MODULE_PARM_DESC(subbuf_size, "bytes of a sub-buffer (default 31744, 4096 to 31744, a multiple of 8)");

static unsigned int subbufs;
module_param(subbufs, uint, 0444);
MODULE_PARM_DESC(subbufs, "sub-buffers for each CPU (default: 256, less where all CPUs together would take over 256 MiB; at least 16)");

#define SUBBUFS_MIN	16
#define SUBBUFS_MAX	256
#define TOTAL_MAX	(256UL << 20)

/* Sub-buffers that ordinary records leave free, at most. */
#define RESERVE		16

/**
 * struct tally - what one CPU did
 * @sequence:	last number used
 * @writing:	set from before the time is taken until the record is in place
 */
struct tally {
	u64 sequence;
	u32 writing;
	u64 written[KS_EVENT_LIMIT];
	u64 refused[KS_EVENT_LIMIT][KS_REFUSED_REASONS];
	u64 filtered[KS_EVENT_LIMIT];
};

static struct rchan *channel;
static struct tally __percpu *tallies;
static unsigned int reserve;

/* Called by relay with interrupts off, for the next sub-buffer of this CPU. */
static int start_subbuf(struct rchan_buf *buf, void *previous)
{
	if (!previous)
		return 1;
	ks_doorbell_ring(true);
	return !relay_buf_full(buf);
}

/**
 * ks_channel_init() - allocate the buffers
 *
 * Process context. Return: 0 or a negative errno.
 */
int ks_channel_init(void)
{
	if (subbuf_size < 4096 || subbuf_size > KS_SUBBUF_SIZE || subbuf_size % 8) {
		pr_err("kscribe: subbuf_size=%u: use a multiple of 8 from 4096 to %u\n",
		       subbuf_size, KS_SUBBUF_SIZE);
		return -EINVAL;
	}
	if (!subbufs)
		subbufs = min_t(unsigned long, SUBBUFS_MAX,
				TOTAL_MAX / num_possible_cpus() / subbuf_size);
	if (subbufs < SUBBUFS_MIN)
		subbufs = SUBBUFS_MIN;
	/* Very small buffers would have nothing left for ordinary records. */
	reserve = min_t(unsigned int, RESERVE, subbufs / 4);

	tallies = alloc_percpu(struct tally);
	if (!tallies)
		return -ENOMEM;
	channel = ks_relay_open(subbuf_size, subbufs, start_subbuf);
	if (!channel) {
		free_percpu(tallies);
		pr_err("kscribe: no memory for %u sub-buffers of %u bytes on each CPU: set subbufs lower\n",
		       subbufs, subbuf_size);
		return -ENOMEM;
	}
	return 0;
}

/**
 * ks_channel_exit() - free the buffers and what is unread in them
 *
 * Nothing may write any more. Process context.
 */
void ks_channel_exit(void)
{
	relay_close(channel);
	free_percpu(tallies);
}

static unsigned int unread_subbufs(const struct rchan_buf *buf)
{
	return READ_ONCE(buf->subbufs_produced) - READ_ONCE(buf->subbufs_consumed);
}

/* Bytes that were written to the current sub-buffer; it has none when it was refused. */
static size_t unread_bytes(const struct rchan_buf *buf)
{
	size_t offset = READ_ONCE(buf->offset);

	return offset > subbuf_size ? 0 : offset;
}

/**
 * ks_channel_write() - number, stamp and store a finished record
 * @record:	ended; type, flags and identity set
 *
 * Any context but NMI.
 *
 * Return: false if it was refused, which is then counted.
 */
bool ks_channel_write(struct ks_record *record)
{
	struct ks_header *header = record->header;
	enum ks_refusal reason = KS_REFUSED_FULL;
	struct rchan_buf *buf;
	struct tally *tally;
	unsigned long flags;
	void *place = NULL;

	local_irq_save(flags);
	tally = this_cpu_ptr(tallies);
	/*
	 * A reader that finds nothing unread here must know whether a record
	 * with a time before its own look is on its way: pairs with the barrier
	 * in quiet_since().
	 */
	WRITE_ONCE(tally->writing, 1);
	smp_mb();
	header->sequence = ++tally->sequence;
	header->time = ks_boottime();

	buf = ks_relay_buf(channel, smp_processor_id());
	if (unlikely(!buf))
		reason = KS_REFUSED_FULL;
	else if (header->length > subbuf_size)
		reason = KS_REFUSED_OVERSIZE;
	else if (!ks_events[header->type].vital && subbufs - unread_subbufs(buf) < reserve)
		reason = KS_REFUSED_RESERVE;
	else
		place = relay_reserve(channel, header->length);

	if (place) {
		memcpy(place, header, header->length);
		tally->written[header->type]++;
	} else {
		tally->refused[header->type][reason]++;
	}
	/* The record before the next switch of sub-buffers, which publishes it. */
	smp_wmb();
	WRITE_ONCE(tally->writing, 0);
	local_irq_restore(flags);

	if (place)
		ks_doorbell_ring(false);
	return place;
}

/**
 * ks_channel_refuse() - count a record that could not even be built
 * @type:	id of the list
 * @reason:	why
 *
 * It uses a sequence number up like any other. Any context but NMI.
 */
void ks_channel_refuse(u16 type, enum ks_refusal reason)
{
	struct tally *tally;
	unsigned long flags;

	local_irq_save(flags);
	tally = this_cpu_ptr(tallies);
	tally->sequence++;
	tally->refused[type][reason]++;
	local_irq_restore(flags);
}

/**
 * ks_channel_filter() - count a hit that was not to be recorded
 * @type:	id of the list
 *
 * Any context but NMI.
 */
void ks_channel_filter(u16 type)
{
	this_cpu_inc(tallies->filtered[type]);
}

/*
 * Up to when a CPU with nothing unread has certainly nothing more: now, unless
 * it is just writing, and then nothing can be said. No interrupt is sent to a
 * CPU that may be asleep.
 */
static u64 quiet_since(int cpu, const struct rchan_buf *buf, u64 *sequence)
{
	const struct tally *tally = per_cpu_ptr(tallies, cpu);
	u64 now = ks_boottime();

	smp_mb();
	*sequence = READ_ONCE(tally->sequence);
	if (READ_ONCE(tally->writing))
		return 0;
	smp_rmb();
	if (buf && (unread_subbufs(buf) || unread_bytes(buf)))
		return 0;
	return now;
}

struct flush {
	struct rchan_buf *buf;
	int cpu;
	u64 time;
	u64 sequence;
};

/* On the CPU of the buffer with interrupts off, or for a CPU that is offline. */
static void flush(void *data)
{
	struct flush *flush = data;
	unsigned long flags;

	local_irq_save(flags);
	flush->time = ks_boottime();
	flush->sequence = per_cpu_ptr(tallies, flush->cpu)->sequence;
	if (unread_bytes(flush->buf))
		relay_switch_subbuf(flush->buf, 0);
	local_irq_restore(flags);
}

/**
 * ks_channel_acknowledge() - free a sub-buffer that the reader has
 * @cpu:	any number
 * @position:	from the view that showed it; anything else is ignored
 *
 * Process context.
 */
void ks_channel_acknowledge(int cpu, u64 position)
{
	struct rchan_buf *buf = cpu_possible(cpu) ? ks_relay_buf(channel, cpu) : NULL;

	if (buf && unread_subbufs(buf) && position == (u64)buf->subbufs_consumed + 1)
		relay_subbufs_consumed(channel, cpu, 1);
}

/**
 * ks_channel_read() - show the oldest unread sub-buffer of a CPU
 * @cpu:	a possible CPU
 * @view:	filled in
 *
 * What is written to the current sub-buffer so far is flushed when no full one
 * is unread. Process context; may wait for the CPU to run one function.
 */
void ks_channel_read(int cpu, struct ks_view *view)
{
	struct flush request = { .cpu = cpu };
	struct rchan_buf *buf;
	size_t oldest;

	memset(view, 0, sizeof(*view));
	/* The CPU neither comes nor goes meanwhile. */
	ks_cpus_lock();
	buf = ks_relay_buf(channel, cpu);
	request.buf = buf;
	if (buf && !unread_subbufs(buf) && unread_bytes(buf)) {
		if (cpu_online(cpu))
			smp_call_function_single(cpu, flush, &request, 1);
		else
			flush(&request);
	}
	ks_cpus_unlock();

	if (!buf || !unread_subbufs(buf)) {
		view->complete = quiet_since(cpu, buf, &view->sequence);
		return;
	}
	smp_rmb();
	oldest = buf->subbufs_consumed % subbufs;
	view->data = buf->start + oldest * subbuf_size;
	view->length = subbuf_size - buf->padding[oldest];
	view->position = buf->subbufs_consumed + 1;
	view->pending = unread_subbufs(buf) - 1;
	if (request.time) {
		view->complete = request.time;
		view->sequence = request.sequence;
	} else if (!view->pending) {
		/* The current sub-buffer may have begun: one more look. */
		view->pending = 1;
	}
}

/**
 * ks_channel_forget() - free everything that is unread
 *
 * Nothing writes meanwhile. Process context.
 */
void ks_channel_forget(void)
{
	struct ks_view view;
	int cpu;

	for_each_possible_cpu(cpu) {
		for (;;) {
			ks_channel_read(cpu, &view);
			if (!view.length)
				break;
			ks_channel_acknowledge(cpu, view.position);
		}
	}
}

/**
 * ks_channel_unread() - is there anything to read?
 *
 * Process context. Return: false only if all CPUs were empty.
 */
bool ks_channel_unread(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct rchan_buf *buf = ks_relay_buf(channel, cpu);

		if (buf && (unread_subbufs(buf) || unread_bytes(buf)))
			return true;
	}
	return false;
}

/**
 * ks_channel_counts() - the counters of one CPU
 * @cpu:	a possible CPU
 * @counts:	room for KS_EVENT_LIMIT
 * @sequence:	set to the last number used
 * @buffer:	set if the CPU has a buffer
 *
 * A running CPU goes on counting meanwhile. Process context.
 *
 * Return: how many @counts were filled in.
 */
unsigned int ks_channel_counts(int cpu, struct ks_counts *counts, u64 *sequence, bool *buffer)
{
	const struct tally *tally = per_cpu_ptr(tallies, cpu);
	unsigned int type, reason, n = 0;

	*sequence = READ_ONCE(tally->sequence);
	*buffer = ks_relay_buf(channel, cpu);
	for (type = 0; type < KS_EVENT_LIMIT; type++) {
		if (!ks_events[type].name)
			continue;
		counts[n].type = type;
		counts[n].pad = 0;
		counts[n].written = READ_ONCE(tally->written[type]);
		counts[n].filtered = READ_ONCE(tally->filtered[type]);
		for (reason = 0; reason < KS_REFUSED_REASONS; reason++)
			counts[n].refused[reason] = READ_ONCE(tally->refused[type][reason]);
		n++;
	}
	return n;
}

unsigned int ks_channel_subbuf_size(void)
{
	return subbuf_size;
}

unsigned int ks_channel_subbufs(void)
{
	return subbufs;
}
