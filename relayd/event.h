/* SPDX-License-Identifier: GPL-2.0 */
/* uapi/events.def as tables: what decode and JSON need to know about a record. */
#ifndef RELAYD_EVENT_H
#define RELAYD_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "events.h"
#include "show.h"
#include "text.h"

enum event_kind { EVENT_FIELD, EVENT_SUB, EVENT_STRING };

/**
 * struct event_row - one member
 * @member:	name in the structure
 * @json:	dotted place in the line, "" for none
 * @offset:	in the structure that the row belongs to
 * @rows:	EVENT_SUB: the rows of the group
 * @key:	last component of @json as a JSON key, ready to write
 * @name_key:	SHOW_USER, SHOW_GROUP: the key of the name that belongs to the number
 */
struct event_row {
	const char *member;
	const char *json;
	unsigned short offset;
	unsigned short size;
	enum event_kind kind;
	enum show show;
	struct event_row *rows;
	size_t row_count;
	struct text key;
	struct text name_key;
};

#define EVENT_STRINGS_MAX	24
#define EVENT_SECTIONS_MAX	4

/**
 * struct event_section - rows that share the first component of their place
 * @key:	that component as a JSON key
 * @first:	index of the first row
 * @count:	number of rows, which stand together in the list
 */
struct event_section {
	struct text key;
	size_t first;
	size_t count;
};

/**
 * struct event_type - one record type of the list
 * @fixed:	bytes of header and fixed part as this daemon knows them
 * @category:	evt.category, NULL for a record that never becomes a line
 * @evt:	"name" and "category" members, ready to paste
 * @strings:	offsets of every struct ks_string, groups included
 * @outcome:	the row that shows the result, NULL: always a success
 * @file:	the row of the file that the event is about, NULL: of none, or of two
 * @sections:	sections of the line besides evt and process
 */
struct event_type {
	const char *name;
	unsigned int id;
	const char *category;
	size_t fixed;
	struct event_row *rows;
	size_t row_count;
	struct text evt;
	unsigned short strings[EVENT_STRINGS_MAX];
	size_t string_count;
	const struct event_row *outcome;
	const struct event_row *file;
	struct event_section sections[EVENT_SECTIONS_MAX];
	size_t section_count;
};

/* Room for the fixed part of any record. */
union event_any {
#define KS_EVENT(name, id, class, category) struct ks_event_##name name;
#include "events.def"
};

void event_init(void);
const struct event_type *event_find(unsigned int id);
const struct event_type *event_by_name(const char *name, size_t length);
const struct event_type *event_at(size_t index);
const struct event_row *event_group_file(size_t *count);
const struct event_row *event_group_credentials(size_t *count);

#endif
