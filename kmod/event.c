// SPDX-License-Identifier: GPL-2.0
#include "event.h"

enum { LINE_NONE, LINE_PROCESS, LINE_FILE };

const struct ks_event_info ks_events[KS_EVENT_LIMIT] = {
#define KS_EVENT(event, id, class, category)				\
	[id] = {							\
		.name = #event,						\
		.vital = KS_CLASS_##class == KS_CLASS_VITAL,		\
		.line = LINE_##category != LINE_NONE,			\
		.recorded = &ks_records_##event,			\
	},
#include "events.def"
};

const u64 ks_events_all = 0
#define KS_EVENT(event, id, class, category)				\
	| (LINE_##category != LINE_NONE ? KS_BIT(id) : 0)
#include "events.def"
	;
