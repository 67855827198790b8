// SPDX-License-Identifier: GPL-2.0
#include "filter.h"

#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "memory.h"

#define BLANKS		" \t"
#define UID_LAST	0xfffffffeU	/* the one above is what calls take for nobody */

static size_t step(const struct ks_filter_term *term)
{
	return sizeof(*term) + (term->length + 7) / 8 * 8;
}

static const char *text_of(const struct ks_filter_term *term)
{
	return (const char *)(term + 1);
}

static const struct ks_filter_term *first(const struct filter *filters)
{
	return (const void *)filters->bytes;
}

static const struct ks_filter_term *next(const struct filter *filters,
					 const struct ks_filter_term *term)
{
	const char *at = (const char *)term + step(term);

	return at < filters->bytes + filters->length ? (const void *)at : NULL;
}

static void append(struct filter *filters, const struct ks_filter_term *term, const char *text)
{
	size_t size = step(term);
	char *to;

	filters->bytes = memory_resize(filters->bytes, filters->length + size);
	to = filters->bytes + filters->length;
	memset(to, 0, size);
	memcpy(to, term, sizeof(*term));
	memcpy(to + sizeof(*term), text, term->length);
	filters->length += size;
	filters->count++;
	filters->events |= term->events;
	filters->kinds |= 1U << term->kind;
}

/* The word that begins here; @line goes to the one behind it. */
static struct text take_word(const char **line)
{
	struct text word = { *line + strspn(*line, BLANKS), 0 };

	word.length = strcspn(word.at, BLANKS);
	*line = word.at + word.length;
	*line += strspn(*line, BLANKS);
	return word;
}

static bool is_word(struct text text, const char *word)
{
	return text.length == strlen(word) && !memcmp(text.at, word, text.length);
}

static __u64 bits_of(struct text name)
{
	const struct event_type *type;
	__u64 bits = 0;
	size_t i;

	for (i = 0; (type = event_at(i)); i++)
		if (type->category && (is_word(name, "all") || is_word(name, type->name)))
			bits |= 1ULL << type->id;
	return bits;
}

/* Names with commas between them; 0 if one of them is none. */
static __u64 take_events(struct text list)
{
	__u64 events = 0, bits;
	struct text name;

	do {
		const char *comma = memchr(list.at, ',', list.length);

		name.at = list.at;
		name.length = comma ? (size_t)(comma - list.at) : list.length;
		list.at += name.length + !!comma;
		list.length -= name.length + !!comma;
		bits = bits_of(name);
		events |= bits;
		if (!bits || (comma && !list.length))
			return 0;
	} while (list.length);
	return events;
}

static bool take_kind(struct text word, __u8 *kind)
{
	static const char *const names[KS_FILTER_KINDS] = {
		[KS_FILTER_PATH]	= "path",
		[KS_FILTER_UID]		= "uid",
		[KS_FILTER_CGROUP]	= "cgroup",
	};

	for (*kind = 0; *kind < KS_FILTER_KINDS; (*kind)++)
		if (is_word(word, names[*kind]))
			return true;
	return false;
}

/* Has it a component that no path of a record has? A "/" at its end is none. */
static bool is_odd(const char *path)
{
	struct text component;
	const char *at;

	for (at = path; *at; at += component.length) {
		component.at = ++at;
		component.length = strcspn(at, "/");
		if ((!component.length && *at) || is_word(component, ".") ||
		    is_word(component, ".."))
			return true;
	}
	return false;
}

static const char *set_path(struct ks_filter_term *term, const char *path)
{
	size_t length = strlen(path);

	if (path[0] != '/')
		return "must end with an absolute path";
	if (is_odd(path))
		return "has a path with \"//\", \".\" or \"..\" in it, which no recorded one has";
	if (path[length - 1] == '/')
		length--;
	if (length >= KS_PATH_MAX)
		return "has a path that is longer than any recorded one";
	term->length = length;
	return NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* As people write it: no leading zero, which could mean octal. */
static bool take_uid(const char **text, __u32 *uid)
{
	const char *at = *text;
	__u64 value = 0;

	if (!is_digit(at[0]) || (at[0] == '0' && is_digit(at[1])))
		return false;
	for (; is_digit(*at); at++) {
		value = value * 10 + (*at - '0');
		if (value > UID_LAST)
			return false;
	}
	*uid = value;
	*text = at;
	return true;
}

static bool take_range(const char *text, struct ks_filter_term *term)
{
	if (!take_uid(&text, &term->first))
		return false;
	term->last = term->first;
	if (*text == '-') {
		text++;
		if (!take_uid(&text, &term->last))
			return false;
	}
	return !*text && term->first <= term->last;
}

static const char *set_uid(struct ks_filter_term *term, const char *value,
			   filter_user_fn find_user)
{
	if (!value[strspn(value, "0123456789-")])
		return take_range(value, term) ? NULL :
			"must end with a user: a name, or a number from 0 to 4294967294, or two "
			"of them like 1000-1999";
	if (!find_user(value, &term->first))
		return "names a user that there is not; create it, or write a number";
	term->last = term->first;
	return NULL;
}

/**
 * filter_add() - add a line: "{include|exclude} EVENTS {path|uid|cgroup} VALUE"
 * @find_user:	asks who has a name
 *
 * Returns NULL, or what is wrong, for "LINE ...": then nothing was added.
 */
const char *filter_add(struct filter *filters, const char *line, filter_user_fn find_user)
{
	struct ks_filter_term term = { 0 };
	struct text word = take_word(&line);
	const char *wrong;

	term.exclude = is_word(word, "exclude");
	if (!term.exclude && !is_word(word, "include"))
		return "must begin with include or exclude";
	term.events = take_events(take_word(&line));
	if (!term.events)
		return "must name events that --help lists, with commas between them, or all";
	if (!take_kind(take_word(&line), &term.kind))
		return "must have path, uid or cgroup behind the events";
	wrong = term.kind == KS_FILTER_UID ? set_uid(&term, line, find_user) :
					     set_path(&term, line);
	if (wrong)
		return wrong;
	if (filters->count == KS_FILTER_TERMS_MAX ||
	    filters->length + step(&term) > KS_FILTER_SIZE_MAX)
		return "is too much: the module takes 1024 terms, with 32 KiB of text and numbers";
	append(filters, &term, line);
	return NULL;
}

/**
 * filter_copy() - the terms about some events, for these alone
 * @to:		filled, whatever it was
 */
void filter_copy(struct filter *to, const struct filter *from, __u64 events)
{
	const struct ks_filter_term *term;

	memset(to, 0, sizeof(*to));
	for (term = first(from); term; term = next(from, term)) {
		struct ks_filter_term part = *term;

		part.events &= events;
		if (part.events)
			append(to, &part, text_of(term));
	}
}

/**
 * filter_same() - are the terms the same, one by one?
 */
bool filter_same(const struct filter *a, const struct filter *b)
{
	return a->length == b->length && (!a->length || !memcmp(a->bytes, b->bytes, a->length));
}

static bool is_below(struct text path, const struct ks_filter_term *term)
{
	if (path.length < term->length || memcmp(path.at, text_of(term), term->length))
		return false;
	return !term->length || path.length == term->length || path.at[term->length] == '/';
}

static bool matches(const struct ks_filter_term *term, const struct filter_hit *hit,
		    unsigned int i)
{
	switch (term->kind) {
	case KS_FILTER_PATH:
		return is_below(hit->paths[i], term);
	case KS_FILTER_UID:
		return hit->uids[i] >= term->first && hit->uids[i] <= term->last;
	default:
		return is_below(hit->cgroup, term);
	}
}

/* @count: how many there are to match; all of them must be excluded, one included */
static bool passes(const struct filter *filters, const struct filter_hit *hit, unsigned int kind,
		   unsigned int count)
{
	const unsigned int all = (1U << count) - 1;
	const struct ks_filter_term *term;
	bool asked = false, included = false;
	unsigned int excluded = 0, i;

	if (!count)
		return true;
	for (term = first(filters); term; term = next(filters, term)) {
		if (term->kind != kind || !(term->events & hit->event))
			continue;
		asked |= !term->exclude;
		for (i = 0; i < count; i++) {
			if (!matches(term, hit, i))
				continue;
			if (term->exclude)
				excluded |= 1U << i;
			else
				included = true;
		}
	}
	return (included || !asked) && excluded != all;
}

/**
 * filter_pass() - is it to be recorded?
 */
bool filter_pass(const struct filter *filters, const struct filter_hit *hit)
{
	if (!(filters->events & hit->event))
		return true;
	return passes(filters, hit, KS_FILTER_PATH, hit->path_count) &&
	       passes(filters, hit, KS_FILTER_UID, hit->uid_count) &&
	       passes(filters, hit, KS_FILTER_CGROUP, !!hit->cgroup.length);
}

/**
 * filter_free() - give them back; none are left
 */
void filter_free(struct filter *filters)
{
	free(filters->bytes);
	memset(filters, 0, sizeof(*filters));
}
