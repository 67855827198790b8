// SPDX-License-Identifier: GPL-2.0
#include "scrub.h"

#include <string.h>
#include <strings.h>

#include "json.h"
#include "memory.h"

#define HIDDEN "********"

struct name {
	const char *text;
	bool anywhere;		/* with anything before and behind it */
};

static const struct name names[] = {
	{ "password", true }, { "passwd", true }, { "mysql_pwd", true },
	{ "access_token", true }, { "auth_token", true }, { "api_key", true },
	{ "apikey", true }, { "secret", true }, { "credentials", true },
	{ "stripetoken", false },
};

/* Room for an argument in which something was replaced; one thread, used again. */
static struct json scratch;

static bool space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool holds(const char *key, size_t length, const struct name *name)
{
	size_t wanted = strlen(name->text), i;

	if (!name->anywhere) {
		for (i = 0; i < 2 && length && *key == '-'; i++, key++)
			length--;
		return length == wanted && !strncasecmp(key, name->text, wanted);
	}
	for (i = 0; i + wanted <= length; i++) {
		if (!strncasecmp(key + i, name->text, wanted))
			return true;
		/* the value of a variable and the name of a file are not keys */
		if (key[i] == '$' || key[i] == '/')
			return false;
	}
	return false;
}

static bool is_key(const char *key, size_t length)
{
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		if (holds(key, length, &names[i]))
			return true;
	return false;
}

static bool is_separator(const char *word, size_t length)
{
	return length == 1 && (*word == '=' || *word == ':');
}

/**
 * scrub_argument() - one argument without its secrets
 * @argument:	points to other bytes afterwards, if there are any; they are
 *		valid until the next call
 * @hide:	the argument before this one was a key that waits for its value
 *
 * What was scrubbed stays the same when it is scrubbed again.
 *
 * A value may hold spaces: of an option, as in --password=VALUE, and of a
 * header, as in "X-Secret: VALUE", all the rest of the argument is the value.
 * Elsewhere, as in a command line for a shell, a key hides the next word.
 *
 * Returns whether this one is such a key.
 */
bool scrub_argument(struct text *argument, bool hide)
{
	const char *start = argument->at, *at = start, *end = at + argument->length, *kept = at;

	if (hide) {
		/* an empty value hides nothing and stays visible as such */
		argument->at = HIDDEN;
		argument->length = argument->length ? strlen(HIDDEN) : 0;
		return false;
	}
	json_reset(&scratch);
	while (at < end) {
		const char *word, *key_end;

		while (at < end && space(*at))
			at++;
		word = at;
		while (at < end && !space(*at))
			at++;
		if (word == at)
			break;
		if (hide) {
			if (is_separator(word, at - word))
				continue;
			json_raw(&scratch, kept, word - kept);
			JSON_LITERAL(&scratch, HIDDEN);
			kept = at;
			hide = false;
			continue;
		}
		for (key_end = word; key_end < at && *key_end != '=' && *key_end != ':'; key_end++)
			;
		if (!is_key(word, key_end - word))
			continue;
		if (key_end == at || (key_end + 1 == at && at < end && word != start)) {
			hide = true;
			continue;
		}
		json_raw(&scratch, kept, key_end + 1 - kept);
		JSON_LITERAL(&scratch, HIDDEN);
		if (word == start && (*word == '-' || *key_end == ':'))
			at = end;
		kept = at;
	}
	if (kept != start) {
		json_raw(&scratch, kept, end - kept);
		*argument = json_text(&scratch);
	}
	return hide;
}
