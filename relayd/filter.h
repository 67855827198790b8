/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is to be recorded, from the operator's lines to the module's terms
 * (uapi/terms.h, which says what they mean). What the module records whatever
 * they say, because the tree of processes lives on it, is judged here by the
 * same terms, and so is everything of a capture.
 */
#ifndef RELAYD_FILTER_H
#define RELAYD_FILTER_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "terms.h"
#include "text.h"

/**
 * struct filter - terms; all zero: none, everything passes
 * @bytes:	struct ks_filter_term[], as the module takes them
 * @length:	of them
 * @count:	of the terms
 * @events:	bits of the events that any of them is about
 * @kinds:	bits of enum ks_filter_kind, of any of them
 */
struct filter {
	char *bytes;
	size_t length;
	unsigned int count;
	__u64 events;
	unsigned int kinds;
};

/**
 * struct filter_hit - what is judged
 * @event:	its bit
 * @paths:	the file, or both of a link or a rename
 * @path_count:	0: it is about none, or the path of one is not known
 * @uids:	real and effective
 * @uid_count:	0: not known
 * @cgroup:	path; empty: not known
 */
struct filter_hit {
	__u64 event;
	struct text paths[2];
	unsigned int path_count;
	__u32 uids[2];
	unsigned int uid_count;
	struct text cgroup;
};

typedef bool (*filter_user_fn)(const char *name, __u32 *uid);

const char *filter_add(struct filter *filters, const char *line, filter_user_fn find_user);
void filter_copy(struct filter *to, const struct filter *from, __u64 events);
bool filter_same(const struct filter *a, const struct filter *b);
bool filter_pass(const struct filter *filters, const struct filter_hit *hit);
void filter_free(struct filter *filters);

#endif
