/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bytes from the kernel, or from a file, become a view that cannot be left:
 * nobody behind this file looks at an offset again.
 */
#ifndef RELAYD_DECODE_H
#define RELAYD_DECODE_H

#include "event.h"
#include "text.h"

enum decode_result {
	DECODE_OK,
	DECODE_UNKNOWN,		/* a type that this daemon does not have: skip it */
	DECODE_BAD,		/* the bytes contradict themselves: nothing behind them is safe */
};

/**
 * struct view - a checked record
 * @type:	its entry of the list
 * @header:	its header
 * @fixed:	its struct ks_event_NAME, complete: members that the writer did
 *		not know are zero
 * @room:	holds @fixed where the record's own is too short
 *
 * It points into the record and into itself; do not copy it.
 */
struct view {
	const struct event_type *type;
	const struct ks_header *header;
	const union event_any *fixed;
	union event_any room;
};

size_t decode_frame(const void *bytes, size_t left);
enum decode_result decode_record(struct view *view, const void *record);

/**
 * view_text() - a string of the record
 *
 * Only for a &struct ks_string of @view->fixed: those were checked.
 */
static inline struct text view_text(const struct view *view, const struct ks_string *string)
{
	struct text text = { (const char *)view->header + string->offset, string->length };

	return text;
}

#endif
