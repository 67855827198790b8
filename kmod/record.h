/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Laying out one record in memory: fixed part, strings, bounds. In the header,
 * because every event comes through here.
 *
 * Nothing here depends on the kernel but types and memcpy: the unit tests
 * compile it in user space.
 */
#ifndef KSCRIBE_RECORD_H
#define KSCRIBE_RECORD_H

#include <linux/kernel.h>
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

/**
 * ks_record_space() - where the next string will begin
 * @record:	being built
 * @size:	set to the bytes that are free there
 *
 * For a caller that produces the bytes in place, and then takes as many as it
 * needs with ks_record_take(). Any context.
 */
static inline char *ks_record_space(struct ks_record *record, size_t *size)
{
	*size = record->size - record->used;
	return (char *)record->header + record->used;
}

/**
 * ks_record_take() - make bytes at ks_record_space() a string
 * @record:	being built
 * @string:	member of its fixed part, set to where the bytes are
 * @length:	not more than the free bytes
 *
 * Any context.
 */
static inline void ks_record_take(struct ks_record *record, struct ks_string *string,
				  size_t length)
{
	string->offset = record->used;
	string->length = length;
	record->used += length;
}

/**
 * ks_record_string() - append bytes
 * @record:	being built
 * @string:	member of its fixed part, set to where the bytes are
 * @bytes:	in kernel memory
 * @length:	how many
 *
 * What does not fit is cut off its end. Any context.
 *
 * Return: true if all of it fitted.
 */
static __always_inline bool ks_record_string(struct ks_record *record, struct ks_string *string,
				    const void *bytes, size_t length)
{
	size_t room;
	char *to = ks_record_space(record, &room);
	bool fits = length <= room;

	if (!fits)
		length = room;
	memcpy(to, bytes, length);
	ks_record_take(record, string, length);
	return fits;
}

/**
 * ks_record_end() - pad the record to its final length
 * @record:	complete but for the members that the channel fills in
 *
 * Any context.
 */
static inline void ks_record_end(struct ks_record *record)
{
	u16 length = (record->used + 7) & ~7;
	u64 *last = (u64 *)((char *)record->header + length) - 1;

	/* Of the last word what is used; it begins with its lowest byte. */
	*last &= ~0ULL >> 8 * (length - record->used);
	record->header->length = length;
	record->used = length;
}

/* Begins a record of the list and returns its fixed part. */
#define ks_record_begin_event(record, space, size, name)			\
	({									\
		ks_record_begin(record, space, size, KS_EVENT_##name,		\
				sizeof(struct ks_event_##name));		\
		(struct ks_event_##name *)(record)->header;			\
	})

#endif
