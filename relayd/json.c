// SPDX-License-Identifier: GPL-2.0
#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define FIRST_ROOM	(64 * 1024)

static const char digits[] = "0123456789abcdef";

static void grow(struct json *json, size_t more)
{
	size_t room = json->room ? json->room : FIRST_ROOM;

	while (room - json->length < more)
		room *= 2;
	json->text = memory_resize(json->text, room);
	json->room = room;
}

static inline char *reserve(struct json *json, size_t more)
{
	if (json->room - json->length < more)
		grow(json, more);
	return json->text + json->length;
}

/* Writes the comma that is due and returns where @more bytes may follow. */
static inline char *next(struct json *json, size_t more)
{
	char *at = reserve(json, more + 1);

	if (json->length) {
		char last = at[-1];

		if (last != '{' && last != '[' && last != ':') {
			*at++ = ',';
			json->length++;
		}
	}
	return at;
}

/**
 * json_free() - give the buffer back
 */
void json_free(struct json *json)
{
	free(json->text);
	memset(json, 0, sizeof(*json));
}

/**
 * json_reserve() - room for @more bytes, so that what was written stays where it is
 */
void json_reserve(struct json *json, size_t more)
{
	reserve(json, more + 1);
}

/**
 * json_raw() - bytes as they are, without a comma
 */
void json_raw(struct json *json, const char *bytes, size_t length)
{
	/* there may be no buffer yet, and nothing at @bytes */
	if (!length)
		return;
	memcpy(reserve(json, length), bytes, length);
	json->length += length;
}

/**
 * json_paste() - a value, or a list of members, that was rendered before
 */
void json_paste(struct json *json, struct text text)
{
	if (!text.length)
		return;
	memcpy(next(json, text.length), text.at, text.length);
	json->length += text.length;
}

/**
 * json_object() - begin an object
 */
void json_object(struct json *json)
{
	*next(json, 1) = '{';
	json->length++;
}

/**
 * json_object_end() - end it
 */
void json_object_end(struct json *json)
{
	json_raw(json, "}", 1);
}

/**
 * json_array() - begin an array
 */
void json_array(struct json *json)
{
	*next(json, 1) = '[';
	json->length++;
}

/**
 * json_array_end() - end it
 */
void json_array_end(struct json *json)
{
	json_raw(json, "]", 1);
}

/**
 * json_key() - a key in its final form, quotes and colon included
 */
void json_key(struct json *json, const char *key, size_t length)
{
	memcpy(next(json, length), key, length);
	json->length += length;
}

/**
 * json_true() - nearly the only boolean an event shows
 */
void json_true(struct json *json)
{
	json_key(json, "true", 4);
}

/**
 * json_false() - where "no" is not the same as "unknown"
 */
void json_false(struct json *json)
{
	json_key(json, "false", 5);
}

/**
 * json_digits() - a number in decimal
 * @room:	JSON_DIGITS bytes
 *
 * Returns the digits, which lie at the end of @room.
 */
struct text json_digits(char *room, __u64 number)
{
	char *first = room + JSON_DIGITS;
	struct text text;

	do {
		*--first = '0' + number % 10;
		number /= 10;
	} while (number);
	text.at = first;
	text.length = room + JSON_DIGITS - first;
	return text;
}

/**
 * json_unsigned() - a number
 */
void json_unsigned(struct json *json, __u64 number)
{
	char room[JSON_DIGITS];

	json_paste(json, json_digits(room, number));
}

/**
 * json_signed() - a number that may be negative
 */
void json_signed(struct json *json, __s64 number)
{
	char room[JSON_DIGITS];
	struct text magnitude;

	if (number >= 0) {
		json_unsigned(json, number);
		return;
	}
	magnitude = json_digits(room, 0 - (__u64)number);
	*next(json, 1) = '-';
	json->length++;
	json_raw(json, magnitude.at, magnitude.length);
}

/*
 * Length of the well-formed UTF-8 sequence at @at, 0 if there is none:
 * shortest forms only, no surrogates, nothing above U+10FFFF (Unicode,
 * table 3-7).
 */
static size_t sequence(const unsigned char *at, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t length, i;

	if (at[0] < 0x80)
		return 1;
	if (at[0] >= 0xc2 && at[0] <= 0xdf) {
		length = 2;
	} else if (at[0] >= 0xe0 && at[0] <= 0xef) {
		length = 3;
		if (at[0] == 0xe0)
			low = 0xa0;
		if (at[0] == 0xed)
			high = 0x9f;
	} else if (at[0] >= 0xf0 && at[0] <= 0xf4) {
		length = 4;
		if (at[0] == 0xf0)
			low = 0x90;
		if (at[0] == 0xf4)
			high = 0x8f;
	} else {
		return 0;
	}
	if (length > left || at[1] < low || at[1] > high)
		return 0;
	for (i = 2; i < length; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

static char *control(char *to, unsigned char byte)
{
	static const char names[0x20] = {
		['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
	};

	*to++ = '\\';
	if (names[byte]) {
		*to++ = names[byte];
		return to;
	}
	memcpy(to, "u00", 3);
	to[3] = digits[byte >> 4];
	to[4] = digits[byte & 15];
	return to + 5;
}

/* Would the string, as it is, be mistaken for one with a bad byte, or has it one? */
static bool needs_escape(const unsigned char *at, size_t left)
{
	while (left) {
		size_t length = sequence(at, left);

		if (!length || (left > 1 && at[0] == '\\' && at[1] == 'x'))
			return true;
		at += length;
		left -= length;
	}
	return false;
}

/* Whatever is not printable ASCII without a meaning of its own; *to has 6 bytes per byte. */
static char *difficult(char *to, const unsigned char *at, size_t left)
{
	bool escape = needs_escape(at, left);

	while (left) {
		size_t length = sequence(at, left);

		if (!length) {
			memcpy(to, "\\\\x", 3);
			to[3] = digits[*at >> 4];
			to[4] = digits[*at & 15];
			to += 5;
			length = 1;
		} else if (*at == '\\') {
			memcpy(to, "\\\\\\\\", 4);
			to += escape ? 4 : 2;
		} else if (*at == '"') {
			*to++ = '\\';
			*to++ = '"';
		} else if (*at < 0x20) {
			to = control(to, *at);
		} else {
			memcpy(to, at, length);
			to += length;
		}
		at += length;
		left -= length;
	}
	return to;
}

/**
 * json_string() - bytes as a string value, see the top of json.h
 */
void json_string(struct json *json, const char *bytes, size_t length)
{
	const unsigned char *from = (const unsigned char *)bytes;
	char *start = next(json, 6 * length + 2), *to = start;
	size_t i;

	*to++ = '"';
	for (i = 0; i < length; i++) {
		unsigned char byte = from[i];

		if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\')
			break;
		*to++ = byte;
	}
	/* begin again: a bad byte at the end changes how a backslash is written */
	if (i < length)
		to = difficult(start + 1, from, length);
	*to++ = '"';
	json->length += to - start;
}

/**
 * json_member() - a string and its key, nothing for an empty one
 */
void json_member(struct json *json, const char *key, size_t key_length, const char *bytes,
		 size_t length)
{
	if (!length)
		return;
	json_key(json, key, key_length);
	json_string(json, bytes, length);
}
