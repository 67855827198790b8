/* SPDX-License-Identifier: GPL-2.0 */
/* Laying out one record in memory: fixed part, strings, bounds. */
#ifndef KSCRIBE_RECORD_H
#define KSCRIBE_RECORD_H

#include <linux/string.h>
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

bool ks_record_string(struct ks_record *record, struct ks_string *string,
		      const void *bytes, size_t length);
char *ks_record_space(struct ks_record *record, size_t *size);
void ks_record_take(struct ks_record *record, struct ks_string *string, size_t length);
void ks_record_end(struct ks_record *record);

/**
 * ks_record_begin() - start a record with an empty fixed part
 * @record:	set up
 * @space:	where it will lie, aligned to 8 bytes
 * @size:	bytes at @space; more than KS_RECORD_MAX are not used
 * @type:	id of the list
 * @fixed:	bytes of header and fixed part, a constant not more than @size
 *
 * Any context.
 */
static inline void ks_record_begin(struct ks_record *record, void *space, size_t size, u16 type,
				   size_t fixed)
{
	memset(space, 0, fixed);
	record->header = space;
	record->header->type = type;
	record->header->fixed = fixed;
	record->used = fixed;
	record->size = size < KS_RECORD_MAX ? size & ~7UL : KS_RECORD_MAX;
}

/* Begins a record of the list and returns its fixed part. */
#define ks_record_begin_event(record, space, size, name)			\
	({									\
		ks_record_begin(record, space, size, KS_EVENT_##name,		\
				sizeof(struct ks_event_##name));		\
		(struct ks_event_##name *)(record)->header;			\
	})

#endif
