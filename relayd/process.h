/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tree of processes.
 *
 * An entry is an image: what one process was between two execs. The hash
 * finds the current image of an identity (tgid, start); every image holds a
 * reference to the one it came from, which is the image before its exec or
 * the one of the process that it was forked from. So lineage is a walk along
 * @parent, and what nobody descends from any more is freed.
 */
#ifndef RELAYD_PROCESS_H
#define RELAYD_PROCESS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "decode.h"
#include "enrich_container.h"
#include "facts.h"
#include "text.h"

#define PROCESS_TTY_MAX		64
#define PROCESS_ANCESTORS_MAX	64

enum process_flag {
	PROCESS_THREAD		= 0x01,	/* forked and no exec since */
	PROCESS_KERNEL		= 0x02,	/* a kernel thread */
	PROCESS_BY_KERNEL	= 0x04,	/* made by one */
	PROCESS_EXITED		= 0x08,
	PROCESS_STATE		= 0x10,	/* from the walk: as it was at @learned */
	PROCESS_UNKNOWN		= 0x20,	/* only its identity is known */
	PROCESS_LINGERS		= 0x40,	/* on its way out of the hash */
};

/**
 * struct thread - one that has other credentials than its leader
 */
struct thread {
	struct thread *next;
	__u32 tid;
	struct ks_credentials credentials;
};

/**
 * struct image - see above
 * @next:	in the hash
 * @parent:	where it came from; we hold a reference. NULL: nowhere, or unknown
 * @parent_tgid, @parent_start: identity of a parent that may become known later
 * @depth:	at least the number of images above this one
 * @ppid:	the parent at the fork
 * @learned:	boottime ns of the record that made the image
 * @gone:	boottime ns of its exit
 * @fork_time, @exec_time, @exit_time: ns since 1970, 0 if unknown
 * @credentials: of the leader
 * @threads:	those that have others
 * @text:	the constant members in JSON, owned by serialize.c; empty: to be rendered
 * @generation:	of the names in @text
 * @stamp:	rises when anything that is shown of the image changes
 * @container:	as of @text
 */
struct image {
	struct image *next;
	struct image *parent;
	struct image *exited_next;
	unsigned int references;
	unsigned int depth;
	__u64 start;
	__u64 parent_start;
	__u32 tgid;
	__u32 parent_tgid;
	__u32 ppid;
	__u32 flags;
	__u64 learned;
	__u64 gone;
	__u64 cgroup;
	__s64 fork_time;
	__s64 exec_time;
	__s64 exit_time;
	struct ks_credentials credentials;
	struct thread *threads;
	struct facts *facts;
	const struct container *container;
	struct text text;
	unsigned int generation;
	__u64 stamp;
	unsigned char comm_length;
	unsigned char tty_length;
	char comm[KS_COMM_MAX];
	char tty[PROCESS_TTY_MAX];
};

/**
 * struct occurrence - whom a record is about
 * @line:	it is to become a line
 * @image:	valid until the next process_take()
 */
struct occurrence {
	bool line;
	struct image *image;
	__u32 tid;
};

struct process_counts {
	__u64 duplicate_exits;
	__u64 unknown;		/* records of a process that nobody told of */
	__u64 cut;		/* images that left the middle of a lineage */
	__u64 images;
};

void process_init(void);
void process_exit(void);
void process_take(const struct view *view, struct occurrence *occurrence);
void process_state_done(void);
void process_sweep(__u64 now);
size_t process_ancestors(struct image *image, struct image **list);
__u64 process_stamp(void);
struct image *process_find(__u32 tgid, __u64 start);
const struct process_counts *process_counts(void);

#endif
