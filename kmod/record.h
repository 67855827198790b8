/* SPDX-License-Identifier: GPL-2.0 */
/* Laying out one record in memory: fixed part, strings, bounds. */
#ifndef KSCRIBE_RECORD_H
#define KSCRIBE_RECORD_H

#include <linux/types.h>
#include "events.h"

/**
 * struct ks_record - a record being built
 * @header:	its start; the whole record lies behind it
 * @used:	bytes so far
 * @size:	bytes that may be used
 */
struct ks_record {
	struct ks_header *header;
	u16 used;
	u16 size;
};

void ks_record_begin(struct ks_record *record, void *space, size_t size, u16 type, size_t fixed);
bool ks_record_string(struct ks_record *record, struct ks_string *string,
		      const void *bytes, size_t length);
char *ks_record_space(struct ks_record *record, size_t *size);
void ks_record_take(struct ks_record *record, struct ks_string *string, size_t length);
void ks_record_end(struct ks_record *record);

/* Begins a record of the list and returns its fixed part. */
#define ks_record_begin_event(record, space, size, name)			\
	({									\
		ks_record_begin(record, space, size, KS_EVENT_##name,		\
				sizeof(struct ks_event_##name));		\
		(struct ks_event_##name *)(record)->header;			\
	})

#endif
