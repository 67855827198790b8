/* SPDX-License-Identifier: GPL-2.0 */
/* The events of the list, as data. */
#ifndef KSCRIBE_EVENT_H
#define KSCRIBE_EVENT_H

#include <linux/errno.h>
#include <linux/types.h>
#include "events.h"

/**
 * struct ks_event_info - a row of the list
 * @name:	as in the list, NULL where no event has this id
 * @vital:	may use the sub-buffers kept in reserve
 * @line:	becomes a line of the daemon's output
 * @recorded:	proof that some file writes it: KS_RECORDS()
 */
struct ks_event_info {
	const char *name;
	bool vital;
	bool line;
	const char *recorded;
};

/* By id. */
extern const struct ks_event_info ks_events[KS_EVENT_LIMIT];

/* The events that a reader can ask for: those that become lines. */
extern const u64 ks_events_all;

/*
 * Stands in the file that writes the records of an event. One that nobody
 * writes does not link, and modpost names it.
 */
#define KS_RECORDS(event) const char ks_records_##event = 1
#define KS_EVENT(event, id, class, category) extern const char ks_records_##event;
#include "events.def"

#define KS_BIT(id) (1ULL << (id))

/* Errors other than refusals are nobody's access to anything. */
static inline bool ks_is_access(long result)
{
	return result >= 0 || result == -EACCES || result == -EPERM;
}

#endif
