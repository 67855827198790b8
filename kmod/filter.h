/* SPDX-License-Identifier: GPL-2.0 */
/* What is recorded at all. The terms: uapi/terms.h. */
#ifndef KSCRIBE_FILTER_H
#define KSCRIBE_FILTER_H

#include <linux/sched.h>
#include <linux/types.h>
#include "event.h"
#include "terms.h"
#include "compat/kernel.h"
#include "reader.h"

int ks_filter_set(const void *data, size_t size);
unsigned int ks_filter_terms(void);
void ks_filter_exit(void);

bool ks_filter_wants_actor(u16 event);
/**
 * struct ks_filtered - a path of a record that is to be judged
 * @path:	member of the record
 * @known:	it is the whole truth about where the file is
 */
struct ks_filtered {
	const struct ks_string *path;
	bool known;
};

bool ks_filter_judge(const struct ks_header *header, const struct ks_filtered *paths,
		     unsigned int count);
bool ks_filter_judge_files(const struct ks_header *header, const struct ks_file *files,
			   unsigned int count);
void ks_filter_group(u64 id, const char *path, size_t length);

/* Bits of the events that terms in force judge by who does it, and by its path. */
extern u64 ks_filter_actors, ks_filter_paths;

/**
 * ks_filter_wants() - is what the current task does to be recorded, whatever it is about?
 * @event:	id of the list
 *
 * Not what the reader does: it would read what it writes. Task context. Return:
 * false if not, which is counted.
 */
static inline bool ks_filter_wants(u16 event)
{
	if (likely(!(READ_ONCE(ks_filter_actors) & KS_BIT(event)) &&
		   ks_reader_tgid() != current->tgid))
		return true;
	return ks_filter_wants_actor(event);
}

/* Is an event judged by its path? */
static inline bool ks_filter_by_path(u16 event)
{
	return READ_ONCE(ks_filter_paths) & KS_BIT(event);
}

/**
 * ks_filter_wants_files() - is a record to be written, now that it has its paths?
 * @header:	of the record
 * @files:	members of it, one after the other
 * @count:	1 or 2
 *
 * Any context. Return: false if not, which is counted.
 */
static inline bool ks_filter_wants_files(const struct ks_header *header,
					 const struct ks_file *files, unsigned int count)
{
	return likely(!ks_filter_by_path(header->type)) ||
	       ks_filter_judge_files(header, files, count);
}

#endif
