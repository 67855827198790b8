// SPDX-License-Identifier: GPL-2.0
/*
 * Records without the secrets on command lines, which no line shows either.
 *
 * A record is laid out anew: its fixed part, and its strings one after another.
 * So nothing comes along that no member refers to.
 */
#include <stdlib.h>

#include "capture.h"
#include "decode.h"
#include "memory.h"
#include "scrub.h"

/*
 * ks_header.length has 16 bits and is a multiple of 8. Scrubbing at most doubles
 * a list ("secret=" becomes "secret=********"), so that all of it fits as long
 * as the record came from the module, which keeps to KS_RECORD_MAX.
 */
#define LENGTH_MAX	0xfff8

/* Where a structure has its arguments; 0: it has none. */
static size_t find_arguments(const struct event_row *rows, size_t count, size_t base)
{
	size_t i, found = 0;

	for (i = 0; i < count && !found; i++) {
		if (rows[i].kind == EVENT_SUB)
			found = find_arguments(rows[i].rows, rows[i].row_count,
					       base + rows[i].offset);
		else if (rows[i].show == SHOW_ARGUMENTS)
			found = base + rows[i].offset;
	}
	return found;
}

/**
 * capture_redact_list() - append a list of arguments without its secrets
 *
 * The first one is what the program was called, which lines show as it is.
 */
void capture_redact_list(struct json *to, struct text list)
{
	bool first = true, hide = false;
	struct text argument;

	while (text_take_string(&list, &argument)) {
		bool terminated = list.at > argument.at + argument.length;

		if (!first)
			hide = scrub_argument(&argument, hide);
		first = false;
		json_raw(to, argument.at, argument.length);
		if (terminated)
			json_raw(to, "", 1);
	}
}

/* What a record takes beside its arguments. */
static size_t length_of_others(const struct view *view, size_t arguments)
{
	size_t sum = view->type->fixed, i;

	for (i = 0; i < view->type->string_count; i++) {
		const struct ks_string *string =
			(const void *)((const char *)view->fixed + view->type->strings[i]);

		if (!arguments || view->type->strings[i] != arguments)
			sum += string->length;
	}
	return sum;
}

static void put_record(struct json *to, const struct view *view)
{
	const struct event_type *type = view->type;
	size_t arguments = find_arguments(type->rows, type->row_count, 0);
	size_t others = length_of_others(view, arguments), start = to->length, i;
	static const char zeros[8];
	union event_any fixed;

	/* strings that lie on top of one another: not from the module */
	if (others > LENGTH_MAX)
		return;
	memcpy(&fixed, view->fixed, type->fixed);
	json_raw(to, (const char *)&fixed, type->fixed);
	for (i = 0; i < type->string_count; i++) {
		struct ks_string *string = (void *)((char *)&fixed + type->strings[i]);
		struct text bytes = view_text(view, string);

		string->offset = to->length - start;
		if (arguments && type->strings[i] == arguments) {
			capture_redact_list(to, bytes);
			if (to->length - start - string->offset > LENGTH_MAX - others)
				to->length = start + string->offset + LENGTH_MAX - others;
		} else {
			json_raw(to, bytes.at, bytes.length);
		}
		string->length = to->length - start - string->offset;
	}
	json_raw(to, zeros, -(to->length - start) % 8);
	((struct ks_header *)&fixed)->fixed = type->fixed;
	((struct ks_header *)&fixed)->length = to->length - start;
	memcpy(to->text + start, &fixed, type->fixed);
}

/**
 * capture_redact() - append records without secrets
 *
 * What cannot be understood is left out: it might be one.
 */
void capture_redact(struct json *to, const void *records, size_t length)
{
	/* an attribute of netlink is aligned to 4, a record to 8 */
	char *copy = memory_copy(records, length);
	size_t at = 0, step;
	struct view view;

	while (at < length) {
		step = decode_frame(copy + at, length - at);
		if (!step || decode_record(&view, copy + at) == DECODE_BAD)
			break;
		if (view.type)
			put_record(to, &view);
		at += step;
	}
	free(copy);
}
