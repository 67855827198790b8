// SPDX-License-Identifier: GPL-2.0
/*
 * The clock, when somebody sets it.
 *
 * Records have the time since boot. What time of day that was, the daemon finds
 * out by itself; but it learns of a step only after it, and would give the
 * events in between the wrong clock.
 */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include "channel.h"
#include "compat/kernel.h"
#include "event.h"
#include "hook.h"
#include "record.h"
#include "scratch.h"
#include "task.h"

KS_RECORDS(clock);

/* clock_was_set(...): the new time holds, and no lock of it is held any more */
static int clock_set(struct pt_regs *regs, void *data)
{
	struct ks_scratch *scratch = ks_scratch_get();
	struct ks_event_clock *event;
	struct ks_record record;

	if (!scratch) {
		ks_channel_refuse(KS_EVENT_clock, KS_REFUSED_BUSY);
		return 0;
	}
	rcu_read_lock();
	event = ks_record_begin_event(&record, scratch->record, scratch->size, clock);
	ks_identity(&event->header, current);
	event->offset = ktime_to_ns(ktime_get_real()) - ks_boottime();
	ks_record_end(&record);
	ks_channel_write(&record);
	rcu_read_unlock();
	ks_scratch_put(scratch);
	return 0;
}

struct ks_hook ks_hooks_clock[] = {
	{
		.name = "clock",
		.how = KS_KPROBE,
		.symbols = { "clock_was_set" },
		.enter = clock_set,
		.events = ~0ULL,
		.loss = "events in the moment after the clock was set may have the time before",
	},
};

const unsigned int ks_hooks_clock_count = ARRAY_SIZE(ks_hooks_clock);
