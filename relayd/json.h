/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A streaming JSON writer into a buffer that is used again for every line.
 *
 * Commas: before a key or a value the writer looks at the last byte of the
 * buffer. After '{', '[', ':', or nothing, none is due; everything else ends
 * a value, so one is. A string always ends in '"', so its content cannot
 * mislead the rule.
 *
 * Strings: the output is always valid UTF-8. Bytes that are not part of a
 * well-formed UTF-8 sequence become the four characters \xhh (two lower-case
 * hexadecimal digits) in the value. A string with at least one such byte, or
 * with a backslash before an x of its own, has each of its backslashes doubled
 * in the value. So the bytes can be had back: a value with \x in it is read
 * from left to right, \\ being a backslash and \xhh a byte; any other value
 * is the string as it was.
 */
#ifndef RELAYD_JSON_H
#define RELAYD_JSON_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "text.h"

struct json {
	char *text;
	size_t length;
	size_t room;
};

#define JSON_DIGITS 20	/* of the largest __u64 */

static inline void json_reset(struct json *json)
{
	json->length = 0;
}

static inline struct text json_text(const struct json *json)
{
	struct text text = { json->text, json->length };

	return text;
}

void json_free(struct json *json);
void json_reserve(struct json *json, size_t more);
void json_raw(struct json *json, const char *bytes, size_t length);
void json_object(struct json *json);
void json_object_end(struct json *json);
void json_array(struct json *json);
void json_array_end(struct json *json);
void json_key(struct json *json, const char *key, size_t length);
void json_paste(struct json *json, struct text text);
void json_string(struct json *json, const char *bytes, size_t length);
struct text json_digits(char *room, __u64 number);
void json_unsigned(struct json *json, __u64 number);
void json_signed(struct json *json, __s64 number);
void json_member(struct json *json, const char *key, size_t key_length, const char *bytes,
		 size_t length);
void json_true(struct json *json);
void json_false(struct json *json);

/* For keys that are written in the source: the length costs nothing. */
#define JSON_KEY(json, literal) json_key(json, "\"" literal "\":", sizeof(literal) + 2)
#define JSON_MEMBER(json, literal, bytes, length) \
	json_member(json, "\"" literal "\":", sizeof(literal) + 2, bytes, length)
#define JSON_LITERAL(json, literal) json_raw(json, literal, sizeof(literal) - 1)

#endif
