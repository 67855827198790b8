// SPDX-License-Identifier: GPL-2.0
/*
 * What is recorded at all.
 *
 * The reader's terms are judged where the cost arises: who does it, before
 * anything is built; which file it is about, as soon as its path is there. The
 * terms that are in force never change: others replace them as a whole.
 *
 * The path of a control group takes a lock of the kernel's, so what the terms say
 * of a group is kept by its number, which no other group ever has.
 */
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "cgroup.h"
#include "channel.h"
#include "compat/cgroup.h"
#include "compat/kernel.h"
#include "event.h"
#include "filter.h"
#include "hash.h"
#include "reader.h"
#include "scratch.h"

/**
 * struct saying - what the terms of one kind say
 * @include:	bits of the events that a matching term includes
 * @exclude:	likewise
 */
struct saying {
	u64 include;
	u64 exclude;
};

#define SETS_BITS	8
#define WAYS		4

/**
 * struct group - what the terms say of a control group
 * @sequence:	odd while it is being written
 * @id:		of the group, 0: none
 */
struct group {
	u32 sequence;
	u64 id;
	struct saying saying;
};

/**
 * struct filter - the terms in force
 * @count:	how many
 * @judged:	by kind: bits of the events that have any
 * @includes:	by kind: bits of the events that have any that include
 * @end:	by kind: bytes of @terms up to where those of the next kind begin
 * @groups:	those that were asked for lately, by a hash of their number; NULL:
 *		no term is about groups
 * @terms:	ordered by kind
 */
struct filter {
	unsigned int count;
	u64 judged[KS_FILTER_KINDS];
	u64 includes[KS_FILTER_KINDS];
	size_t end[KS_FILTER_KINDS];
	struct group (*groups)[WAYS];
	u64 terms[];
};

static struct filter __rcu *filter;
u64 ks_filter_actors, ks_filter_paths;
static DEFINE_RAW_SPINLOCK(learning);

static size_t term_size(const struct ks_filter_term *term)
{
	return ALIGN(sizeof(*term) + term->length, 8);
}

static bool is_below(const char *text, size_t length, const char *directory, size_t n)
{
	if (length < n || memcmp(text, directory, n))
		return false;
	return !n || length == n || text[n] == '/';
}

/* Of the terms of @kind for @events, what those say that match a text or a user id. */
static struct saying listen(const struct filter *f, enum ks_filter_kind kind, u64 events,
			    const char *text, size_t length, u32 uid)
{
	size_t at = kind ? f->end[kind - 1] : 0;
	struct saying saying = { 0, 0 };

	while (at < f->end[kind]) {
		const struct ks_filter_term *term = (const void *)f->terms + at;
		u64 about = term->events & events;

		at += term_size(term);
		if (!about)
			continue;
		if (kind == KS_FILTER_UID ? uid < term->first || uid > term->last :
		    !is_below(text, length, (const char *)(term + 1), term->length))
			continue;
		if (term->exclude)
			saying.exclude |= about;
		else
			saying.include |= about;
	}
	return saying;
}

static bool passes(const struct filter *f, enum ks_filter_kind kind, u64 event,
		   const struct saying *saying)
{
	return !(saying->exclude & event) &&
	       (!(f->includes[kind] & event) || saying->include & event);
}

/* Is it known what the terms say of a group? */
static bool recall(const struct filter *f, u64 id, struct saying *saying)
{
	const struct group *group = f->groups[ks_hash(id, SETS_BITS)];
	unsigned int i;

	for (i = 0; i < WAYS; i++, group++) {
		u32 sequence = READ_ONCE(group->sequence);

		smp_rmb();
		if (READ_ONCE(group->id) != id || sequence & 1)
			continue;
		saying->include = READ_ONCE(group->saying.include);
		saying->exclude = READ_ONCE(group->saying.exclude);
		smp_rmb();
		if (READ_ONCE(group->sequence) == sequence)
			return true;
	}
	return false;
}

static struct saying learn(const struct filter *f, u64 id, const char *path, size_t length)
{
	struct saying saying = listen(f, KS_FILTER_CGROUP, ~0ULL, path, length, 0);
	struct group *set = f->groups[ks_hash(id, SETS_BITS)], *group = set;
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&learning, flags);
	/* The one that was written least often: they take turns. */
	for (i = 0; i < WAYS; i++) {
		if (set[i].id == id)
			goto known;
		if (set[i].sequence < group->sequence)
			group = &set[i];
	}
	WRITE_ONCE(group->sequence, group->sequence + 1);
	smp_wmb();
	WRITE_ONCE(group->id, id);
	WRITE_ONCE(group->saying.include, saying.include);
	WRITE_ONCE(group->saying.exclude, saying.exclude);
	smp_wmb();
	WRITE_ONCE(group->sequence, group->sequence + 1);
known:
	raw_spin_unlock_irqrestore(&learning, flags);
	return saying;
}

/* Return: false if it cannot be found out. @work: KS_SCRATCH_WORK bytes. */
static bool find_out(const struct filter *f, u64 id, struct cgroup *group, char *work,
		     struct saying *saying)
{
	int length = ks_cgroup_path(group, work, KS_SCRATCH_WORK);

	if (length < 0)
		return false;
	*saying = learn(f, id, work, length);
	return true;
}

/* What the terms say of the current task's group. Return: false if that is not known here. */
static bool ask_group(const struct filter *f, struct saying *saying)
{
	struct ks_scratch *scratch;
	struct cgroup *group;
	u64 id = ks_task_cgroup(current, &group);
	bool known;

	if (!id)
		return false;
	if (likely(recall(f, id, saying)))
		return true;
	/* Who claims scratch may not sleep. */
	if (KS_REALTIME)
		return false;
	scratch = ks_scratch_get();
	if (!scratch)
		return false;
	known = find_out(f, id, group, scratch->work, saying);
	ks_scratch_put(scratch);
	return known;
}

/*
 * A program that has another's rights is not judged by its user alone: both have
 * to be excluded.
 */
static bool wants_user(const struct filter *f, u64 event)
{
	u32 uid = __kuid_val(current_uid()), euid = __kuid_val(current_euid());
	struct saying saying = listen(f, KS_FILTER_UID, event, NULL, 0, uid), effective;

	if (euid != uid) {
		effective = listen(f, KS_FILTER_UID, event, NULL, 0, euid);
		saying.include |= effective.include;
		saying.exclude &= effective.exclude;
	}
	return passes(f, KS_FILTER_UID, event, &saying);
}

static bool wants_actor(const struct filter *f, u64 event)
{
	struct saying saying;

	if (f->judged[KS_FILTER_UID] & event && !wants_user(f, event))
		return false;
	return !(f->judged[KS_FILTER_CGROUP] & event) || !ask_group(f, &saying) ||
	       passes(f, KS_FILTER_CGROUP, event, &saying);
}

/* ks_filter_wants(), where it is not told at once. */
bool ks_filter_wants_actor(u16 event)
{
	bool wanted = ks_reader_tgid() != current->tgid;
	const struct filter *f;

	if (wanted) {
		rcu_read_lock();
		f = rcu_dereference(filter);
		wanted = !f || wants_actor(f, KS_BIT(event));
		rcu_read_unlock();
	}
	if (!wanted)
		ks_channel_filter(event);
	return wanted;
}

/* What the terms say of a path. One that is not known is included, whatever they say. */
static struct saying of_path(const struct filter *f, u64 event, const struct ks_header *header,
			     const struct ks_filtered *path)
{
	struct saying unknown = { event, 0 };

	if (!path->known || !path->path->length)
		return unknown;
	return listen(f, KS_FILTER_PATH, event, (const char *)header + path->path->offset,
		      path->path->length, 0);
}

/**
 * ks_filter_judge() - are paths of a record wanted?
 * @header:	of the record
 * @paths:	in it
 * @count:	1 or 2
 *
 * Any context. Return: false if it is not wanted, which is counted.
 */
bool ks_filter_judge(const struct ks_header *header, const struct ks_filtered *paths,
		     unsigned int count)
{
	u64 event = KS_BIT(header->type);
	const struct filter *f;
	struct saying saying, other;
	bool wanted;

	rcu_read_lock();
	f = rcu_dereference(filter);
	wanted = !f || !(f->judged[KS_FILTER_PATH] & event);
	if (!wanted) {
		saying = of_path(f, event, header, &paths[0]);
		if (count > 1) {
			other = of_path(f, event, header, &paths[1]);
			saying.include |= other.include;
			saying.exclude &= other.exclude;
		}
		wanted = passes(f, KS_FILTER_PATH, event, &saying);
	}
	rcu_read_unlock();
	if (!wanted)
		ks_channel_filter(header->type);
	return wanted;
}

/* ks_filter_wants_files(), where there are terms. */
bool ks_filter_judge_files(const struct ks_header *header, const struct ks_file *files,
			   unsigned int count)
{
	struct ks_filtered paths[2];
	unsigned int i;

	for (i = 0; i < count; i++) {
		paths[i].path = &files[i].path;
		paths[i].known = files[i].error == KS_PATH_OK && files[i].state & KS_FILE_INITIAL;
	}
	return ks_filter_judge(header, paths, count);
}

/**
 * ks_filter_group() - here is the path of a control group
 * @id:		of the group
 * @path:	within its hierarchy
 * @length:	bytes
 *
 * For kernels where a handler may not ask for it. Any context.
 */
void ks_filter_group(u64 id, const char *path, size_t length)
{
	const struct filter *f;

	rcu_read_lock();
	f = rcu_dereference(filter);
	if (f && f->groups && id)
		learn(f, id, path, length);
	rcu_read_unlock();
}

/* The groups that are there already, where a handler may not ask for them. */
static void learn_groups(const struct filter *f, char *work)
{
	struct task_struct *leader, *task;

	rcu_read_lock();
	for_each_process_thread(leader, task) {
		struct saying saying;
		struct cgroup *group;
		u64 id = ks_task_cgroup(task, &group);

		if (id && !recall(f, id, &saying))
			find_out(f, id, group, work, &saying);
	}
	rcu_read_unlock();
}

/* Components that no path has would never match. */
static bool is_component(const char *text, size_t length)
{
	return length && !(length == 1 && text[0] == '.') &&
	       !(length == 2 && text[0] == '.' && text[1] == '.');
}

static bool is_path(const char *text, size_t length)
{
	size_t begin, end;

	for (begin = 0; begin < length; begin = end) {
		if (text[begin++] != '/')
			return false;
		for (end = begin; end < length && text[end] != '/'; end++)
			if (!text[end])
				return false;
		if (!is_component(text + begin, end - begin))
			return false;
	}
	return true;
}

/* One term of what the reader sent. Return: its bytes, 0 if it is none. */
static size_t check(const void *data, size_t size, struct ks_filter_term *term)
{
	if (size < sizeof(*term))
		return 0;
	/* An attribute is aligned to 4 bytes only. */
	memcpy(term, data, sizeof(*term));
	if (term_size(term) > size || term->kind >= KS_FILTER_KINDS || term->exclude > 1 ||
	    term->first > term->last || term->pad ||
	    term->events & (~ks_events_all | KS_FILTER_NEVER))
		return 0;
	if (term->kind == KS_FILTER_UID ? term->length :
	    !is_path(data + sizeof(*term), term->length))
		return 0;
	return term_size(term);
}

static struct filter *compile(const void *data, size_t size)
{
	struct filter *f = vzalloc(sizeof(*f) + size);
	struct ks_filter_term term;
	size_t used = 0, at, length;
	int kind;

	if (!f)
		return ERR_PTR(-ENOMEM);
	for (kind = 0; kind < KS_FILTER_KINDS; kind++) {
		for (at = 0; at < size; at += length) {
			length = check(data + at, size - at, &term);
			if (!length)
				goto invalid;
			if (term.kind != kind)
				continue;
			memcpy((void *)f->terms + used, data + at, length);
			used += length;
			f->judged[kind] |= term.events;
			if (!term.exclude)
				f->includes[kind] |= term.events;
			if (f->count++ == KS_FILTER_TERMS_MAX)
				goto invalid;
		}
		f->end[kind] = used;
	}
	if (f->judged[KS_FILTER_CGROUP]) {
		f->groups = vzalloc(sizeof(*f->groups) << SETS_BITS);
		if (!f->groups) {
			vfree(f);
			return ERR_PTR(-ENOMEM);
		}
	}
	return f;
invalid:
	vfree(f);
	return ERR_PTR(-EINVAL);
}

static void discard(struct filter *f)
{
	if (!f)
		return;
	vfree(f->groups);
	vfree(f);
}

/**
 * ks_filter_set() - judge by other terms from now on
 * @data:	struct ks_filter_term[], as uapi/terms.h has it
 * @size:	bytes; 0: no terms
 *
 * One caller at a time, process context. Return: 0, or -EINVAL or -ENOMEM: then
 * the old ones stay.
 */
int ks_filter_set(const void *data, size_t size)
{
	struct filter *old = rcu_dereference_protected(filter, true), *f = NULL;
	char *work = NULL;

	if (size > KS_FILTER_SIZE_MAX)
		return -EINVAL;
	if (size) {
		f = compile(data, size);
		if (IS_ERR(f))
			return PTR_ERR(f);
	}
	if (KS_REALTIME && f && f->groups) {
		work = vmalloc(KS_SCRATCH_WORK);
		if (!work) {
			discard(f);
			return -ENOMEM;
		}
	}
	rcu_assign_pointer(filter, f);
	WRITE_ONCE(ks_filter_actors,
		   f ? f->judged[KS_FILTER_UID] | f->judged[KS_FILTER_CGROUP] : 0);
	WRITE_ONCE(ks_filter_paths, f ? f->judged[KS_FILTER_PATH] : 0);
	/* Until nobody judges by the old ones. */
	synchronize_rcu();
	discard(old);
	if (work)
		learn_groups(f, work);
	vfree(work);
	return 0;
}

/**
 * ks_filter_terms() - how many terms are in force
 *
 * Not while they are being set. Process context.
 */
unsigned int ks_filter_terms(void)
{
	const struct filter *f = rcu_dereference_protected(filter, true);

	return f ? f->count : 0;
}

/**
 * ks_filter_exit() - free the terms
 *
 * Nothing is hooked any more. Process context.
 */
void ks_filter_exit(void)
{
	discard(rcu_dereference_protected(filter, true));
	RCU_INIT_POINTER(filter, NULL);
}
