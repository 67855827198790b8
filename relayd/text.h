/* SPDX-License-Identifier: GPL-2.0 */
/* A run of bytes that somebody else owns. */
#ifndef RELAYD_TEXT_H
#define RELAYD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text {
	const char *at;
	size_t length;
};

/**
 * text_take_string() - take the first of strings that are separated by NUL
 *
 * Returns false if there is none.
 */
static inline bool text_take_string(struct text *list, struct text *string)
{
	const char *end;

	if (!list->length)
		return false;
	end = memchr(list->at, '\0', list->length);
	string->at = list->at;
	string->length = end ? (size_t)(end - list->at) : list->length;
	list->at += string->length + !!end;
	list->length -= string->length + !!end;
	return true;
}

#endif
