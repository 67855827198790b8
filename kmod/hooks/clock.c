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

/*
 * The distance of the clocks: of a few attempts the one that was interrupted
 * least. The daemon believes it to 20 microseconds.
 */
static s64 distance(void)
{
	u64 best = ~0ULL;
	s64 found = 0;
	int i;

	for (i = 0; i < 3; i++) {
		u64 before = ks_boottime(), took;
		s64 now = ktime_to_ns(ktime_get_real());

		took = ks_boottime() - before;
		if (took < best) {
			best = took;
			found = now - (s64)(before + took / 2);
		}
	}
	return found;
}

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
	event->offset = distance();
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
