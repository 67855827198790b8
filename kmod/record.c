// SPDX-License-Identifier: GPL-2.0
/*
 * Laying out one record in memory.
 *
 * Nothing here depends on the kernel but types and memcpy: the unit tests
 * compile this file in user space.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "record.h"

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
bool ks_record_string(struct ks_record *record, struct ks_string *string,
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
 * ks_record_space() - where the next string will begin
 * @record:	being built
 * @size:	set to the bytes that are free there
 *
 * For a caller that produces the bytes in place, and then takes as many as it
 * needs with ks_record_take(). Any context.
 */
char *ks_record_space(struct ks_record *record, size_t *size)
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
void ks_record_take(struct ks_record *record, struct ks_string *string, size_t length)
{
	string->offset = record->used;
	string->length = length;
	record->used += length;
}

/**
 * ks_record_end() - pad the record to its final length
 * @record:	complete but for the members that the channel fills in
 *
 * Any context.
 */
void ks_record_end(struct ks_record *record)
{
	u16 length = (record->used + 7) & ~7;

	memset((char *)record->header + record->used, 0, length - record->used);
	record->header->length = length;
	record->used = length;
}
