// SPDX-License-Identifier: GPL-2.0
#include "event.h"

#include <stdio.h>
#include <stdlib.h>

#include "exitcode.h"
#include "log.h"
#include "memory.h"

/* A group and an event are different structures to the row below them. */
#define KS_GROUP(name)								\
	typedef struct ks_##name list_##name;					\
	static struct event_row rows_##name[] = {
#define KS_GROUP_END(name)	};
#define KS_EVENT(name, id, class, category)					\
	typedef struct ks_event_##name list_##name;				\
	static struct event_row rows_##name[] = {
#define KS_EVENT_END(name)	};
#define ROW(owner, room, place, where, how, look)				\
	.member = #place, .json = where, .offset = offsetof(list_##owner, place), \
	.size = room, .kind = how, .show = look
#define KS_FIELD(owner, type, member, json, show)				\
	{ ROW(owner, sizeof(type), member, json, EVENT_FIELD, SHOW_##show) },
#define KS_SUB(owner, group, member, json, show)				\
	{ ROW(owner, sizeof(struct ks_##group), member, json, EVENT_SUB, SHOW_##show), \
	  .rows = rows_##group, .row_count = COUNT(rows_##group) },
#define KS_STRING(owner, member, json, show)					\
	{ ROW(owner, sizeof(struct ks_string), member, json, EVENT_STRING, SHOW_##show) },
#include "events.def"

#define CATEGORY_NONE		NULL
#define CATEGORY_PROCESS	"Process Activity"
#define CATEGORY_FILE		"File Activity"

static struct event_type types[] = {
#define KS_EVENT(title, number, class, kind)					\
	{ .name = #title, .id = number, .category = CATEGORY_##kind,		\
	  .fixed = sizeof(struct ks_event_##title),				\
	  .rows = rows_##title, .row_count = COUNT(rows_##title) },
#include "events.def"
};

static struct event_type *by_id[KS_EVENT_LIMIT];

static struct text formatted(const char *format, const char *a, size_t a_length, const char *b)
{
	char room[200];
	struct text text;

	text.length = snprintf(room, sizeof(room), format, (int)a_length, a, b);
	text.at = memory_copy(room, text.length);
	return text;
}

/* "uid" has its name in "user", "egid" in "egroup", and so on. */
static struct text name_key(const char *number)
{
	size_t length = strlen(number);
	const char *tail = length >= 3 ? number + length - 3 : "";

	if (!strcmp(tail, "uid"))
		return formatted("\"%.*s%s\":", number, length - 3, "user");
	if (!strcmp(tail, "gid"))
		return formatted("\"%.*s%s\":", number, length - 3, "group");
	log_note("events.def: \"%s\" is shown as an owner but has no name key", number);
	exit(EXIT_CODE_INTERNAL);
}

static void prepare_rows(struct event_row *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const char *last = strrchr(rows[i].json, '.');

		if (rows[i].key.at || !rows[i].json[0])
			continue;
		last = last ? last + 1 : rows[i].json;
		rows[i].key = formatted("\"%.*s%s\":", last, strlen(last), "");
		if (rows[i].show == SHOW_USER || rows[i].show == SHOW_GROUP)
			rows[i].name_key = name_key(last);
	}
}

static void prepare_strings(struct event_type *type, const struct event_row *rows, size_t count,
			    size_t base)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (rows[i].kind == EVENT_SUB) {
			prepare_rows(rows[i].rows, rows[i].row_count);
			prepare_strings(type, rows[i].rows, rows[i].row_count,
					base + rows[i].offset);
		} else if (rows[i].kind == EVENT_STRING) {
			if (type->string_count == EVENT_STRINGS_MAX) {
				log_note("events.def: \"%s\" has too many strings", type->name);
				exit(EXIT_CODE_INTERNAL);
			}
			type->strings[type->string_count++] = base + rows[i].offset;
		}
	}
}

static void prepare_sections(struct event_type *type)
{
	const char *open = "";
	size_t open_length = 0, i;

	for (i = 0; i < type->row_count; i++) {
		const struct event_row *row = &type->rows[i];
		size_t length = strcspn(row->json, ".");

		if (row->show == SHOW_OUTCOME)
			type->outcome = row;
		if (!strcmp(row->json, "file"))
			type->file = row;
		if (!strcmp(row->json, "file.destination") && !type->file) {
			log_note("events.def: \"%s\" has a destination before its file",
				 type->name);
			exit(EXIT_CODE_INTERNAL);
		}
		if (row->show == SHOW_NONE || !length || !strcmp(row->json, "evt.outcome"))
			continue;
		if (length == open_length && !memcmp(open, row->json, length)) {
			struct event_section *last = &type->sections[type->section_count - 1];

			last->count = i + 1 - last->first;
			continue;
		}
		if (type->section_count == EVENT_SECTIONS_MAX) {
			log_note("events.def: \"%s\" has too many sections", type->name);
			exit(EXIT_CODE_INTERNAL);
		}
		open = row->json;
		open_length = length;
		type->sections[type->section_count].key =
			formatted("\"%.*s%s\":", open, length, "");
		type->sections[type->section_count].first = i;
		type->sections[type->section_count].count = 1;
		type->section_count++;
	}
}

/**
 * event_init() - derive from the list what its rows do not spell out
 */
void event_init(void)
{
	size_t i;

	if (by_id[types[0].id])
		return;
	for (i = 0; i < COUNT(types); i++) {
		struct event_type *type = &types[i];

		by_id[type->id] = type;
		prepare_rows(type->rows, type->row_count);
		prepare_strings(type, type->rows, type->row_count, 0);
		if (!type->category)
			continue;
		prepare_sections(type);
		type->evt = formatted("\"name\":\"%.*s\",\"category\":\"%s\"", type->name,
				      strlen(type->name), type->category);
	}
}

/**
 * event_find() - the type with this id, NULL if the list has none
 */
const struct event_type *event_find(unsigned int id)
{
	return id < KS_EVENT_LIMIT ? by_id[id] : NULL;
}

/**
 * event_by_name() - the type with this name, NULL if the list has none
 */
const struct event_type *event_by_name(const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < COUNT(types); i++)
		if (strlen(types[i].name) == length && !memcmp(types[i].name, name, length))
			return &types[i];
	return NULL;
}

/**
 * event_at() - the types one after another, NULL behind the last one
 */
const struct event_type *event_at(size_t index)
{
	return index < COUNT(types) ? &types[index] : NULL;
}

/**
 * event_group_file() - the rows of struct ks_file
 */
const struct event_row *event_group_file(size_t *count)
{
	*count = COUNT(rows_file);
	return rows_file;
}

/**
 * event_group_credentials() - the rows of struct ks_credentials
 */
const struct event_row *event_group_credentials(size_t *count)
{
	*count = COUNT(rows_credentials);
	return rows_credentials;
}
