/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the reader wants to be recorded: a list of terms.
 *
 * A hit is judged by each kind of term that its event has. If there are terms
 * that include, one of them has to match; none that exclude may. What is passed
 * by all kinds is recorded, the rest is counted as filtered. Where something is
 * not known (a path that was never resolved or could not be read, a file that has
 * none) the terms about it do not apply: what cannot be told is recorded.
 *
 * An event about two files (link, rename) is excluded by path only if both are,
 * and included if one is.
 *
 * Who does it is judged when a call begins, the path when it ends, maybe by
 * younger terms.
 */
#ifndef KSCRIBE_UAPI_TERMS_H
#define KSCRIBE_UAPI_TERMS_H

#include <linux/types.h>
#include "events.h"

/* Processes themselves are always recorded: every other event refers to them. */
#define KS_FILTER_NEVER	(1ULL << KS_EVENT_fork | 1ULL << KS_EVENT_exec | 1ULL << KS_EVENT_exit)

#define KS_FILTER_TERMS_MAX	1024
#define KS_FILTER_SIZE_MAX	32768	/* bytes of all terms */

/**
 * enum ks_filter_kind - what a term is about
 * @KS_FILTER_PATH:	the file, as it is in its mount namespace; of a mount, where
 *			it is attached. The text or anything below it. Not known in
 *			namespaces that belong to others than the initial user
 *			namespace: there anyone can give any file any path
 * @KS_FILTER_UID:	the user ids of who does it, in the initial user namespace. The
 *			real or the effective one may match to include, and both
 *			have to, to exclude
 * @KS_FILTER_CGROUP:	the control group of who does it; the path is the one it had
 *			when it was first seen. The text or anything below it
 */
enum ks_filter_kind {
	KS_FILTER_PATH,
	KS_FILTER_UID,
	KS_FILTER_CGROUP,
	KS_FILTER_KINDS
};

/**
 * struct ks_filter_term - one term
 * @events:	bits of the events that it is about: those with lines, but
 *		KS_FILTER_NEVER
 * @kind:	enum ks_filter_kind
 * @exclude:	0: it includes, 1: it excludes
 * @length:	bytes of the text that follows, without terminator: an absolute path
 *		without "/" at its end and without empty, "." and ".." components;
 *		none is "/", which matches everything. 0 for user ids
 * @first:	lowest user id
 * @last:	highest user id
 * @pad:	0
 *
 * The next term, or the end, is at the next multiple of 8 bytes.
 */
struct ks_filter_term {
	__u64 events;
	__u8 kind;
	__u8 exclude;
	__u16 length;
	__u32 first;
	__u32 last;
	__u32 pad;
};

#endif
