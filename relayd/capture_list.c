// SPDX-License-Identifier: GPL-2.0
/*
 * Can records of one list of events be read with another one?
 *
 * The list as text (uapi/events.h) is a row of items, each ended by ';': heads
 * ("group NAME", "event NAME ID CLASS") and the members that belong to the one
 * before ("TYPE NAME PLACE"). decode.c reads an event that has got more members
 * at its end, or has fewer; a group lies inside of events and must be the same.
 * An event that only they have is passed over. Class and place do not matter.
 */
#include <stdio.h>
#include <string.h>

#include "capture.h"
#include "text.h"

static bool next_item(struct text *list, struct text *item)
{
	const char *end = memchr(list->at, ';', list->length);

	if (!end)
		return false;
	item->at = list->at;
	item->length = end - list->at;
	list->at = end + 1;
	list->length -= item->length + 1;
	return true;
}

static bool begins(struct text item, const char *word)
{
	return item.length >= strlen(word) && !memcmp(item.at, word, strlen(word));
}

static bool is_group(struct text item)
{
	return begins(item, "group ");
}

static bool is_event(struct text item)
{
	return begins(item, "event ");
}

/* Without its last word, which says nothing about bytes. */
static struct text layout(struct text item)
{
	size_t length = item.length;

	while (length && item.at[length - 1] != ' ')
		length--;
	if (length && !is_group(item))
		item.length = length - 1;
	return item;
}

static bool same(struct text a, struct text b)
{
	return a.length == b.length && !memcmp(a.at, b.at, a.length);
}

/* The id of an event is the third word of its head. */
static struct text event_id(struct text head)
{
	struct text id = layout(head);
	size_t at = id.length;

	while (at && id.at[at - 1] != ' ')
		at--;
	id.at += at;
	id.length -= at;
	return id;
}

/* The members that follow a head, up to the next one. */
static bool next_member(struct text *members, struct text *item)
{
	struct text before = *members;

	if (!next_item(members, item))
		return false;
	if (!is_group(*item) && !is_event(*item))
		return true;
	*members = before;
	return false;
}

static bool find(struct text list, struct text head, struct text *members)
{
	struct text item;

	while (next_item(&list, &item)) {
		if (!same(layout(item), layout(head)) || is_group(item) != is_group(head))
			continue;
		*members = list;
		return true;
	}
	return false;
}

static bool has_id(struct text list, struct text id)
{
	struct text item;

	while (next_item(&list, &item))
		if (is_event(item) && same(event_id(item), id))
			return true;
	return false;
}

static bool members_fit(struct text theirs, struct text ours, bool group)
{
	struct text their_item, our_item;
	bool their_more, our_more;

	do {
		their_more = next_member(&theirs, &their_item);
		our_more = next_member(&ours, &our_item);
		if (their_more && our_more && !same(layout(their_item), layout(our_item)))
			return false;
	} while (their_more && our_more);
	return !group || their_more == our_more;
}

static bool head_fits(struct text head, struct text theirs, struct text list)
{
	struct text ours;

	if (find(list, head, &ours))
		return members_fit(theirs, ours, is_group(head));
	return is_group(head) || !has_id(list, event_id(head));
}

/**
 * capture_list_fits() - can records of @theirs be read with @ours?
 * @why:	if not, what stands in the way
 */
bool capture_list_fits(const char *theirs, const char *ours, char *why, size_t room)
{
	struct text list = { theirs, strlen(theirs) }, our_list = { ours, strlen(ours) }, item;

	while (next_item(&list, &item)) {
		if ((!is_group(item) && !is_event(item)) || head_fits(item, list, our_list))
			continue;
		snprintf(why, room, "%.*s differs", (int)layout(item).length, item.at);
		return false;
	}
	return true;
}
