// SPDX-License-Identifier: GPL-2.0
#include "decode.h"

#include <string.h>

/**
 * decode_frame() - where does the record at @bytes end?
 * @bytes:	aligned to 8
 * @left:	bytes that are there
 *
 * Returns its length, 0 if there cannot be a record.
 */
size_t decode_frame(const void *bytes, size_t left)
{
	const struct ks_header *header = bytes;

	if (left < sizeof(*header) || header->length < sizeof(*header) || header->length > left ||
	    header->length % 8)
		return 0;
	return header->length;
}

static bool strings_inside(const struct view *view)
{
	const struct event_type *type = view->type;
	size_t i;

	for (i = 0; i < type->string_count; i++) {
		const struct ks_string *string =
			(const void *)((const char *)view->fixed + type->strings[i]);

		if (string->length &&
		    (string->offset < view->header->fixed ||
		     (size_t)string->offset + string->length > view->header->length))
			return false;
	}
	return true;
}

/**
 * decode_record() - check one record
 * @view:	filled on DECODE_OK; on DECODE_UNKNOWN only its header
 * @record:	accepted by decode_frame(); must outlive @view
 */
enum decode_result decode_record(struct view *view, const void *record)
{
	const struct ks_header *header = record;

	view->header = header;
	if (header->fixed < sizeof(*header) || header->fixed > header->length)
		return DECODE_BAD;
	view->type = event_find(header->type);
	if (!view->type)
		return DECODE_UNKNOWN;
	if (header->fixed >= view->type->fixed) {
		view->fixed = record;
	} else {
		/* an older writer: what it did not have reads as zero */
		memset(&view->room, 0, view->type->fixed);
		memcpy(&view->room, record, header->fixed);
		view->fixed = &view->room;
	}
	return strings_inside(view) ? DECODE_OK : DECODE_BAD;
}
