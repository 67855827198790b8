// SPDX-License-Identifier: GPL-2.0
#include "process.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "host.h"
#include "memory.h"

#define FIRST_SLOTS	1024		/* a power of two */
/* How long an exited process can still be found by records that come late. */
#define LINGER		2000000000ULL
/*
 * Images above one another before the middle is cut out. Somebody who execs
 * or forks in a chain for ever would otherwise take all our memory.
 */
#define DEPTH_MAX	256

/* Threads of one process that are remembered with credentials of their own. */
#define THREADS_MAX	512

static struct image **slots;
static size_t slot_count;
static size_t hashed;
static struct image *exited_first, **exited_last;
static struct image *loose;		/* of the last occurrence, known to nobody else */
static struct process_counts counts;
static __u64 stamps;

static size_t slot_of(__u32 tgid, __u64 start)
{
	__u64 mixed = (start ^ (__u64)tgid << 40 ^ tgid) * 0x9e3779b97f4a7c15ULL;

	return mixed >> 32 & (slot_count - 1);
}

/**
 * process_init() - an empty tree
 */
void process_init(void)
{
	slot_count = FIRST_SLOTS;
	slots = memory_zeroed(slot_count * sizeof(*slots));
	hashed = 0;
	exited_first = NULL;
	exited_last = &exited_first;
	loose = NULL;
	memset(&counts, 0, sizeof(counts));
}

/**
 * process_stamp() - a number that no image has had
 */
__u64 process_stamp(void)
{
	return ++stamps;
}

/* Something that a line shows of the image has changed. */
static void touch(struct image *image)
{
	free((char *)image->text.at);
	image->text.at = NULL;
	image->text.length = 0;
	image->stamp = ++stamps;
}

static struct image *get(struct image *image)
{
	if (image)
		image->references++;
	return image;
}

static void forget_threads(struct image *image)
{
	while (image->threads) {
		struct thread *thread = image->threads;

		image->threads = thread->next;
		free(thread);
	}
}

/* A loop, because the last descendant of a long lineage frees all of it. */
static void put(struct image *image)
{
	while (image && !--image->references) {
		struct image *parent = image->parent;

		touch(image);
		facts_put(image->facts);
		forget_threads(image);
		free(image);
		counts.images--;
		image = parent;
	}
}

static struct image *new_image(__u32 tgid, __u64 start, __u64 now)
{
	struct image *image = memory_zeroed(sizeof(*image));

	image->references = 1;
	image->tgid = tgid;
	image->start = start;
	image->learned = now;
	image->stamp = ++stamps;
	counts.images++;
	return image;
}

/**
 * process_find() - the current image of an identity, NULL if unknown
 */
struct image *process_find(__u32 tgid, __u64 start)
{
	struct image *image;

	for (image = slots[slot_of(tgid, start)]; image; image = image->next)
		if (image->tgid == tgid && image->start == start)
			return image;
	return NULL;
}

static void grow(void)
{
	struct image **old = slots;
	size_t old_count = slot_count, i;

	slot_count *= 2;
	slots = memory_zeroed(slot_count * sizeof(*slots));
	for (i = 0; i < old_count; i++) {
		struct image *image = old[i];

		while (image) {
			struct image *next = image->next;
			struct image **slot = &slots[slot_of(image->tgid, image->start)];

			image->next = *slot;
			*slot = image;
			image = next;
		}
	}
	free(old);
}

/* Takes over the caller's reference. */
static void insert(struct image *image)
{
	struct image **slot;

	if (hashed >= slot_count)
		grow();
	slot = &slots[slot_of(image->tgid, image->start)];
	image->next = *slot;
	*slot = image;
	hashed++;
}

/* Hands the hash's reference to the caller. */
static bool take_out(struct image *image)
{
	struct image **at = &slots[slot_of(image->tgid, image->start)];

	for (; *at; at = &(*at)->next) {
		if (*at == image) {
			*at = image->next;
			image->next = NULL;
			hashed--;
			return true;
		}
	}
	return false;
}

/*
 * An image deep below others lets go of those in the middle: what stays is the
 * nearest ones and the first.
 */
static void shorten(struct image *image)
{
	struct image *near = image, *root;
	unsigned int i;

	for (i = 0; i < PROCESS_ANCESTORS_MAX && near->parent; i++)
		near = near->parent;
	for (root = near; root->parent; root = root->parent)
		;
	if (near->parent && near->parent != root) {
		struct image *middle = near->parent;

		for (; middle != root; middle = middle->parent)
			counts.cut++;
		middle = near->parent;
		near->parent = get(root);
		touch(near);
		put(middle);
	}
	/* the numbers above were of the time before the cut */
	near->depth = near->parent ? 1 : 0;
	for (; image != near; image = image->parent)
		image->depth = near->depth + i--;
}

/*
 * Gives @image its origin. Records are not to be trusted to describe a tree:
 * only what is older can be above, so nothing is ever above itself.
 */
static void link_parent(struct image *image, struct image *parent)
{
	bool same = parent && parent->tgid == image->tgid && parent->start == image->start;

	if (!parent || image->parent || parent == image)
		return;
	if (!same && (parent->start > image->start ||
		      (parent->start == image->start && parent->tgid >= image->tgid)))
		return;
	image->parent = get(parent);
	touch(image);
	image->depth = parent->depth + 1;
	if (image->depth > DEPTH_MAX)
		shorten(image);
}

static void set_string(char *to, unsigned char *length, size_t room, struct text from)
{
	*length = from.length < room ? from.length : room;
	memcpy(to, from.at, *length);
}

static void apply_task(struct image *image, const struct view *view, const struct ks_task *task)
{
	image->credentials = task->credentials;
	image->cgroup = task->cgroup;
	image->flags &= ~(PROCESS_KERNEL | PROCESS_UNKNOWN);
	if (task->state & KS_TASK_KERNEL)
		image->flags |= PROCESS_KERNEL;
	/* the first process is made by the kernel like no other */
	if ((task->state & KS_TASK_BY_KERNEL) && image->tgid != 1)
		image->flags |= PROCESS_BY_KERNEL;
	set_string(image->comm, &image->comm_length, sizeof(image->comm),
		   view_text(view, &task->comm));
	set_string(image->tty, &image->tty_length, sizeof(image->tty), view_text(view, &task->tty));
	touch(image);
}

static void set_parent_identity(struct image *image, const struct ks_task *task)
{
	image->ppid = task->parent_tgid;
	image->parent_tgid = task->parent_tgid;
	image->parent_start = task->parent_start;
}

static void link_by_identity(struct image *image)
{
	if (image->parent_tgid)
		link_parent(image, process_find(image->parent_tgid, image->parent_start));
}

static void inherit(struct image *child, const struct image *parent)
{
	child->exec_time = parent->exec_time;
	child->credentials = parent->credentials;
	child->cgroup = parent->cgroup;
	child->facts = facts_get(parent->facts);
	child->comm_length = parent->comm_length;
	memcpy(child->comm, parent->comm, sizeof(child->comm));
	child->tty_length = parent->tty_length;
	memcpy(child->tty, parent->tty, sizeof(child->tty));
}

static void take_fork(const struct view *view, struct occurrence *occurrence)
{
	const struct ks_event_fork *fork = &view->fixed->fork;
	const struct ks_header *header = view->header;
	struct image *parent = process_find(header->tgid, header->start);
	struct image *old = process_find(fork->child_tgid, fork->child_start);
	struct image *child = new_image(fork->child_tgid, fork->child_start, header->time);

	if (parent)
		inherit(child, parent);
	child->flags = PROCESS_THREAD;
	apply_task(child, view, &fork->task);
	child->fork_time = clock_wall(child->start ? child->start : header->time);
	set_parent_identity(child, &fork->task);
	/* with CLONE_PARENT the process that forked is not the parent */
	link_by_identity(child);
	if (child->parent_tgid)
		link_parent(child, parent);
	enrich_container_enter(child->cgroup, child->exec_time);

	occurrence->line = !(child->flags & PROCESS_KERNEL);
	occurrence->image = child;
	occurrence->tid = fork->child_tid;

	/* a fork that comes after its child's exec must not undo it */
	if (old && !(old->flags & PROCESS_STATE) && old->learned > header->time &&
	    !(old->flags & PROCESS_UNKNOWN)) {
		loose = child;
		return;
	}
	if (old && take_out(old))
		put(old);
	insert(child);
}

/*
 * The walk may have seen the process after this exec: then its image is the
 * new one already, and the one before was never told of.
 */
static bool is_before_exec(const struct image *image, __u64 exec)
{
	if (image->flags & PROCESS_UNKNOWN)
		return false;
	return !(image->flags & PROCESS_STATE) || image->learned <= exec;
}

static void take_exec(const struct view *view, struct occurrence *occurrence)
{
	const struct ks_event_exec *exec = &view->fixed->exec;
	const struct ks_header *header = view->header;
	struct image *old = process_find(header->tgid, header->start);
	struct image *image = new_image(header->tgid, header->start, header->time);

	/* No thread of the kernel runs a program: up to 5.18 what is to run one begins as such. */
	if (old && (old->flags & PROCESS_KERNEL))
		old->flags = (old->flags & ~PROCESS_KERNEL) | PROCESS_BY_KERNEL | PROCESS_THREAD;
	if (old)
		image->flags = old->flags & PROCESS_BY_KERNEL;
	if (old && old->tty_length) {
		image->tty_length = old->tty_length;
		memcpy(image->tty, old->tty, sizeof(image->tty));
	}
	apply_task(image, view, &exec->task);
	image->facts = facts_new(view, &exec->image, NULL);
	image->exec_time = clock_wall(header->time);
	if (old && !(old->flags & PROCESS_UNKNOWN)) {
		image->fork_time = old->fork_time;
		image->ppid = old->ppid;
		image->parent_tgid = old->parent_tgid;
		image->parent_start = old->parent_start;
	} else {
		image->fork_time = clock_wall(header->start);
		set_parent_identity(image, &exec->task);
	}
	if (old && is_before_exec(old, header->time)) {
		old->exit_time = image->exec_time;
		/* a runtime moves a process before its exec: that image was in there as well */
		old->cgroup = image->cgroup;
		touch(old);
		link_parent(image, old);
	} else if (old && old->parent) {
		link_parent(image, old->parent);
	} else {
		link_by_identity(image);
	}
	if (old && take_out(old))
		put(old);
	insert(image);
	enrich_container_enter(image->cgroup, image->exec_time);

	occurrence->line = true;
	occurrence->image = image;
	occurrence->tid = header->tid;
}

/* A process that no record has told of: there is nothing to say but who it is. */
static struct image *unknown(const struct ks_header *header)
{
	struct image *image = new_image(header->tgid, header->start, header->time);

	image->flags = PROCESS_UNKNOWN;
	counts.unknown++;
	insert(image);
	return image;
}

static struct image *find_subject(const struct ks_header *header)
{
	struct image *image = process_find(header->tgid, header->start);

	return image ? image : unknown(header);
}

static void linger(struct image *image, __u64 now)
{
	if (image->flags & PROCESS_LINGERS)
		return;
	image->flags |= PROCESS_LINGERS;
	image->gone = now;
	image->exited_next = NULL;
	get(image);
	*exited_last = image;
	exited_last = &image->exited_next;
}

static void take_exit(const struct view *view, struct occurrence *occurrence)
{
	const struct ks_header *header = view->header;
	struct image *image = find_subject(header);

	/* two threads that leave at once may both see themselves as the last */
	if (image->flags & PROCESS_EXITED) {
		counts.duplicate_exits++;
		return;
	}
	image->flags |= PROCESS_EXITED;
	image->exit_time = clock_wall(header->time);
	touch(image);
	linger(image, header->time);

	occurrence->line = !(image->flags & PROCESS_KERNEL);
	occurrence->image = image;
	occurrence->tid = header->tid;
}

/* The facts of a record; arguments that nobody has told yet come from /proc. */
static struct facts *facts_of(const struct view *view, const struct image *known)
{
	const struct ks_image *image = &view->fixed->process.image;
	const struct ks_header *header = view->header;
	struct facts *facts = facts_new(view, image, NULL);
	struct facts_lists lists;

	if (facts->arguments_known ||
	    (known && known->facts && known->facts->arguments_known &&
	     facts_fit(known->facts, facts)) ||
	    !host->scan(header->tgid, header->start, &lists))
		return facts;
	facts_put(facts);
	return facts_new(view, image, &lists);
}

/*
 * What is known from the exec is more than a later look can tell, and stays
 * shared with relatives.
 */
static void refresh_facts(struct image *image, struct facts *facts, bool executed)
{
	struct facts *old = image->facts;
	bool fits = old && !executed && facts_fit(old, facts);

	if (fits && (old->arguments_known || !facts->arguments_known)) {
		facts_put(facts);
		return;
	}
	/* it runs something else than we knew: there was an exec that nobody told of */
	if (old && !fits) {
		image->exec_time = 0;
		image->flags &= ~PROCESS_THREAD;
	}
	facts_put(old);
	image->facts = facts;
	touch(image);
}

/*
 * A walk that is not the first one looks at processes of whom events have told,
 * and at a later time than theirs. Only what they cannot have told counts.
 */
static bool is_old_news(const struct image *image, const struct facts *facts)
{
	return !(image->flags & (PROCESS_STATE | PROCESS_UNKNOWN)) && image->facts &&
	       facts_fit(image->facts, facts);
}

/* What a commit or a move would have told, had its record not been refused. */
static void repair(struct image *image, const struct ks_task *task)
{
	if (!memcmp(&image->credentials, &task->credentials, sizeof(image->credentials)) &&
	    image->cgroup == task->cgroup)
		return;
	image->credentials = task->credentials;
	image->cgroup = task->cgroup;
	touch(image);
}

static void learn(struct image *image, const struct view *view, struct facts *facts)
{
	const struct ks_event_process *process = &view->fixed->process;
	const struct ks_header *header = view->header;

	if (image->flags & PROCESS_UNKNOWN) {
		image->fork_time = clock_wall(header->start);
		image->exec_time = image->fork_time;
		set_parent_identity(image, &process->task);
		link_by_identity(image);
	}
	apply_task(image, view, &process->task);
	if (header->flags & KS_STATE) {
		image->flags |= PROCESS_STATE;
		image->learned = header->time;
		/* its exit may be among what an earlier reader left, and then makes a line */
		if (process->task.state & KS_TASK_ENDED)
			linger(image, header->time);
	}
	if (facts)
		refresh_facts(image, facts, header->flags & KS_EXECUTED);
	enrich_container_enter(image->cgroup, image->exec_time);
}

static void take_process(const struct view *view)
{
	const struct ks_event_process *process = &view->fixed->process;
	const struct ks_header *header = view->header;
	struct image *image = process_find(header->tgid, header->start);
	struct facts *facts = NULL;

	if (!(process->task.state & KS_TASK_KERNEL))
		facts = facts_of(view, image);
	if (image && facts && (header->flags & KS_STATE) && is_old_news(image, facts)) {
		repair(image, &process->task);
		facts_put(facts);
		return;
	}
	if (!image) {
		image = new_image(header->tgid, header->start, header->time);
		image->flags = PROCESS_UNKNOWN;
		insert(image);
	}
	learn(image, view, facts);
}

static void take_cgroup(const struct view *view)
{
	const struct ks_event_cgroup *cgroup = &view->fixed->cgroup;

	enrich_container_learn(cgroup->id, view_text(view, &cgroup->path));
}

/* The place of a thread's own credentials: it holds NULL if they are the leader's. */
static struct thread **find_thread(struct image *image, __u32 tid)
{
	struct thread **at = &image->threads;

	while (*at && (*at)->tid != tid)
		at = &(*at)->next;
	return at;
}

static void drop_thread(struct thread **at)
{
	struct thread *thread = *at;

	*at = thread->next;
	free(thread);
}

/* Nobody tells of the end of a thread, so the one that was told of first goes. */
static void limit_threads(struct image *image)
{
	struct thread *thread;
	unsigned int count = 0;

	for (thread = image->threads; thread; thread = thread->next)
		count++;
	if (count > THREADS_MAX)
		drop_thread(&image->threads);
}

/*
 * A program changes all its threads one after the other; who lets a thread act
 * for somebody else changes only that one.
 */
static void take_credentials(const struct view *view)
{
	const struct ks_credentials *credentials = &view->fixed->commit.credentials;
	const struct ks_header *header = view->header;
	struct image *image = find_subject(header);
	struct thread **at;

	if (image->flags & PROCESS_UNKNOWN)
		return;
	if (header->tid == image->tgid) {
		image->credentials = *credentials;
		touch(image);
		for (at = &image->threads; *at;) {
			if (!memcmp(&(*at)->credentials, credentials, sizeof(*credentials)))
				drop_thread(at);
			else
				at = &(*at)->next;
		}
		return;
	}
	at = find_thread(image, header->tid);
	if (!memcmp(credentials, &image->credentials, sizeof(*credentials))) {
		if (*at)
			drop_thread(at);
		return;
	}
	if (!*at) {
		*at = memory_zeroed(sizeof(**at));
		(*at)->tid = header->tid;
		limit_threads(image);
	}
	(*find_thread(image, header->tid))->credentials = *credentials;
}

/* The image as a thread with credentials of its own shows it, for one line. */
static struct image *as_thread(struct image *image, const struct ks_credentials *credentials)
{
	struct image *copy = new_image(image->tgid, image->start, image->learned);

	inherit(copy, image);
	copy->credentials = *credentials;
	copy->parent = get(image->parent);
	copy->depth = image->depth;
	copy->ppid = image->ppid;
	copy->parent_tgid = image->parent_tgid;
	copy->parent_start = image->parent_start;
	copy->flags = image->flags & ~PROCESS_LINGERS;
	copy->fork_time = image->fork_time;
	copy->exit_time = image->exit_time;
	loose = copy;
	return copy;
}

static void take_other(const struct view *view, struct occurrence *occurrence)
{
	struct image *image = find_subject(view->header);
	struct thread *thread = *find_thread(image, view->header->tid);

	occurrence->line = !(image->flags & PROCESS_KERNEL);
	occurrence->image = thread ? as_thread(image, &thread->credentials) : image;
	occurrence->tid = view->header->tid;
}

static void reap(__u64 now)
{
	while (exited_first && exited_first->gone + LINGER < now) {
		struct image *image = exited_first;

		exited_first = image->exited_next;
		if (!exited_first)
			exited_last = &exited_first;
		if (take_out(image))
			put(image);
		put(image);
	}
	put(loose);
	loose = NULL;
}

/**
 * process_take() - what a record says about processes
 * @occurrence:	filled
 */
void process_take(const struct view *view, struct occurrence *occurrence)
{
	memset(occurrence, 0, sizeof(*occurrence));
	reap(view->header->time);
	switch (view->type->id) {
	case KS_EVENT_fork:
		take_fork(view, occurrence);
		break;
	case KS_EVENT_exec:
		take_exec(view, occurrence);
		break;
	case KS_EVENT_exit:
		take_exit(view, occurrence);
		break;
	case KS_EVENT_process:
		take_process(view);
		break;
	case KS_EVENT_cgroup:
		take_cgroup(view);
		break;
	case KS_EVENT_commit:
		take_credentials(view);
		break;
	default:
		/* what only feeds the daemon is about no process */
		if (view->type->category)
			take_other(view, occurrence);
		break;
	}
}

/**
 * process_state_done() - the walk is over: find parents that came after their children
 */
void process_state_done(void)
{
	struct image *image;
	size_t i;

	for (i = 0; i < slot_count; i++)
		for (image = slots[i]; image; image = image->next)
			if (!image->parent)
				link_by_identity(image);
}

/**
 * process_sweep() - records were lost: find out who has gone without a word
 * @now:	boottime; who was forked after it is not asked about
 *
 * A number that is somebody else's by now keeps its old owner here, which is
 * only memory.
 */
void process_sweep(__u64 now)
{
	struct image *image;
	size_t i;

	for (i = 0; i < slot_count; i++) {
		for (image = slots[i]; image; image = image->next) {
			if ((image->flags & PROCESS_LINGERS) || image->learned > now ||
			    !host->gone(image->tgid))
				continue;
			/* its exit may still come, and then makes a line */
			linger(image, now);
		}
	}
}

/**
 * process_ancestors() - the lineage, nearest first
 * @list:	room for PROCESS_ANCESTORS_MAX
 *
 * Ends with the first process, a kernel thread, or where nothing is known. If
 * there are too many, the last place is kept for the last one. Returns how many.
 */
size_t process_ancestors(struct image *image, struct image **list)
{
	size_t count = 0;

	for (image = image->parent; image; image = image->parent) {
		if (image->flags & PROCESS_UNKNOWN)
			break;
		if (count == PROCESS_ANCESTORS_MAX) {
			counts.cut++;
			list[count - 1] = image;
		} else {
			list[count++] = image;
		}
		if (image->flags & PROCESS_KERNEL)
			break;
	}
	return count;
}

/**
 * process_counts() - for the statistics
 */
const struct process_counts *process_counts(void)
{
	return &counts;
}

/**
 * process_exit() - free the tree
 */
void process_exit(void)
{
	size_t i;

	reap(~0ULL);
	for (i = 0; i < slot_count; i++) {
		while (slots[i]) {
			struct image *image = slots[i];

			take_out(image);
			put(image);
		}
	}
	free(slots);
	slots = NULL;
}
