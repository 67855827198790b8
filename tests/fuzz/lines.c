// SPDX-License-Identifier: GPL-2.0
/*
 * Is a line what its consumers rely on? Written without looking at relayd/json.c:
 * the definitions are RFC 3629 for UTF-8 and RFC 8259 for JSON, as cJSON reads it
 * where it is strict, and below where it is not.
 */
#include "fuzz.h"

#define LINE_MAX_BYTES	(1024 * 1024)
#define ROOM	(256 * 1024 * 1024)	/* most of it is never touched */

/* Where values are made; all of them go at once. */
static char room[ROOM] __attribute__((aligned(16)));
static size_t used;

static void *take_room(size_t size)
{
	void *found = room + used;

	size = (size + 15) & ~(size_t)15;
	FUZZ_ASSERT(size <= ROOM - used);
	used += size;
	return found;
}

static void keep_room(void *unused)
{
	(void)unused;
}

/**
 * line_forget() - values of line_parse() are not needed any more
 */
void line_forget(void)
{
	used = 0;
}

/* The character at @at, its length in @length; false if there is none. */
static bool take_character(const unsigned char *at, size_t left, size_t *length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t code;
	size_t i;

	if (at[0] < 0x80)
		*length = 1;
	else if (at[0] >> 5 == 6)
		*length = 2;
	else if (at[0] >> 4 == 14)
		*length = 3;
	else if (at[0] >> 3 == 30)
		*length = 4;
	else
		return false;
	if (*length > left)
		return false;
	code = *length == 1 ? at[0] : at[0] & (0x7f >> *length);
	for (i = 1; i < *length; i++) {
		if (at[i] >> 6 != 2)
			return false;
		code = code << 6 | (at[i] & 0x3f);
	}
	return code >= least[*length] && code <= 0x10ffff && code >> 11 != 0xd800 >> 11;
}

/* No control characters either: cJSON takes them, others do not. */
static bool is_text(const char *line, size_t length)
{
	size_t at, step;

	for (at = 0; at < length; at += step)
		if (!take_character((const unsigned char *)line + at, length - at, &step) ||
		    (unsigned char)line[at] < ' ')
			return false;
	return true;
}

/**
 * line_same() - strcmp() that the fuzzer does not learn words from, and that costs little
 */
bool line_same(const char *a, const char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return *a == *b;
}

/* A key that stands twice in an object means what its reader likes. */
static bool keys_differ(const cJSON *value)
{
	const cJSON *child, *other;

	for (child = value->child; child; child = child->next) {
		for (other = child->next; cJSON_IsObject(value) && other; other = other->next)
			if (line_same(child->string, other->string))
				return false;
		if (!keys_differ(child))
			return false;
	}
	return true;
}

/**
 * line_parse() - assert that this is one line, and one object
 * @length:	its newline included
 *
 * Returns it, valid until line_forget().
 */
cJSON *line_parse(const char *line, size_t length)
{
	cJSON_Hooks hooks = { take_room, keep_room };
	const char *end;
	cJSON *value;

	cJSON_InitHooks(&hooks);
	FUZZ_ASSERT(length && length < LINE_MAX_BYTES);
	FUZZ_ASSERT(line[length - 1] == '\n');
	FUZZ_ASSERT(is_text(line, length - 1));
	value = cJSON_ParseWithLengthOpts(line, length, &end, 0);
	FUZZ_ASSERT(value);
	FUZZ_ASSERT(end == line + length - 1);
	FUZZ_ASSERT(cJSON_IsObject(value));
	FUZZ_ASSERT(keys_differ(value));
	FUZZ_ASSERT(cJSON_IsString(cJSON_GetObjectItem(cJSON_GetObjectItem(value, "evt"), "name")));
	FUZZ_ASSERT(
		cJSON_IsNumber(cJSON_GetObjectItem(cJSON_GetObjectItem(value, "process"), "pid")));
	FUZZ_ASSERT(cJSON_IsString(cJSON_GetObjectItem(value, "date")));
	return value;
}
